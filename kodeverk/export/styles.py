"""The styles of a report, and how they are found again in a template by what they mean.

Ours set size, space and color but no font, so that they look at home in anybody's template.
Letters are 11 points or more, and every color is at least 7:1 on white.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from gettext import NullTranslations
from typing import TYPE_CHECKING

from kodeverk.export.blocks import escape
from kodeverk.export.readback import W

if TYPE_CHECKING:
    from lxml.etree import _Element

_FONT = "Calibri"
_INK = "1F3864"  # headings: 12:1 on white
_GREY = "404040"  # source lines: 10:1
_HINT = "595959"  # what to write where: 7:1
_BLUE = "0B4F9E"  # links: 8:1
_EDGE = "7F7F7F"
_HEADINGS = ((20, 0), (16, 24), (14, 16), (12, 12), (11.5, 10), (11, 10))  # size, space before
_INSET = 567  # twentieths of a point: 10 mm
_W = f"{{{W}}}"
_HEADING_NAMES = ("heading {n}", "overskrift {n}")


@dataclass(frozen=True)
class Style:
    """A style as we would make it: ``properties`` is XML; ``others`` are names it may go by."""

    key: str
    kind: str
    name: str
    properties: str
    others: tuple[str, ...] = ()
    outline: int | None = None
    own: bool = False

    def xml(self, style_id: str, name: str, based_on: str, following: str) -> str:
        """Return the style under an id and a name that are free."""
        custom = ' w:customStyle="1"' if self.own else ""
        based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
        after = f'<w:next w:val="{following}"/>' if self.outline is not None else ""
        priority = '<w:uiPriority w:val="9"/>' if self.outline is not None else ""
        return (
            f'<w:style w:type="{self.kind}"{custom} w:styleId="{style_id}">'
            f'<w:name w:val="{escape(name)}"/>{based}{after}{priority}'
            f"<w:qFormat/>{self.properties}</w:style>"
        )


def styles(words: NullTranslations) -> list[Style]:
    """Return the styles of a report; ours have names in the language of ``words``."""
    _ = words.gettext
    bar = _bar(18, "8EAADB")
    memo = f'{_bar(6, _EDGE)}<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>'
    ink = f'<w:b/><w:color w:val="{_INK}"/>'
    return [
        *(_heading(level, size, before) for level, (size, before) in enumerate(_HEADINGS, 1)),
        Style("Caption", "paragraph", "caption", _p(12, 4, keep=True) + _r(ink), ("bildetekst",)),
        Style(
            "Footer", "paragraph", "footer", _p(0, 0, after_it='<w:jc w:val="center"/>'),
            ("bunntekst",),
        ),
        Style("Quote", "paragraph", "Quote", _p(6, 3, bar, inset=1, keep=True), ("sitat",)),
        _own("SourceLine", _("Source line"), _p(0, 10, inset=1) + _colored(_GREY)),
        _own(
            "Question", _("Question before a quote"),
            _p(6, 0, inset=2, keep=True) + _colored(_GREY),
        ),
        _own("QuoteLabel", _("Label of a quote"), _p(6, 0, inset=1, keep=True) + _r("<w:b/>")),
        _own("Counts", _("Counts"), _p(0, 6, keep=True) + _r("<w:b/>")),
        _own("Memo", _("Memo"), _p(0, 10, memo, inset=1)),
        _own("Room", _("Space to write in"), _p(4, 10)),
        _own("Figure", _("Figure"), _p(8, 2, keep=True)),
        _own("TableText", _("Table text"), _p(2, 2, line=240)),
        _own("QuoteSpeaker", _("Speaker in quote"), _r("<w:b/>"), kind="character"),
        Style(
            "Hyperlink", "character", "Hyperlink",
            _r(f'<w:color w:val="{_BLUE}"/><w:u w:val="single"/>'), ("hyperkobling",),
        ),
        Style(
            "PlaceholderText", "character", "Placeholder Text", _colored(_HINT),
            ("plassholdertekst",),
        ),
        _own("KodeverkTable", _("Kodeverk table"), _TABLE, kind="table"),
    ]  # fmt: skip


def plain(root: "_Element", tag: str) -> None:
    """Leave of a part with styles what holds where none is named, and set it as a report has it.

    ``tag`` is the language that text is in unless it says something else.
    """
    from lxml import etree

    for each in list(root):
        if each.get(f"{_W}default") != "1":
            root.remove(each)
    etree.strip_elements(root, f"{_W}rsid")
    root[:0] = parsed(_DEFAULTS.format(font=_FONT, tag=tag))


def parsed(xml: str) -> "list[_Element]":
    """Return elements of Word's language."""
    from lxml import etree

    return list(etree.fromstring(f'<w:p xmlns:w="{W}">{xml}</w:p>'))


def settle(root: "_Element", words: NullTranslations, table: str = "") -> Mapping[str, str]:
    """Return the id of each style by its key; those that ``root`` lacks are added to it.

    ``root`` is the part with the styles, in which nothing is changed. A style is known by its name
    or another name it goes by, in English or Norwegian, else a heading by its level. ``table`` is
    the id of the table style that the document prefers.
    """
    from lxml import etree

    known = _Known(root)
    found: dict[str, str] = {}
    normal = known.default("paragraph")
    for style in styles(words):
        there = known.find(style)
        if style.kind == "table" and not there:
            there = known.table(table)
        if not there:
            there, name = known.free(style)
            root.extend(parsed(style.xml(there, name, known.default(style.kind), normal)))
            known.add(root[-1])
        found[style.key] = there
    etree.cleanup_namespaces(root, keep_ns_prefixes=[each for each in root.nsmap if each])
    return found


