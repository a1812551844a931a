"""Surveys on the command line: which columns are answers, and what is told of the others."""

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import Run

from kodeverk.corpus.canonical import read
from kodeverk.model import Kind

TABLE = """\
E-post;Enhet;Hva er bra?;Hva kan bli bedre?
a@b.no;NAV;Vi får tid til hverandre her på huset.;Det bråker så fælt om kvelden her.
c@d.no;Bibliotek;Kaffen er god, og alle møtes der.;
e@f.no;NAV;;
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Run:
    """Run the program in a folder with a survey beside a study."""
    monkeypatch.chdir(tmp_path)
    Path("svar.csv").write_text(TABLE, encoding="utf-8", newline="\n")
    assert run("new", "studie", "--name", "Prøve")[0] == 0
    return lambda *words: run(*words, "--project", "studie")


def columns(out: str) -> dict[str, Any]:
    return {each["name"]: each for each in json.loads(out)["columns"]}


def test_a_dry_run_shows_what_every_column_is(run: Run) -> None:
    code, out, _err = run("import", "svar.csv", "--dry-run", "--json")
    found = columns(out)
    assert code == 0 and json.loads(out)["kind"] == "survey"
    assert found["Hva kan bli bedre?"] == {
        "name": "Hva kan bli bedre?",
        "letter": "D",
        "answers": 1,
        "mean_length": 34.0,
        "chosen": True,
        "use": "answer",
        "why": "text",
    }
    assert found["E-post"]["use"] == "" and found["E-post"]["why"] == "personal"
    _code, out, err = run("import", "svar.csv", "--dry-run")
    assert "B  Enhet: attribute (3 cells, 5 letters on average)" in out
    assert "A  E-post: left out: personal data" in out and "Respondent 1" not in out
    assert "1 respondent without an answer" in err and "@" not in out + err


def test_a_survey_is_imported_with_the_columns_that_were_named(run: Run) -> None:
    words = ("--answers", "Hva er", "--keep", "A", "--respondent", "E-post", "--id", "svar")
    assert run("import", "svar.csv", *words)[0] == 0
    transcript, _problems = read(Path("studie/corpus/svar.txt"), "svar.txt")
    assert transcript is not None and transcript.kind is Kind.SURVEY
    assert transcript.body == (
        "a@b.no: Vi får tid til hverandre her på huset.\n\n"
        "c@d.no: Kaffen er god, og alle møtes der."
    )
    assert dict(transcript.speakers[1].attributes) == {"Enhet": "Bibliotek"}


def test_a_column_that_is_not_there_stops_the_import(run: Run) -> None:
    code, out, _err = run("import", "svar.csv", "--answers", "Q", "--json")
    assert code == 1 and json.loads(out)["code"] == "bad_name"
    assert not list(Path("studie/corpus").glob("*.txt"))
    code, out, _err = run("import", "svar.csv", "--sheet", "Ark2", "--dry-run", "--json")
    assert code == 0 and json.loads(out)["outcome"] == "import"
