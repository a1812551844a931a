"""Names on the command line: merged, renamed, from tables, remembered; and who speaks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import Run as Command
from command_line import lines

from kodeverk.__main__ import main

ONE = """\
Kari N.: Hva tenker du om flyttingen?

KARI: Hva med rommene?

Ola: Det er trangt, men det går bra.

Kari N.: Hvorfor det?

Ola: Vi deler på alt.

KARI: Takk.
"""
TWO = "Kari: Hei.\n\nPer: Hei på deg.\n\nKari: Ja.\n\nPer: Nei.\n"

Run = Callable[..., tuple[int, list[Any], str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Command) -> Run:
    """Run the program in a folder with two files beside a study, with --json."""
    monkeypatch.chdir(tmp_path)
    Path("en.txt").write_text(ONE, encoding="utf-8", newline="\n")
    Path("to.txt").write_text(TWO, encoding="utf-8", newline="\n")
    assert run("new", "studie", "--name", "Prøve")[0] == 0

    def running(*words: str) -> tuple[int, list[Any], str]:
        code, out, err = run(*words, "--json", "--project", "studie")
        return code, lines(out), err

    return running


def people(value: dict[str, Any]) -> dict[str, tuple[str, str, list[str]]]:
    """Return role, unit and aliases by name."""
    return {
        each["name"]: (each["role"], each["attributes"].get("unit", ""), each["aliases"])
        for each in value["speakers"]
    }


MERGE = ("--merge", "Kari Nordmann=Kari N.,KARI", "--speaker", "kari nordmann=interviewer,unit=VID")


def test_names_are_merged_and_the_next_file_remembers_it(run: Run) -> None:
    _code, (told,), err = run("import", "en.txt", "--dry-run")
    assert [each["suggested"] for each in told["speakers"]] == ["", "Kari N.", ""] and not err
    _code, (told,), _err = run("import", "en.txt", *MERGE)
    assert people(told) == {
        "Kari Nordmann": ("interviewer", "VID", ["Kari N.", "KARI"]),
        "Ola": ("informant", "", []),
    }
    (kari, _ola) = told["speakers"]
    assert (kari["turns"], kari["words"]) == (4, 11)
    assert told["turns"][1]["speaker"] == "Kari Nordmann" and len(told["turns"]) == 6
    head = Path("studie/corpus/en.txt").read_text(encoding="utf-8")
    assert '"aliases": ["Kari N.", "KARI"]' in head and "\n\nKari Nordmann: Hva med" in head

    Path("tre.txt").write_text(ONE.replace("Takk", "Da"), encoding="utf-8", newline="\n")
    _code, (told,), err = (
        run("import", "tre.txt", "to.txt", "--dry-run")[0],
        *[run("import", "tre.txt", "--dry-run")[1]],
        run("import", "tre.txt", "--dry-run")[2],
    )
    assert people(told)["Kari Nordmann"] == ("interviewer", "VID", ["Kari N.", "KARI"])
    assert told["speakers"][0]["as_in"] == "en"
    _code, (told,), _err = run("import", "tre.txt", "--dry-run", "--no-remember")
    assert people(told)["KARI"] == ("participant", "", [])
    _code, (told,), _err = run("import", "tre.txt", "--speaker", "Kari N.=,unit=NAV", "--dry-run")
    assert people(told)["Kari Nordmann"] == ("interviewer", "NAV", ["Kari N.", "KARI"])


def test_a_person_reads_what_was_taken_as_whom(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "en.txt", *MERGE, "--project", "studie"]) == 0
    out, _err = capsys.readouterr()
    assert (
        "Kari Nordmann: interviewer, unit=VID (4 turns, 11 words); in the file: Kari N., KARI"
        in out
    )
    assert main(["import", "to.txt", "--project", "studie", "--dry-run", "--no-remember"]) == 0
    out, err = capsys.readouterr()
    assert "utf-8" in out
    assert 'to.txt: “Kari” may be “Kari Nordmann”. If so: --merge "Kari Nordmann=Kari"' in err
    Path("fire.txt").write_text(
        "Nordmann, Kari (NAV)   0:01\nHva?\n\nPer Moe   0:03\nJa.\n\n"
        "KARI N.   0:05\nHvor?\n\nPer Moe   0:07\nDer.\n",
        encoding="utf-8",
        newline="\n",
    )
    look = ("import", "fire.txt", "--project", "studie", "--dry-run", "--no-remember")
    assert main([*look]) == 0
    flag = "Kari Nordmann=Nordmann, Kari (NAV);KARI N."
    assert f'If so: --merge "{flag}"' in capsys.readouterr()[1]
    assert main([*look, "--merge", flag]) == 0
    assert "in the file: Nordmann, Kari (NAV), KARI N." in capsys.readouterr()[0]
    assert main([*look, "--merge", "Ola=Nordmann, Kari (NAV);"]) == 0
    assert "in the file: Nordmann, Kari (NAV)" in capsys.readouterr()[0]
    Path("tre.txt").write_text(ONE.replace("Takk", "Da"), encoding="utf-8", newline="\n")
    assert main(["import", "tre.txt", "--project", "studie", "--dry-run"]) == 0
    err = capsys.readouterr()[1]
    whom = "Kari Nordmann: interviewer, unit=VID"
    assert f"tre.txt: “KARI” is taken as {whom}, as in “en” (not with --no-remember)." in err


def test_a_table_is_written_filled_in_and_read(run: Run) -> None:
    code, told, err = run("import", "en.txt", "to.txt", "--write-speakers", "navn.csv")
    assert code == 0 and len(told) == 2 and "5 names are written in “navn.csv”" in err
    assert not list(Path("studie/corpus").glob("*.txt"))
    path = Path("navn.csv")
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "name;as;role;unit;place;guessed role;suggested;files;turns;words;file"
    assert lines[2].startswith("KARI;;;;;participant;Kari N.;1;2;4;")
    lines[1:3] = ["Kari N.;;interviewer;;;;;;;;", "KARI;Kari N.;;VID;;;;;;;"]
    lines += ["Per;;deltaker;NAV;;;;;;;to.txt", "Åse;Å;;;;;;;;;", "Per;Pål;;;;;;;;;tre"]
    path.write_text("\r\n".join(lines), encoding="cp1252", newline="")
    code, _told, err = run("import", "en.txt", "to.txt", "--write-speakers", "navn.csv")
    assert code == 2 and "is there already" in err
    code, (one, two), err = run("import", "en.txt", "to.txt", "--speakers", "navn.csv")
    assert people(one)["Kari N."] == ("interviewer", "VID", ["KARI"])
    assert people(two)["Per"] == ("participant", "NAV", [])
    assert "1 name in the table speaks in none of the files: Åse" in err
    assert "The table names a file that was not read: tre" in err


def test_a_table_among_the_files_is_no_material(run: Run) -> None:
    folder = Path("inn")
    folder.mkdir()
    (folder / "to.txt").write_text(TWO, encoding="utf-8", newline="\n")
    (folder / "navn.csv").write_text("navn;blir\nKari;Kari Bø\n", encoding="utf-8", newline="\n")
    code, (told,), _err = run("import", "inn", "--speakers", "inn/navn.csv", "--dry-run")
    assert code == 0 and told["speakers"][0]["name"] == "Kari Bø"


def test_what_cannot_be_said_stops_all(run: Run) -> None:
    Path("feil.csv").write_text("name;role\nKari;sjef\n", encoding="utf-8", newline="\n")
    for words, told in (
        (("--merge", "Kari"), "not of the form NAME=OTHER,OTHER"),
        (("--merge", "Kari=,"), "not of the form NAME=OTHER,OTHER"),
        (("--speakers", "feil.csv"), "Row 2: “sjef” is not a role"),
        (("--speakers", "ingen.csv"), "no such file"),
    ):
        code, out, err = run("import", "en.txt", "to.txt", *words)
        assert code and not out and told in err, words
    assert not list(Path("studie/corpus").glob("*.txt"))
    err = run("import", "to.txt", "--merge", "Kari Bø=Karri;Bø, Kari", "--dry-run")[2]
    assert "“Karri”" in err and "“Bø, Kari”" in err and "“Kari Bø”" not in err


def test_who_speaks_is_listed(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", "en.txt", *MERGE)
    run("import", "to.txt", "--no-remember")
    _code, told, _err = run("speakers", "en")
    assert told[0] == {
        "transcript": "en",
        "name": "Kari Nordmann",
        "role": "interviewer",
        "attributes": {"unit": "VID"},
        "aliases": ["Kari N.", "KARI"],
        "turns": 4,
        "words": 11,
    }
    assert [each["name"] for each in run("speakers")[1]] == ["Kari Nordmann", "Ola", "Kari", "Per"]
    assert main(["speakers", "--project", "studie"]) == 0
    assert "unit=VID    Kari N., KARI" in capsys.readouterr()[0]
    assert run("speakers", "ingen")[0] == 1
