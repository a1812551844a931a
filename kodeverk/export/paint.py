"""Letters on a coloured ground in Word: the colour never says anything that letters do not."""

from kodeverk.export import blocks

NO_COLOR = "D9D9D9"
_TINT = 0.3  # so much of a code's color: black letters on it are 7:1 or more


def tint(color: str) -> str:
    """Return a light shade of ``#rrggbb``; grey where there is none."""
    if not color:
        return NO_COLOR
    parts = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return "".join(f"{round(255 - _TINT * (255 - part)):02X}" for part in parts)


def painted(
    text: str, fill: str, *, small: bool = False, underlined: bool = False, language: str = ""
) -> str:
    """Return a run on a ground of that color; ``small`` is bold, and raised above the line."""
    properties = (
        ("<w:b/>" if small else "")
        + ('<w:u w:val="single"/>' if underlined else "")
        + f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
        + ('<w:vertAlign w:val="superscript"/>' if small else "")
        + (f'<w:lang w:val="{language}"/>' if language else "")
    )
    return f"<w:r><w:rPr>{properties}</w:rPr>{blocks.run(text).removeprefix('<w:r>')}"
