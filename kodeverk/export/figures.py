"""Draws the figures of a report: bars side by side, and a heat map. Readable without colors.

Every number is written out, light and dark tell the same in grey, and nothing needs a legend. The
picture is as large as on paper, in the font that matplotlib brings: no other is looked for.
"""

import contextlib
import io
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk.files import cache_folder
from kodeverk.report import Figure, FigureKind
from kodeverk.text import clean_line

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Picture
    from matplotlib.ft2font import FT2Font

_DPI = 200
_INCH = 25.4  # millimetres, as every length here that is not said to be points
_POINT = _INCH / 72
_SIZE = 9.0  # points
_LINE = 4.0
_NAMES = 52.0  # width of the names to the left
_NAMES_TOO = (_NAMES, 46.0, 40.0)  # where the words above the bars need room
_ROW = 5.2  # lowest height of a row
_PANELS, _FEWEST = 6, 3  # bars for so many columns side by side
_NARROWEST = 6.0  # a field with its number
_WIDEST = 20.0
_HEAD = 40.0  # highest that names above the fields may be
_GAP = 2.5
_LINES, _TITLE_LINES = 3, 4  # a longer name is cut
_INK, _GREY, _BAR, _EDGE, _BAND = "#000000", "#595959", "#3B5578", "#9A9A9A", "#F3F3F3"
_LIGHT, _DARK = (255, 255, 255), (8, 48, 107)


@dataclass(frozen=True)
class Drawn:
    """A PNG with its size in millimetres; ``rows`` and ``columns`` of the figure are in it."""

    png: bytes
    width: float
    height: float
    rows: int
    columns: int


def draw(figure: Figure, width: float, height: float) -> Drawn:
    """Draw ``figure`` as wide as ``width`` millimetres and at most as high as ``height``.

    Of one that is too large, the rows and columns with the highest sums are drawn.
    """
    with _matplotlib():
        return (_bars if figure.kind is FigureKind.BARS else _heat)(figure, width, height)


