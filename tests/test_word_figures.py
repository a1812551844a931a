"""Figures in a report: every number is there, none needs its color, and all say what they show."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fake_study import INTERVIEW, coding, study
from lxml import etree
from PIL import Image
from test_word import DELT, EN, NOW, parts, q, said, styled, values

from kodeverk.analysis import themed
from kodeverk.export import figures, word
from kodeverk.export.blocks import DRAWING
from kodeverk.report import Figure, FigureKind, Report

GRAPHICS = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

CODES = ("Felles rom", "Innbyggertorgsamarbeidspartnerskapsavtaler", "Hvem eier <b> & $\\tull{$ 🙂")
UNITS = ("bibliotek", "innbyggertorg")
BARS = Figure(FigureKind.BARS, "Koder etter enhet", 'Flest: "rom" & <b>.', CODES, UNITS,
              ((3, 0), (12, 1), (0, 0)))  # fmt: skip
HEAT = replace(BARS, kind=FigureKind.HEAT, title="Koder etter samtale")


def large(rows: int, columns: int) -> Figure:
    values = tuple(tuple((row * column) % 9 for column in range(columns)) for row in range(rows))
    names = tuple(f"Kode {row} med et navn som er langt" for row in range(rows))
    return Figure(FigureKind.HEAT, "T", "A", names, tuple(map(str, range(columns))), values)


def with_figures(*shown: Figure) -> Report:
    report = themed(study(coding(INTERVIEW, DELT, "syn.rom")), EN)
    return replace(report, figures=shown)


def picture(drawn: figures.Drawn) -> Image.Image:
    return Image.open(io.BytesIO(drawn.png))


@pytest.mark.parametrize("figure", [BARS, HEAT])
def test_a_figure_is_the_same_every_time(figure: Figure) -> None:
    first, second = (figures.draw(figure, 170, 200) for _time in range(2))
    assert first == second
    image = picture(first)
    assert image.width == pytest.approx(first.width / 25.4 * 200, abs=1)
    assert image.height == pytest.approx(first.height / 25.4 * 200, abs=1)
    assert not image.info.get("Software")


@pytest.mark.parametrize("figure", [BARS, HEAT])
def test_every_number_and_name_is_written(figure: Figure, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    real = figures._Sheet.text

    def text(
        self: figures._Sheet, x: float, y: float, lines: list[str], *a: str, **k: bool
    ) -> None:
        written.append("".join(line.removesuffix("-") for line in lines))
        real(self, x, y, lines, *a, **k)  # type: ignore[arg-type]

    monkeypatch.setattr(figures._Sheet, "text", text)
    figures.draw(figure, 170, 200)
    numbers = sorted(int(each) for each in written if each.isdigit())
    assert numbers == [0, 0, 0, 1, 3, 12]
    assert {"bibliotek", "innbyggertorg", CODES[0], CODES[1]} <= set(written)
    assert any("$\\tull{$□" in each.replace(" ", "") for each in written), "no letter, no formula"


def test_more_is_darker_also_in_grey() -> None:
    shades = [figures._shade(part / 20) for part in range(21)]
    grey = [int(fill[1:3], 16) + int(fill[3:5], 16) + int(fill[5:], 16) for fill, _ink in shades]
    assert grey == sorted(grey, reverse=True)
    assert len(set(grey)) == len(grey)
    assert contrast(shades[0][0], shades[-1][0]) >= 7
    for fill, ink in shades:
        assert contrast(fill, ink) >= 4.5, "numbers are read on every shade"
    assert contrast("#ffffff", figures._GREY) >= 4.5


def contrast(one: str, other: str) -> float:
    def light(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05

    high, low = sorted((light(one), light(other)), reverse=True)
    return high / low


@pytest.mark.parametrize("kind", list(FigureKind))
@pytest.mark.parametrize(("width", "height"), [(170, 210), (120, 90), (60, 40)])
def test_large_figures_fit_the_page(kind: FigureKind, width: float, height: float) -> None:
    figure = replace(large(40, 200), kind=kind)
    drawn = figures.draw(figure, width, height)
    assert drawn.width <= width
    assert drawn.rows >= 1
    assert drawn.columns >= 1
    if (width, height) == (170, 210):
        assert drawn.height <= height
        assert drawn.rows >= 25
        assert drawn.columns >= 6


def test_those_with_the_largest_sums_are_drawn_in_their_own_order() -> None:
    assert figures._largest([5, 1, 9, 5, 7], 3) == [0, 2, 4]
    assert figures._largest([0, 0], 5) == [0, 1]


def test_words_above_the_bars_are_whole_where_the_page_is_wide_enough() -> None:
    units = ("bibliotek", "bibliotek og innbyggertorg", "innbyggertorg", "ledelse", "rådgiver")
    side, panels = figures._panels(units, 170)
    assert panels == 5 and side < figures._NAMES
    assert figures._width("innbyggertorg") <= (170 - side) / panels - figures._GAP
    assert figures._panels(("torg",) * 12, 170) == (figures._NAMES, 6)
    assert figures._panels(("hjemmetjenesten",) * 7, 170)[1] == 4
    assert figures._panels(("hjemmetjenesten",) * 6, 170)[1] == 3  # three above three
    assert figures._panels(("a" * 99, "b"), 170) == (figures._NAMES, 2)
    assert figures._panels(("",), 170) == (figures._NAMES, 1)


def test_names_are_wrapped_and_cut() -> None:
    for width in (8.0, 20.0, 50.0):
        for name in (*CODES, "ord " * 30, "", "x" * 90):
            for lines in (1, 3):
                found = figures._wrapped(name, width, lines)
                assert len(found) <= lines
                assert all(figures._width(line) <= width for line in found), (name, width)
    assert figures._wrapped("Felles rom", 50.0) == ["Felles rom"]
    assert figures._wrapped("Felles rom for alle", 19.0) == ["Felles rom", "for alle"]
    assert figures._wrapped("Felles rom for alle i Mysen", 22.0, 1)[0].endswith("…")


def test_a_report_shows_its_figures_with_text_for_those_who_hear() -> None:
    files = parts(word.document(with_figures(BARS, HEAT), now=NOW))
    root = etree.fromstring(files["word/document.xml"])
    shown = list(root.iter(f"{{{DRAWING}}}docPr"))
    assert [each.get("descr") for each in shown] == ['Flest: "rom" & <b>.'] * 2
    around = [
        each.get(f"dist{side}") for each in root.iter(f"{{{DRAWING}}}inline") for side in "LR"
    ]
    assert around == ["0"] * 4, "LibreOffice would move it to the right"
    ids = [each.get("id") for each in shown] + values(root, "bookmarkStart", "id")
    assert len(set(ids)) == len(ids)
    relations = {
        each.get("Id"): each.get("Target")
        for each in etree.fromstring(files["word/_rels/document.xml.rels"])
    }
    for blip in root.iter(f"{{{GRAPHICS}}}blip"):
        data = files[f"word/{relations[blip.get(f'{{{R}}}embed')]}"]
        assert data.startswith(b"\x89PNG")
    captions = [text for text in styled(root, "Caption") if text.startswith("Figure")]
    assert captions == ["Figure 1: Koder etter enhet.", "Figure 2: Koder etter samtale."]
    below = [p for p in root.iter(q("p")) if said(p).startswith("Figure")]
    assert [values(p, "keepNext") for p in below] == [["0"], ["0"]], "what follows may be far off"
    assert b'Extension="png"' in files["[Content_Types].xml"]
    extents = [int(str(e.get("cx"))) for e in root.iter(f"{{{DRAWING}}}extent")]
    assert max(extents) <= 170 * 36_000


def test_what_word_cannot_bear_is_not_in_the_text_of_a_figure() -> None:
    files = parts(word.document(with_figures(replace(BARS, alt="Flest\x00 rom.")), now=NOW))
    root = etree.fromstring(files["word/document.xml"])
    shown = [each.get("descr") for each in root.iter(f"{{{DRAWING}}}docPr")]
    assert len(shown) == 1
    assert "Flest" in str(shown[0]) and "\x00" not in str(shown[0])


def test_the_caption_says_what_is_not_drawn() -> None:
    root = etree.fromstring(
        parts(word.document(with_figures(large(40, 200)), now=NOW))["word/document.xml"]
    )
    caption = next(text for text in styled(root, "Caption") if text.startswith("Figure"))
    assert "of 40 rows" in caption
    assert "of 200 columns" in caption


def test_a_figure_of_nothing_is_left_out() -> None:
    empty = replace(BARS, columns=(), values=((), (), ()))
    text = said(etree.fromstring(
        parts(word.document(with_figures(empty), now=NOW))["word/document.xml"]
    ))  # fmt: skip
    assert "The codes in figures" not in text


def test_reports_are_the_same_every_time() -> None:
    report = with_figures(BARS)
    assert word.document(report, now=NOW) == word.document(report, now=NOW)


def test_matplotlib_keeps_to_itself(tmp_path: Path) -> None:
    """It writes only in our cache, prints nothing, and no setting that lies about is obeyed."""
    here = tmp_path / "her"
    here.mkdir()
    (here / "matplotlibrc").write_text(
        "axes.facecolor: tull\nsavefig.bbox: tight\n", encoding="utf-8"
    )
    code = (
        "import sys; from kodeverk.export.figures import draw; import kodeverk.report as r;"
        "f = r.Figure(r.FigureKind.BARS, 't', 'a', ('Åse',), ('b',), ((3,),));"
        "d = draw(f, 170, 200); sys.stdout.buffer.write(d.png);"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    home = tmp_path / "hjem"
    environment = os.environ | {
        "HOME": str(home), "USERPROFILE": str(home), "XDG_CACHE_HOME": str(home / "c"),
        "XDG_CONFIG_HOME": str(home / "k"), "KODEVERK_CACHE": str(tmp_path / "vaar"),
        "MPLBACKEND": "tull",
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=here, env=environment, capture_output=True, check=True,
    )  # fmt: skip
    assert run.stderr == b""
    assert not home.exists()
    assert {p.name for p in here.iterdir()} == {"matplotlibrc"}
    assert [p.name for p in (tmp_path / "vaar").iterdir()] == ["matplotlib"]
    one = Figure(FigureKind.BARS, "t", "a", ("Åse",), ("b",), ((3,),))
    assert figures.draw(one, 170, 200).png == run.stdout


def test_a_cache_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "vaar").write_text("en fil", encoding="utf-8")
    code = (
        "from kodeverk.export.figures import draw; import kodeverk.report as r;"
        "draw(r.Figure(r.FigureKind.BARS, 't', 'a', ('Åse',), ('b',), ((3,),)), 170, 200)"
    )
    environment = os.environ | {"KODEVERK_CACHE": str(tmp_path / "vaar")}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True
    )
    assert run.stdout + run.stderr == b""


def test_the_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLCONFIGDIR", "/et/sted")
    monkeypatch.delenv("MPLBACKEND", raising=False)
    figures.draw(BARS, 170, 200)
    assert os.environ["MPLCONFIGDIR"] == "/et/sted"
    assert "MPLBACKEND" not in os.environ
