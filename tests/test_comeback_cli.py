"""``report refresh``, ``report read`` and ``report used`` on the command line."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from comeback_files import comments, deletes, doubles, edited, lines, moves, with_comments
from command_line import Run, runner

from kodeverk.model import Span
from kodeverk.project import Project


class Report:
    """A study with three codings, and its report in exports."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / "exports" / "rapport.docx"
        project = Project.open(root)
        body = project.transcript("int-01").body
        self.ids = []
        for words, code in (
            ("Vi flyttet sammen i 2020", "rom"),
            ("de øver på kvelden", "rom"),
            ("støyen høres på lesesalen", "konflikt"),
        ):
            start = body.index(words)
            coding = project.code("int-01", Span(start, start + len(words)), code)
            self.ids.append(coding.id)
        project.close()

    def change(self, *changes: Callable[[Any], object]) -> None:
        self.path.write_bytes(edited(self.path.read_bytes(), *changes))

    def project(self) -> Project:
        return Project.open(self.root)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return runner(capsys)


@pytest.fixture
def report(root: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Report:
    monkeypatch.chdir(root)
    made = Report(root)
    assert run("report", "--output", str(made.path), "--language", "en")[0] == 0
    return made


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_report_alone_still_writes_one(report: Report, run: Run) -> None:
    code, out, _err = run("report", "--title", "Ny", "--language", "en")
    assert code == 0 and Path(out.strip()).exists() and "Ny" in Path(out.strip()).name


def test_what_became_of_the_quotes_is_told_and_noted(report: Report, run: Run) -> None:
    first, second, third = report.ids
    report.change(deletes(f"kv_{first}", f"kvs_{first}"), comments(f"kv_{second}"))
    said = ("Turid\x1b[2J", "Bruk\ndenne")
    report.path.write_bytes(
        with_comments(report.path.read_bytes(), (said[0].replace("\x1b", ""), said[1]))
    )
    code, out, err = run("report", "read", str(report.path))
    assert code == 0
    assert "2 kept, 1 deleted" in out
    assert f"Comment by Turid[2J on {second}: Bruk denne" in out
    assert "report used" in err
    project = report.project()
    assert {(use.coding, use.state) for use in project.uses()} == {
        (first, "deleted"),
        (second, "kept"),
        (third, "kept"),
    }
    before = len(project.uses())
    project.close()
    assert "report used" not in run("report", "read", str(report.path))[2]  # known already
    project = report.project()
    assert len(project.uses()) == before
    project.close()
    found = {
        each["quote"]: each for each in rows(run("report", "read", str(report.path), "--json")[1])
    }
    assert found[first]["state"] == "deleted" and found[first]["text"] is None
    assert found[second]["comments"] == [{"author": "Turid[2J", "text": "Bruk\ndenne"}]
    assert found[third]["under"] == "Konflikt" and found[third]["codings"] == [third]


def test_where_a_quote_is_used(report: Report, run: Run) -> None:
    code, out, err = run("report", "used")
    assert code == 0 and not out and "report read" in err
    run("report", "read", str(report.path))
    report.change(moves(f"kv_{report.ids[0]}", f"kv_{report.ids[2]}"))
    run("report", "read", str(report.path))
    found = rows(run("report", "used", "--json")[1])
    assert [(each["coding"], each["state"]) for each in found] == [
        (report.ids[0], "moved"),
        (report.ids[1], "kept"),
        (report.ids[2], "kept"),
    ]
    assert found[0]["title"] == "Kulturhuset på Ås" and found[0]["coder"] == "kari"
    only = rows(run("report", "used", "--code", "konflikt", "--json")[1])
    assert [each["coding"] for each in only] == [report.ids[2]]
    assert rows(run("report", "used", "--transcript", "notat", "--json")[1]) == []
    assert "Vi flyttet sammen i 2020" in run("report", "used")[1]


def test_a_use_follows_the_coding_through_changes(report: Report, run: Run) -> None:
    run("report", "read", str(report.path))
    project = report.project()
    old = project.coding(report.ids[0])
    new = project.resize(old.id, Span(old.span.start, old.span.end - 5))
    project.close()
    found = rows(run("report", "used", "--code", "rom", "--json")[1])
    assert new.id in [each["coding"] for each in found]


def test_refresh_puts_in_what_is_new(report: Report, run: Run) -> None:
    project = report.project()
    project.uncode(report.ids[0])
    start = project.transcript("int-01").body.index("mye bråk")
    fresh = project.code("int-01", Span(start, start + 8), "konflikt")
    project.close()
    before = report.path.read_bytes()
    planned = rows(run("report", "refresh", str(report.path), "--dry-run", "--json")[1])
    assert report.path.read_bytes() == before and not list(report.path.parent.glob("*.bak*"))
    assert [(s["kind"], s["quote"]) for s in planned if s.get("quote")] == [
        ("withdrawn", report.ids[0]),
        ("added", fresh.id),
    ]
    assert not any(step.get("done") for step in planned)
    code, out, _err = run("report", "refresh", str(report.path))
    assert code == 0 and "1 new quote put in." in out and "1 quote is no longer" in out
    assert report.path.with_name("rapport.bak.docx").read_bytes() == before
    assert any("mye bråk" in line for line in lines(report.path.read_bytes()))
    code, out, _err = run("report", "refresh", str(report.path))
    assert (
        out.startswith("Nothing to do") and not report.path.with_name("rapport.bak2.docx").exists()
    )
    assert rows(run("report", "refresh", str(report.path), "--json")[1]) == [
        {"kind": "file", "file": str(report.path), "before": None}
    ]


def test_what_is_unclear_is_listed_with_what_to_say(report: Report, run: Run) -> None:
    first = report.ids[0]
    report.change(doubles(f"kv_{first}", f"kv_{report.ids[2]}", f"kv_{first}"))
    code, out, err = run("report", "read", str(report.path))
    assert code == 0 and "1 doubled" in out
    assert f"--keep {first}=1  Deling av rom: " in err and f"--keep {first}=2  Konflikt: " in err
    project = report.project()
    assert first not in {use.coding for use in project.uses()}  # nobody has said
    project.close()
    before = report.path.read_bytes()
    assert run("report", "refresh", str(report.path))[1].startswith("1 quote is unclear")
    assert report.path.read_bytes() == before and not list(report.path.parent.glob("*.bak*"))
    found = rows(run("report", "read", str(report.path), "--json", "--keep", f"{first}=2")[1])
    assert found[0]["state"] == "moved" and found[0]["copies"][0]["under"] == "Deling av rom"
    code, _out, _err = run("report", "refresh", str(report.path), "--keep", f"{first}=2")
    assert code == 0
    assert "1 moved" in run("report", "read", str(report.path))[1]


@pytest.mark.parametrize(("answer", "state"), [("7\n2\n", "moved"), ("0\n", "deleted"), ("\n", "")])
def test_a_person_is_asked(
    report: Report, run: Run, monkeypatch: pytest.MonkeyPatch, answer: str, state: str
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    first = report.ids[0]
    report.change(doubles(f"kv_{first}", f"kv_{report.ids[2]}", f"kv_{first}"))
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    _code, _out, err = run("report", "read", str(report.path))
    assert "stands in more than one place" in err and "Which is it?" in err
    project = report.project()
    assert {use.coding: use.state for use in project.uses()}.get(first, "") == state
    project.close()


@pytest.mark.parametrize("words", ["abc", "=1", "abc=x", "abc=1"])
def test_an_answer_that_means_nothing_is_refused(report: Report, run: Run, words: str) -> None:
    code, _out, err = run("report", "read", str(report.path), "--keep", words)
    assert code == 2 and err


def test_a_study_that_is_not_whole_refreshes_nothing(report: Report, run: Run) -> None:
    journal = next((report.root / "corpus" / "codings").glob("*.jsonl"))
    journal.write_bytes(b"\n".join([*journal.read_bytes().split(b"\n")[:2], b'{"v":1}', b""]))
    before = report.path.read_bytes()
    code, _out, err = run("report", "refresh", str(report.path))
    assert code == 1 and "is not whole" in err and report.path.read_bytes() == before


def test_what_the_report_was_about_may_be_gone_since(report: Report, run: Run) -> None:
    run("report", "--output", str(report.path), "--code", "rom", "--language", "en")
    project = report.project()
    from kodeverk import codebook as books

    for coding in project.codings():
        project.uncode(coding.id)
    project.edit_codebook(books.plan_remove(project.codebook, "rom"))
    project.close()
    code, out, _err = run("report", "refresh", str(report.path))
    assert code == 0 and "2 quotes are no longer in the study" in out