def _bars(figure: Figure, width: float, height: float) -> Drawn:
    """Draw a panel of bars for each column, side by side; the rows are the same in all."""
    side, panels = _panels(figure.columns, width)
    wide = (width - side) / panels
    titles = [_wrapped(name, wide - _GAP, _TITLE_LINES) for name in figure.columns]
    head = _LINE * max(map(len, titles)) + _GAP
    names, rows = _fitting(figure, height - head - _GAP, side)
    high = head + sum(_height(names[row]) for row in rows) + _GAP
    columns = _largest(_of_columns(figure), panels * max(1, int(height // high)))
    top = max((figure.values[row][column] for row in rows for column in columns), default=0) or 1
    sheet = _sheet(width, high * -(-len(columns) // panels))
    for place, column in enumerate(columns):
        left, above = side + wide * (place % panels), high * (place // panels)
        sheet.text(left, above + head - _GAP / 2, titles[column], base="bottom")
        y = above + head
        for number, row in enumerate(rows):
            lines = _height(names[row])
            if place % panels == 0:
                if number % 2 == 0:
                    sheet.box(0, y, width, lines, _BAND)
                sheet.text(side - _GAP, y + lines / 2, names[row], align="right")
            value = figure.values[row][column]
            room = wide - _GAP - _width("0" * len(str(top))) - 1.5
            long = room * value / top
            if value:
                sheet.box(left, y + lines / 2 - 1.9, long, 3.8, _BAR)
            sheet.text(left + long + 1, y + lines / 2, [str(value)], _INK if value else _GREY)
            y += lines
        sheet.line(left, above + head, y)
    return sheet.drawn(len(rows), len(columns))


def _panels(titles: Sequence[str], width: float) -> tuple[float, int]:
    """Return how wide the names are, and how many panels stand beside them, so that words fit.

    The names give way first, then the panels. A word that is too long for that is broken.
    """
    most = min(_PANELS, len(titles))
    longest = max(_width(word) for title in titles for word in clean_line(title).split() or [""])
    for panels in range(most, min(_FEWEST, most) - 1, -1):
        for side in _NAMES_TOO:
            if longest <= (width - side) / panels - _GAP:
                stacks = -(-len(titles) // panels)
                return side, -(-len(titles) // stacks)
    return _NAMES, most


def _heat(figure: Figure, width: float, height: float) -> Drawn:
    """Draw a field for each number, the darker the more."""
    most = max((value for values in figure.values for value in values), default=0)
    least = max(_NARROWEST, _width(str(most)) + 1.5)
    columns = _largest(_of_columns(figure), max(1, int((width - _NAMES - 1) // least)))
    wide = min(_WIDEST, (width - _NAMES - 1) / len(columns))
    titles = [
        _wrapped(figure.columns[column], _HEAD, lines=max(1, int(wide // _LINE)))
        for column in columns
    ]
    head = max(_width(line) for title in titles for line in title) + _GAP
    names, rows = _fitting(figure, height - head - 1)
    top = max((figure.values[row][column] for row in rows for column in columns), default=0) or 1
    high = head + sum(_height(names[row]) for row in rows) + 1
    sheet = _sheet(_NAMES + wide * len(columns) + 1, high)
    for place, title in enumerate(titles):
        sheet.text(_NAMES + wide * (place + 0.5), head - 1, title, turned=True)
    y = head
    for row in rows:
        lines = _height(names[row])
        sheet.text(_NAMES - _GAP, y + lines / 2, names[row], align="right")
        for place, column in enumerate(columns):
            value = figure.values[row][column]
            fill, ink = _shade(value / top)
            x = _NAMES + wide * place
            sheet.box(x, y, wide, lines, fill, _EDGE)
            color = ink if value else _GREY
            sheet.text(x + wide / 2, y + lines / 2, [str(value)], color, align="center")
        y += lines
    return sheet.drawn(len(rows), len(columns))


def _shade(part: float) -> tuple[str, str]:
    """Return the color of a field, and black or white, whichever is read better on it."""
    color = [round(a + (b - a) * part) for a, b in zip(_LIGHT, _DARK, strict=True)]
    linear = [((c / 255 + 0.055) / 1.055) ** 2.4 if c > 10 else c / 255 / 12.92 for c in color]
    # The relative luminance of WCAG 2.1; at 0.179 black and white have the same contrast.
    light = sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return f"#{color[0]:02x}{color[1]:02x}{color[2]:02x}", _INK if light > 0.179 else "#ffffff"


def _of_columns(figure: Figure) -> list[int]:
    return [sum(row[column] for row in figure.values) for column in range(len(figure.columns))]


def _largest(sums: Sequence[int], most: int) -> list[int]:
    """Return the places of the ``most`` largest sums, in their own order."""
    return sorted(sorted(range(len(sums)), key=lambda place: -sums[place])[:most])


def _fitting(
    figure: Figure, room: float, side: float = _NAMES
) -> tuple[list[list[str]], list[int]]:
    """Return the names of the rows in lines, and the places of those that fit into ``room``.

    The names have the width ``side``.

    Names are cut before rows are left out, and those with the largest sums stay.
    """
    names: list[list[str]] = []
    for lines in range(_LINES, 0, -1):
        names = [_wrapped(name, side - _GAP, lines) for name in figure.rows]
        if sum(map(_height, names)) <= room:
            break
    sums = [sum(values) for values in figure.values]
    rows = list(range(len(names)))
    while len(rows) > 1 and sum(_height(names[row]) for row in rows) > room:
        rows = _largest(sums, len(rows) - 1)
    return names, rows


def _height(name: Sequence[str]) -> float:
    return max(_ROW, len(name) * _LINE + 1.2)


def _wrapped(name: str, width: float, lines: int = _LINES) -> list[str]:
    """Return ``name`` in lines that are no wider; what the last line cannot hold is cut."""
    letters = _font().get_charmap()
    rest = "".join(each if ord(each) in letters else "□" for each in clean_line(name))
    found: list[str] = []
    while rest and len(found) < lines - 1:
        line = _beginning(rest, width)
        found.append(line if line == rest or rest[len(line)] == " " else f"{line}-")
        rest = rest[len(line) :].lstrip()
    if rest and _width(rest) > width:
        while _width(f"{rest}…") > width and rest:
            rest = rest[:-1]
        rest = f"{rest.rstrip()}…"
    return [*found, rest] if rest else found or [""]


def _beginning(text: str, width: float) -> str:
    """Return what of ``text`` one line holds: whole words, or a part of a word that is longer."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}".lstrip()
        if _width(longer) > width:
            break
        line = longer
    else:
        return line
    if not line:
        most = next((n for n in range(len(word), 1, -1) if _width(f"{word[:n]}-") <= width), 1)
        line = word[:most]
    return line


@cache
def _width(text: str) -> float:
    """Return how wide a line is."""
    font = _font()
    font.set_text(text)
    return font.get_width_height()[0] / 64 * _POINT


@cache
def _font() -> "FT2Font":
    from matplotlib.ft2font import FT2Font

    font = FT2Font(str(_file()))
    font.set_size(_SIZE, 72)
    return font


def _file() -> Path:
    import matplotlib

    return Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")


class _Sheet:
    """A sheet to draw on in millimetres, from its upper left corner."""

    def __init__(self, picture: "Picture", width: float, height: float) -> None:
        self._picture = picture
        self._axes = picture.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._size = width, height

    def box(
        self, x: float, y: float, wide: float, high: float, fill: str, edge: str = "none"
    ) -> None:
        """Draw a filled box."""
        from matplotlib.patches import Rectangle

        self._axes.add_patch(
            Rectangle((x, y), wide, high, facecolor=fill, edgecolor=edge, linewidth=0.5)
        )

    def line(self, x: float, y: float, until: float) -> None:
        """Draw a line downwards."""
        self._axes.plot([x, x], [y, until], color=_EDGE, linewidth=0.8)

    def text(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        color: str = _INK,
        *,
        align: str = "left",
        base: str = "center",
        turned: bool = False,
    ) -> None:
        """Write lines of text; ``turned`` ones go upwards from the place."""
        from matplotlib.font_manager import FontProperties

        self._axes.text(
            x,
            y,
            "\n".join(lines),
            color=color,
            fontproperties=FontProperties(fname=_file(), size=_SIZE),
            horizontalalignment="center" if turned else align,
            verticalalignment="bottom" if turned else base,
            multialignment="left" if turned else align,
            rotation=90 if turned else 0,
            linespacing=1.1,
            parse_math=False,
        )

    def drawn(self, rows: int, columns: int) -> Drawn:
        """Return the picture."""
        buffer = io.BytesIO()
        self._picture.savefig(buffer, format="png", dpi=_DPI, metadata={"Software": None})
        return Drawn(buffer.getvalue(), *self._size, rows, columns)


def _sheet(width: float, height: float) -> _Sheet:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Picture

    picture = Picture(figsize=(width / _INCH, height / _INCH), dpi=_DPI, facecolor="white")
    FigureCanvasAgg(picture)
    return _Sheet(picture, width, height)


@contextlib.contextmanager
def _matplotlib() -> Iterator[None]:
    """Have matplotlib draw the same for everybody, say nothing, and keep its notes with ours.

    It reads settings from the folder it is started in and from the environment, and writes a list
    of the machine's fonts the first time.
    """
    logging.getLogger("matplotlib").setLevel(logging.CRITICAL)
    before = {name: os.environ.pop(name, None) for name in _SETTINGS}
    os.environ["MPLCONFIGDIR"] = str(cache_folder() / "matplotlib")
    os.environ["MATPLOTLIBRC"] = os.devnull
    try:
        import matplotlib
        import matplotlib.figure

        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


_SETTINGS = ("MPLCONFIGDIR", "MATPLOTLIBRC", "MPLBACKEND")