class _Known:
    """The styles that a document has, by kind and by every name they go by."""

    def __init__(self, root: "_Element") -> None:
        self.styles: list[_Element] = []
        self._ids: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()
        for style in root.findall(f"{_W}style"):
            self.add(style)

    def add(self, style: "_Element") -> None:
        """Take in one style."""
        style_id = style.get(f"{_W}styleId", "")
        self.styles.append(style)
        names = [_value(style, "name"), *_value(style, "aliases").split(","), style_id]
        for name in names:
            key = name.strip().casefold()
            self._ids.setdefault((_kind(style), key), style_id)
            self._taken.add(key)

    def find(self, style: Style) -> str:
        """Return the id of the style that means the same, or an empty text."""
        for name in (style.name, *style.others, style.key):
            if there := self._ids.get((style.kind, name.casefold())):
                return there
        if style.outline is not None:
            return self._of_level(style.outline)
        return ""

    def _of_level(self, level: int) -> str:
        for style in self.styles:
            outline = style.find(f"{_W}pPr/{_W}outlineLvl")
            if outline is not None and outline.get(f"{_W}val") == str(level):
                return style.get(f"{_W}styleId", "")
        return ""

    def table(self, preferred: str) -> str:
        """Return the table style of the document's own, or an empty text where it has none."""
        own = [
            style.get(f"{_W}styleId", "")
            for style in self.styles
            if _kind(style) == "table" and style.get(f"{_W}default") not in ("1", "true", "on")
        ]
        if preferred in own:
            return preferred
        grid = self._ids.get(("table", "table grid"))
        others = [style for style in own if style != grid]
        return others[0] if len(others) == 1 else grid or ""

    def default(self, kind: str) -> str:
        """Return the id of the style that is used where none is named."""
        for style in self.styles:
            if _kind(style) == kind and style.get(f"{_W}default") in ("1", "true", "on"):
                return style.get(f"{_W}styleId", "")
        return ""

    def free(self, style: Style) -> tuple[str, str]:
        """Return an id and a name for a style to be added, that no other style has."""
        style_id, name = style.key, style.name
        if style_id.casefold() in self._taken:
            style_id = f"Kodeverk{style_id}"
        if name.casefold() in self._taken:
            name = f"Kodeverk {name}"
        return style_id, name


def _kind(style: "_Element") -> str:
    return style.get(f"{_W}type", "paragraph")


def _value(style: "_Element", name: str) -> str:
    found = style.find(f"{_W}{name}")
    return "" if found is None else found.get(f"{_W}val", "")


def _heading(level: int, size: float, before: int) -> Style:
    layout = _p(before, 6, line=240, keep=True, after_it=f'<w:outlineLvl w:val="{level - 1}"/>')
    letters = (
        f'<w:b/><w:color w:val="{_INK}"/><w:sz w:val="{size * 2:g}"/><w:szCs w:val="{size * 2:g}"/>'
    )
    names = tuple(name.format(n=level) for name in _HEADING_NAMES)
    return Style(
        f"Heading{level}",
        "paragraph",
        names[0],
        layout.replace("<w:keepNext/>", "<w:keepNext/><w:keepLines/>") + _r(letters),
        names[1:],
        outline=level - 1,
    )


def _own(key: str, name: str, properties: str, *, kind: str = "paragraph") -> Style:
    return Style(key, kind, name, properties, own=True)


def _p(
    before: int,
    after: int,
    frame: str = "",
    *,
    line: int = 0,
    inset: int = 0,
    keep: bool = False,
    after_it: str = "",
) -> str:
    """Return the layout of paragraphs; ``keep`` holds them on the page of what follows."""
    lines = f' w:line="{line}" w:lineRule="auto"' if line else ""
    margin = inset * _INSET
    return (
        f"<w:pPr>{'<w:keepNext/>' if keep else ''}{frame}"
        f'<w:spacing w:before="{before * 20}" w:after="{after * 20}"{lines}/>'
        + (f'<w:ind w:left="{margin}" w:right="{_INSET}"/>' if inset else "")
        + f"{after_it}</w:pPr>"
    )


def _r(inside: str) -> str:
    return f"<w:rPr>{inside}</w:rPr>"


def _colored(color: str) -> str:
    return _r(f'<w:color w:val="{color}"/>')


def _bar(size: int, color: str) -> str:
    """Return a line down the left of a paragraph."""
    line = f'<w:left w:val="single" w:sz="{size}" w:space="8" w:color="{color}"/>'
    return f"<w:pBdr>{line}</w:pBdr>"


_DEFAULTS = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"'
    ' w:eastAsia="{font}" w:cs="{font}"/><w:sz w:val="22"/><w:szCs w:val="22"/>'
    '<w:lang w:val="{tag}" w:eastAsia="{tag}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr>'
    "</w:pPrDefault></w:docDefaults>"
)
_TABLE = (
    "<w:tblPr><w:tblBorders>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_EDGE}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + '</w:tblBorders></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
    '<w:shd w:val="clear" w:color="auto" w:fill="D9E2F3"/></w:tcPr></w:tblStylePr>'
)
