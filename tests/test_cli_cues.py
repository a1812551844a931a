"""Cues on the command line: listed, added, taken away and proposed; and CSV that says less."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Run, lines
from room_study import make_study

from kodeverk import i18n
from kodeverk.codebook import load
from kodeverk.model import Code, Span


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a study with eight transcripts where one code is set, and stand in it."""
    root = tmp_path / "studie"
    project = make_study(root, transcripts=8)
    for name in project.transcript_ids:
        start = project.transcript(name).body.index("Det bråker fryktelig")
        project.code(name, Span(start, start + 55), "kon.stoy")
    project.close()
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.chdir(root)
    yield root
    i18n.activate("en")


def code(root: Path) -> Code:
    """Return the code as its file has it."""
    found = load(root / "codebooks" / "kodebok.yaml", root)[0].get("kon.stoy")
    assert found is not None
    return found


def test_cues_are_added_listed_and_taken_away(run: Run, study: Path) -> None:
    assert run("code", "cues", "kon.stoy", "--add", "bråk, larm", "--add", "høy musikk")[0] == 0
    assert code(study).cues == ("bråk", "larm", "høy musikk")
    (shown,) = lines(
        run("code", "cues", "Ø", "--add", "larm", "--add", "stille", "--against", "--json")[1]
    )
    assert shown["cues"] == ["bråk", "høy musikk"]
    assert shown["counter_cues"] == ["larm", "stille"]
    assert run("code", "cues", "Ø", "--remove", "Stille", "--against")[0] == 0
    assert run("code", "cues", "Ø", "--remove", "bråk")[0] == 0
    _code, out, err = run("code", "cues", "Støy og romkamp")
    assert out.splitlines()[1:] == ["for      høy musikk", "against  larm"] and not err
    (listed,) = [each for each in lines(run("codes", "--json")[1]) if each["id"] == "kon.stoy"]
    assert (listed["cues"], listed["counter_cues"]) == (["høy musikk"], ["larm"])
    assert run("undo")[0] == 0
    assert code(study).cues == ("bråk", "høy musikk")


def test_cues_are_proposed_with_counts_and_an_example(run: Run, study: Path) -> None:
    found = lines(run("code", "cues", "kon.stoy", "--propose", "--json")[1])
    first = found[0]
    assert (first["code"], first["against"], first["inside"]) == ("kon.stoy", False, 8)
    assert first["outside"] == 0 and first["end"] > first["start"] and first["quote"]
    assert first["transcript"].startswith("int-")
    _code, out, _err = run("code", "cues", "kon.stoy", "--propose")
    assert "Elsewhere" in out and first["words"] in out
    assert run("code", "cues", "kon.tid", "--propose", "--json")[:2] == (0, "")
    run("code", "cues", "kon.stoy", "--add", first["words"])
    again = lines(run("code", "cues", "kon.stoy", "--propose", "--json")[1])
    assert first["words"] not in [each["words"] for each in again]


@pytest.mark.parametrize(
    "words",
    [("--against",), ("--propose", "--add", "x"), ("--propose", "--against")],
)
def test_options_that_do_not_go_together_are_refused(
    run: Run, study: Path, words: tuple[str, ...]
) -> None:
    status, out, err = run("code", "cues", "kon.stoy", *words)
    assert (status, out) == (2, "") and "--" in err
    assert code(study).cues == ()


def test_a_csv_file_changes_only_what_it_has_columns_for(run: Run, study: Path) -> None:
    run("code", "cues", "kon.stoy", "--add", "bråk")
    file = study / "inn.csv"
    file.write_text("id;name\nkon.stoy;Støy\n", encoding="utf-8", newline="\n")
    assert "Codes added: 0. Changed: 1." in run("codes", "import", str(file))[1]
    after = code(study)
    assert (after.name, after.key, after.cues, after.parent) == ("Støy", "Ø", ("bråk",), "kon")
    file.write_text("id;cues;counter_cues\nkon.stoy;larm;te\n", encoding="utf-8", newline="\n")
    run("codes", "import", str(file))
    after = code(study)
    assert (after.name, after.cues, after.counter_cues) == ("Støy", ("larm",), ("te",))
