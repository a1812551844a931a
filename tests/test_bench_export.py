"""What ``bench export`` measures: both sides write the same; what it makes of the clocks."""

import io
import json
import zipfile

import pytest

from kodeverk.__main__ import main
from kodeverk.bench import export
from kodeverk.bench.export import Scale
from kodeverk.bench.export_made import CODES, margins, report
from kodeverk.export import transcript, word


def test_the_made_report_has_as_many_quotes_as_asked_for() -> None:
    made = report(95, figures=True)
    assert len(made.quotes()) == 95
    assert len({quote.id for quote in made.quotes()}) == 95
    assert [len(figure.rows) for figure in made.figures] == [CODES, CODES]
    assert len(margins(12).margins) == 12
    body = margins(12).transcript.body
    assert all(
        body[m.span.start].isupper() and body[m.span.end - 1] == "." for m in margins(12).margins
    )


@pytest.mark.parametrize("what", ["quotes", "comments"])
def test_what_is_compared_is_the_same_text(what: str) -> None:
    if what == "quotes":
        ours = word.document(report(30, figures=False))
    else:
        ours = transcript.document(margins(30))
    texts = export._parts(ours)
    assert len(texts[1]) == (30 if what == "comments" else 0)
    assert any(mark for said in texts[0] for mark in said.pieces if not isinstance(mark, str))
    for way in (export._raw, export._bare):
        data = way(*texts)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
        assert "word/styles.xml" in names, "in the frame of a Word file, as ours"
        assert [name for name in names if "part" in name] == ["word/part0.xml", "word/part1.xml"]
        assert export._read(data, "word/part0.xml") == texts[0]
        assert export._read(data, "word/part1.xml") == texts[1]


def test_growth_is_of_the_largest_and_a_tenth_of_it() -> None:
    found = [Scale("quotes", n, n / 100, 1, 1) for n in (10, 20, 100)]
    assert export.growth(found) == (100, 10, 10.0)
    assert export.growth(found[1:]) is None
    assert export.growth([]) is None


def test_the_command_prints_a_table_or_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [Scale("quotes", 5, 1.0, 0.5, 2.0, 99.6), Scale("quotes", 50, 10.0, 5.0, 20.0, 120.2)]
    found.append(Scale("comments", 10, 1.0, 0.5, 4.0))
    monkeypatch.setattr(export, "measure", lambda: iter(found))
    assert main(["--lang", "en", "bench", "export"]) == 0
    told = capsys.readouterr().out
    assert "1.000" in told and "2.00" in told and "0.50" in told and "120" in told
    assert "50 quotes take 10.0 times as long as 5." in told
    assert main(["--lang", "en", "bench", "export", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["table"] for line in lines] == ["export", "export", "export", "growth"]
    assert lines[0]["memory"] == 99.6


def test_a_size_is_measured_in_a_process_of_its_own() -> None:
    (quotes, comments) = export.measure((40,), comments=40)
    assert (quotes.what, quotes.n) == ("quotes", 40)
    assert comments.what == "comments"
    assert min(quotes.ours, quotes.raw, quotes.lxml, comments.ours) > 0
    assert quotes.memory is not None and 20 < quotes.memory < 300
