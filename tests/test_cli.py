"""The command line: every command, what it prints where, and how it ends."""

import argparse
import ast
import errno
import inspect
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kodeverk import i18n
from kodeverk.__main__ import main
from kodeverk.cli import lookup, parser
from kodeverk.cli.command import Command
from kodeverk.cli.output import Output, Progress, to_json
from kodeverk.cli.table import COMMANDS
from kodeverk.errors import UsageError
from kodeverk.model import Reason, Role, Span, Speaker, Standing, Suggestion, Transcript
from kodeverk.settings import set_blind
from kodeverk.suggest import Material, Weighed

README = Path(__file__).parents[1] / "README.md"
TALK = """\
[00:00:05] Intervjuer: Kan du fortelle om flyttingen?

[00:00:09] Kari: Ja. Vi flyttet sammen i 2020, og det ble trangt [ler]. Støyen er verst.

[00:00:31] Intervjuer: Hva med kollegene?

[00:00:35] Kari: Vi bruker hverandre. Vi bruker hverandre mer enn før.
"""


@pytest.fixture(autouse=True)
def own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep locks, logs and choices of the tests apart from the person's own."""
    for name in ("STATE", "CONFIG"):
        monkeypatch.setenv(f"KODEVERK_{name}", str(tmp_path / name.lower()))
    monkeypatch.setenv("KODEVERK_CODER", "kari")
    monkeypatch.setenv("KODEVERK_DEVICE", "maskin")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.chdir(tmp_path)
    yield
    i18n.activate("en")


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program in this process; gives exit code, stdout and stderr."""

    def running(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([*words])
        out, err = capsys.readouterr()
        return code, out, err

    return running


BOOK = """\
title: Prøvebok
codes:
  - id: kon
    name: Konflikt
    codable: false
    codes:
      - id: kon.rom
        name: Støy
        key: "1"
  - id: syn
    name: Synergi
    definition: Bruker hverandre.
"""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a source file and a study that has imported it, made once."""
    folder = tmp_path_factory.mktemp("made")
    source = folder / "samtale.txt"
    source.write_text(TALK, encoding="utf-8", newline="\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KODEVERK_STATE", str(folder / "state"))
        patch.setenv("KODEVERK_CONFIG", str(folder / "config"))
        patch.setenv("KODEVERK_CODER", "kari")
        patch.setenv("KODEVERK_DEVICE", "maskin")
        root = str(folder / "studie")
        assert main(["new", root, "--name", "Prøvestudie", "--lang", "en"]) == 0
        book = folder / "studie" / "codebooks" / "kodebok.yaml"
        book.write_text(BOOK, encoding="utf-8", newline="\n")
        words = ["import", str(source), "--interviewer", "Intervjuer", "--project", root]
        assert main(words) == 0
    return folder


@pytest.fixture
def study(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study with three codes and one transcript, in the working folder."""
    shutil.copytree(made / "studie", tmp_path / "studie")
    set_blind(tmp_path / "studie", 0)  # else chance decides which sentences get suggestions
    shutil.copy(made / "samtale.txt", tmp_path)
    monkeypatch.chdir(tmp_path / "studie")
    return tmp_path / "studie"


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# --- the table of commands


def test_no_command_twice_and_every_group_has_a_head() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    assert {name.rpartition(" ")[0] for name in names} - {""} <= set(names)


def test_the_readme_documents_every_command() -> None:
    text = README.read_text(encoding="utf-8").partition("| on the command line |")[2]
    text = text.partition("\n\n")[0]
    missing = [command.name for command in COMMANDS if f"`kodeverk {command.name}" not in text]
    assert missing == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_itself(command: Command, run: Run) -> None:
    code, out, err = run(*command.name.split(), "--help")
    assert (code, err) == (0, "")
    assert command.help() in " ".join(out.split())
    assert "--json" in out


def test_argparse_says_nothing_of_its_own() -> None:
    """Every word of this Python's argparse that a person can meet is one we translate."""
    literals = {
        node.args[0].value
        for node in ast.walk(ast.parse(inspect.getsource(argparse)))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("_", "ngettext")
        and isinstance(node.args[0], ast.Constant)
    }
    ours = {"%(prog)s: error: %(message)s\n", "subcommands", "expected %s argument"}
    for_programmers = {
        "%(heading)s:",
        "%(prog)s: warning: %(message)s\n",
        "%r is not callable",
        "'required' is an invalid argument for positionals",
        " (default: %(default)s)",
        ".__call__() not defined",
        'argument "-" with mode %r',
        "argument '%(argument_name)s' is deprecated",
        "can't open '%(filename)s': %(error)s",
        "cannot have multiple subparser arguments",
        "cannot merge actions - two groups are named %r",
        "command '%(parser_name)s' is deprecated",
        "conflicting option string: %s",
        "conflicting subparser alias: %s",
        "conflicting subparser: %s",
        "dest= is required for options like %r",
        "invalid conflict_resolution value: %r",
        "invalid option string %(option)r: must start with a character %(prefix_chars)r",
        "mutually exclusive arguments must be optional",
        "option '%(option)s' is deprecated",
        "show program's version number and exit",
    }
    assert literals - ours - for_programmers <= parser.WORDS


def test_argparse_asks_us_for_its_words(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setattr(parser, "_", lambda text: f"«{text}»")
    monkeypatch.setattr(parser, "ngettext", lambda one, many, n: f"«{one if n == 1 else many}»")
    assert "«usage: »" in run("check", "--help")[1]
    assert run("check", "--nei")[2].startswith("«unrecognized arguments: --nei»")
    made = argparse.ArgumentParser(exit_on_error=False)
    made.add_argument("--two", nargs=2)
    with pytest.raises(argparse.ArgumentError, match="«expected 2 arguments»"):
        made.parse_args(["--two", "x"])


# --- language


@pytest.mark.parametrize(
    ("option", "setting", "system", "expected"),
    [
        ("en", "nb", "nb_NO.UTF-8", "en"),
        ("nb", "en", "en_GB.UTF-8", "nb"),
        ("", "en", "nb_NO.UTF-8", "en"),
        ("", "nb", "en_GB.UTF-8", "nb"),
        ("", "", "en_GB.UTF-8", "en"),
        ("", "", "nn_NO.UTF-8", "nb"),
        ("", "", "C", "nb"),
    ],
)
@pytest.mark.parametrize("where", [".", "corpus/sources", ".."])
def test_the_option_decides_then_the_study_then_the_system(
    option: str,
    setting: str,
    system: str,
    expected: str,
    where: str,
    run: Run,
    study: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = study / "kodeverk.toml"
    text = settings.read_text(encoding="utf-8").replace(
        'language = "en"', f'language = "{setting}"'
    )
    settings.write_text(text, encoding="utf-8", newline="\n")
    monkeypatch.setenv("LC_ALL", system)
    monkeypatch.chdir(where)
    words = ["--project", "studie"] if where == ".." else []
    words += [f"--lang={option}"] if option else []
    assert run("check", *words)[0] == 0
    assert i18n.active() == expected


# --- import


KEYS = [
    *("file", "outcome", "code", "message", "text", "warnings", "turns", "comments", "columns"),
    *("selections", "title", "kind", "date", "language", "encoding", "importer", "speakers"),
]


def test_a_dry_run_shows_all_and_changes_nothing(run: Run, study: Path) -> None:
    Path("../annen.vtt").write_text(
        "WEBVTT\n\n00:00:01.500 --> 00:00:03.000\n<v Åse>Hei på deg.</v>\n",
        encoding="utf-8",
        newline="\n",
    )
    before = bytes_of(study)
    code, out, _err = run("import", "../annen.vtt", "../samtale.txt", "--dry-run", "--json")
    assert code == 0
    first, second = lines(out)
    assert list(first) == KEYS == list(second)
    assert first["outcome"] == "import"
    assert first["turns"] == [{"speaker": "Åse", "start_ms": 1500, "text": "Hei på deg."}]
    assert first["text"] == "[00:00:01.500] Åse: Hei på deg."
    assert first["comments"] == first["selections"] == []
    assert (second["outcome"], second["code"]) == ("ignore", "duplicate")
    assert second["warnings"] == ["duplicate"] and second["turns"]  # what is in it is shown
    assert bytes_of(study) == before


def test_a_dry_run_sees_that_two_files_are_the_same(run: Run, study: Path) -> None:
    for name in ("a.txt", "b.txt"):
        Path("..", name).write_text("Bare noe helt annet.\n", encoding="utf-8", newline="\n")
    _code, out, _err = run("import", "../a.txt", "../b.txt", "--dry-run", "--json")
    assert [each["outcome"] for each in lines(out)] == ["import", "ignore"]
    assert "the same as “a.txt”" in lines(out)[1]["message"]
    _code, out, _err = run("import", "../a.txt", "../b.txt", "--json")
    assert "already in the study, as “a”" in lines(out)[1]["message"]


def test_the_same_words_in_another_format_are_told(run: Run, study: Path) -> None:
    said = "[00:00:01] Åse: Hei på deg!\n[00:00:04] Per: Hei.\n"
    cue = "<v Åse>hei på</v>\n\n00:03.000 --> 00:04.000\n<v Åse>deg.</v>"
    cue += "\n\n00:04.000 --> 00:05.000\n<v Per>Hei.</v>\n"
    Path("../a.txt").write_text(said, encoding="utf-8", newline="\n")
    Path("../b.vtt").write_text(
        f"WEBVTT\n\n00:01.000 --> 00:02.000\n{cue}", encoding="utf-8", newline="\n"
    )
    for dry in (["--dry-run"], []):
        code, out, _err = run("import", "../a.txt", "../b.vtt", "--json", *dry)
        assert code == 0
        assert [each["outcome"] for each in lines(out)] == ["import", "import"]
        assert [each["warnings"] for each in lines(out)] == [[], ["duplicate"]]
    _code, _out, err = run("import", "../b.vtt", "--dry-run")
    assert "already in the study" in err  # the file itself goes before its words


def test_the_studys_own_material_is_not_imported(run: Run, study: Path) -> None:
    corpus = study / "corpus"
    (corpus / "lagt hit.txt").write_text("Bare lagt hit.\n", encoding="utf-8", newline="\n")
    before = bytes_of(study)
    for name in ("samtale.txt", "sources/samtale.txt", "lagt hit.txt"):
        code, _out, err = run("import", f"corpus/{name}")
        assert code == 1 and "is part of this study already" in err, name
    code, out, _err = run("import", "corpus", "--json")
    assert code == 0 and {each["outcome"] for each in lines(out)} == {"ignore"}
    assert bytes_of(study) == before
    (corpus / "samtale.txt").unlink()  # what “check” may advise: then the source is free again
    assert run("import", "corpus/sources/samtale.txt", "--id", "samtale")[0] == 0
    assert [path.name for path in (corpus / "sources").iterdir()] == ["samtale.txt"]


def test_a_source_that_is_missing_is_told(run: Run, study: Path) -> None:
    (study / "corpus" / "sources" / "samtale.txt").unlink()
    code, out, _err = run("check", "--json")
    (problem,) = lines(out)
    assert code == 0
    assert (problem["code"], problem["severity"]) == ("missing_source", "warning")
    assert problem["file"] == "corpus/sources/samtale.txt"


def test_pictures_in_a_folder_are_passed_over_but_not_one_that_is_named(
    run: Run, study: Path
) -> None:
    folder = Path("../mappe")
    folder.mkdir()
    (folder / "a.txt").write_text("Bare noe helt annet.\n", encoding="utf-8", newline="\n")
    (folder / "bilde.png").write_bytes(b"\x89PNG....")
    (folder / "notat").write_bytes(b"uten endelse")
    code, out, _err = run("import", "../mappe", "--dry-run", "--json")
    assert code == 0
    assert [(each["outcome"], each["code"]) for each in lines(out)] == [
        ("import", ""),
        ("ignore", "unsupported"),
        ("ignore", "unsupported"),
    ]
    code, out, _err = run("import", "../mappe/a.txt", "../mappe/bilde.png", "--dry-run", "--json")
    assert code == 1 and [each["outcome"] for each in lines(out)] == ["import", "reject"]


def test_a_dry_run_needs_no_study(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TALK, encoding="utf-8", newline="\n")
    assert run("import", "a.txt", "--dry-run")[0] == 0
    code, out, err = run("import", "a.txt")
    assert (code, out) == (1, "")
    assert "no Kodeverk study" in err


def test_a_refused_file_leaves_the_study_as_it_was(run: Run, study: Path) -> None:
    Path("../tom.docx").write_bytes(b"")
    before = bytes_of(study)
    code, out, _err = run("import", "../tom.docx", "--json")
    assert code == 1
    (value,) = lines(out)
    assert (value["outcome"], value["code"]) == ("reject", "empty")
    assert value["turns"] == []
    assert bytes_of(study) == before
    code, out, err = run("import", "../tom.docx")
    assert (code, out) == (1, "")
    assert err.startswith("tom.docx: ")


def test_a_folder_is_opened_and_a_bad_file_does_not_stop_the_rest(run: Run, study: Path) -> None:
    folder = Path("../mange/under")
    folder.mkdir(parents=True)
    for number in (1, 2):
        text = f"Kari: Dette er samtale {number}.\n\nOla: Ja.\n\nKari: Fint.\n\nOla: Ja visst.\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8", newline="\n")
    (folder / "kopi av 1.txt").write_bytes((folder / "1.txt").read_bytes())
    (folder.parent / "0.docx").write_bytes(b"PK\x03\x04 nei")
    (folder.parent / ".skjult").write_bytes(b"x")
    code, out, err = run("import", "../mange", "--kind", "workshop", "--attribute", "place=Mysen")
    assert code == 1
    assert "2 files imported, 1 refused, 1 passed over." in err
    assert "“1”" in out and "“2”" in out
    shown = {each["id"]: each for each in lines(run("transcripts", "--json")[1])}
    assert shown["1"]["kind"] == "workshop"
    assert shown["1"]["attributes"] == {"place": "Mysen"}
    assert set(shown) == {"1", "2", "samtale"}


def test_roles_and_attributes_come_from_the_command_line(run: Run, study: Path) -> None:
    text = "Ola: Hei.\n\nÅse: Hei du.\n\nOla: Ja.\n\nÅse: Jo.\n"
    Path("../ny.txt").write_text(text, encoding="utf-8", newline="\n")
    words = ["--interviewer", "ola", "--speaker", "Åse=informant,unit=bibliotek", "--id", "ny-1"]
    assert (
        run("import", "../ny.txt", *words, "--title", "Ny samtale", "--date", "2022-03-14")[0] == 0
    )
    (value,) = [each for each in lines(run("transcripts", "--json")[1]) if each["id"] == "ny-1"]
    assert (value["title"], value["date"]) == ("Ny samtale", "2022-03-14")
    assert value["speakers"] == [
        {"name": "Ola", "role": "interviewer", "attributes": {}, "aliases": []},
        {"name": "Åse", "role": "informant", "attributes": {"unit": "bibliotek"}, "aliases": []},
    ]


def test_one_id_for_many_files_is_misuse(run: Run, study: Path) -> None:
    code, _out, err = run("import", "../samtale.txt", "kodeverk.toml", "--id", "x")
    assert code == 2
    assert err.count("\n") == 1


# --- transcripts


def test_the_material_is_listed(run: Run, study: Path) -> None:
    run("code", "add", "samtale", "syn", "--quote", "trangt")
    code, out, _err = run("transcripts")
    assert code == 0
    heading, row = out.splitlines()
    assert heading.split()[0] == "Id"
    assert row.split() == ["samtale", "interview", "–", "31", "1", "samtale"]
    assert run("transcripts", "--lang", "nb")[1].splitlines()[1].split()[1] == "intervju"


def test_a_transcript_is_shown_with_its_brackets(run: Run, study: Path) -> None:
    code, out, _err = run("transcripts", "show", "samtale")
    assert code == 0
    assert "trangt [ler]. Støyen" in out
    assert "Intervjuer: interviewer" in out
    (value,) = lines(run("transcripts", "show", "samtale", "--json")[1])
    turn = value["turns"][1]
    assert value["text"][turn["start"] : turn["end"]] == turn["text"]
    assert turn["time"] == 9.0


def test_a_name_that_two_codes_share_is_not_guessed(run: Run, study: Path) -> None:
    run("codes", "add", "Støy", "--id", "stoy-2", "--parent", "syn")
    code, _out, err = run("code", "add", "samtale", "støy", "--quote", "trangt")
    assert code == 2 and "kon.rom" in err and "stoy-2" in err
    assert run("code", "add", "samtale", "synergi / støy", "--quote", "trangt")[0] == 0


def test_what_undo_does_not_reach_is_said_before(run: Run, study: Path) -> None:
    run("transcripts", "set", "samtale", "--attribute", "place=Mysen", "--title", "Før")
    words = ["--title", "Etter", "--attribute", "place=Ås", "--speaker", "Kari=participant"]
    _code, _out, err = run("transcripts", "set", "samtale", *words)
    said = err.splitlines()
    assert said[0] == "“kodeverk undo” does not take this back. It was:"
    assert said[1:] == [
        "  title: Før",
        "  attributes: place=Mysen",
        "  speakers: Intervjuer=interviewer; Kari=informant",
    ]
    Path("../ny.txt").write_text("Bare noe helt annet.\n", encoding="utf-8", newline="\n")
    assert "does not take an import back" in run("import", "../ny.txt")[2]
    assert "take" not in run("import", "../ny.txt")[2]  # nothing was imported


def test_what_is_known_about_a_transcript_can_be_set(run: Run, study: Path) -> None:
    run("transcripts", "set", "samtale", "--attribute", "place=Mysen", "--speaker", "Kari=,unit=A")
    words = ["--attribute", "place=", "--attribute", "year=2022", "--title", "Samtale", "--json"]
    (value,) = lines(run("transcripts", "set", "samtale", *words)[1])
    assert value["title"] == "Samtale"
    assert value["attributes"] == {"year": "2022"}
    assert value["speakers"][1]["attributes"] == {"unit": "A"}
    code, _out, err = run("transcripts", "set", "samtale", "--speaker", "Per=informant")
    assert code == 1
    assert "Per" in err


# --- codes


def test_codes_are_listed_with_counts(run: Run, study: Path) -> None:
    run("code", "add", "samtale", "støy", "--quote", "Støyen er verst.")
    found = {each["id"]: each for each in lines(run("codes", "--json")[1])}
    assert found["kon.rom"]["codings"] == 1
    assert found["kon.rom"]["path"] == "Konflikt / Støy"
    assert found["kon"]["codable"] is False
    out = run("codes")[1]
    assert "  Støy" in out and "Id" in out


def test_codes_are_edited_moved_merged_and_removed(run: Run, study: Path) -> None:
    (edited,) = lines(
        run("codes", "edit", "1", "--name", "Støy og bråk", "--example", "Bråk!", "--json")[1]
    )
    assert (edited["id"], edited["name"], edited["examples"]) == (
        "kon.rom",
        "Støy og bråk",
        ["Bråk!"],
    )
    assert (
        lines(run("codes", "move", "kon.rom", "--top", "--place", "1", "--json")[1])[0]["parent"]
        is None
    )
    assert lines(run("codes", "--json")[1])[0]["id"] == "kon.rom"
    run("code", "add", "samtale", "kon.rom", "--quote", "Støyen er verst.")
    assert run("codes", "merge", "kon.rom", "syn")[0] == 0
    assert [each["code"] for each in lines(run("code", "list", "--json")[1])] == ["syn"]
    code, _out, err = run("codes", "remove", "syn")
    assert code == 2 and "--force" in err
    assert run("codes", "remove", "syn", "--force")[0] == 0
    assert [each["id"] for each in lines(run("codes", "--json")[1])] == ["kon"]
    assert run("codes", "edit", "kon")[0] == 2
    assert run("codes", "move", "kon", "--top", "--parent", "kon")[0] == 2
    assert run("codes", "add", "Ny", "--id", "kon")[0] == 2


def test_codes_go_through_csv_and_back_as_one_step(run: Run, study: Path) -> None:
    path = Path(lines(run("codes", "export", "--json")[1])[0]["file"])
    assert path.parent.name == "exports"
    before = run("codes", "--json")[1]
    assert "Codes added: 0. Changed: 0." in run("codes", "import", str(path))[1]
    assert run("codes", "--json")[1] == before
    run("codes", "edit", "syn", "--definition", "Noe annet.")
    run("codes", "move", "kon.rom", "--parent", "syn")
    run("codes", "remove", "kon")
    changed = run("codes", "--json")[1]
    assert "Codes added: 1. Changed: 2." in run("codes", "import", str(path))[1]
    found = {each["id"]: each for each in lines(run("codes", "--json")[1])}
    assert found["syn"]["definition"] == "Bruker hverandre."
    assert found["kon.rom"]["parent"] == "kon"
    assert run("undo")[0] == 0
    assert run("codes", "--json")[1] == changed


# --- code


def test_a_coding_is_added_changed_and_removed(run: Run, study: Path) -> None:
    words = [
        "code",
        "add",
        "samtale",
        "Konflikt / Støy",
        "--quote",
        "det ble trangt [ler]",
        "--json",
    ]
    (coding,) = lines(run(*words)[1])
    assert coding["quote"] == "det ble trangt [ler]"
    assert (coding["code"], coding["origin"], coding["coder"]) == ("kon.rom", "own", "kari")
    end = coding["end"] + 1
    (resized,) = lines(run("code", "resize", coding["id"][:12], "--end", str(end), "--json")[1])
    assert resized["quote"] == "det ble trangt [ler]."
    (recoded,) = lines(run("code", "recode", resized["id"], "syn", "--json")[1])
    assert recoded["code"] == "syn"
    assert lines(run("code", "list", "--code", "kon", "--json")[1]) == []
    assert len(lines(run("code", "--code", "syn", "--by", "kari", "--json")[1])) == 1
    assert "det ble trangt" in run("code", "list", "--transcript", "samtale")[1]
    assert run("code", "remove", recoded["id"])[0] == 0
    assert run("code", "list", "--json")[1] == ""
    assert run("code", "remove", recoded["id"])[0] == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["syn", "--quote", "Vi bruker hverandre"], 2),
        (["syn", "--quote", "står ikke der"], 1),
        (["syn", "--quote", "trangt", "--start", "1"], 2),
        (["syn", "--start", "5"], 2),
        (["syn", "--start", "5", "--end", "100000"], 2),
        (["syn"], 2),
        (["kon", "--quote", "trangt"], 2),
        (["finnes ikke", "--quote", "trangt"], 1),
    ],
)
def test_what_cannot_be_coded_is_told_in_one_line(
    words: list[str], code: int, run: Run, study: Path
) -> None:
    before = bytes_of(study)
    ended, out, err = run("code", "add", "samtale", *words)
    assert (ended, out, err.count("\n")) == (code, "", 1)
    assert bytes_of(study) == before


# --- memo, undo


def test_memos_are_written_shown_and_removed(
    run: Run, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (coding,) = lines(run("code", "add", "samtale", "syn", "--quote", "trangt", "--json")[1])
    monkeypatch.setattr(sys, "stdin", io.StringIO("To linjer,\nmed [klammer].\n"))
    assert run("memo", "set", f"coding:{coding['id'][:12]}", "-")[0] == 0
    assert run("memo", "set", "code:Synergi", "Om koden")[0] == 0
    assert run("memo", "set", "project", "Om alt")[0] == 0
    found = {each["target"]: each["text"] for each in lines(run("memo", "--json")[1])}
    assert found == {
        f"coding:{coding['id']}": "To linjer,\nmed [klammer].",
        "code:syn": "Om koden",
        "project": "Om alt",
    }
    assert "Om koden" in run("memo", "show", "code:syn")[1]
    assert "Om alt" not in run("memo", "show", "code:syn")[1]
    assert run("memo", "set", "project", "")[0] == 0
    assert run("memo", "show", "project")[1] == ""
    assert run("memo", "set", "project:x", "y")[0] == 2
    assert run("memo", "set", "tullball", "y")[0] == 2
    assert run("memo", "set", "transcript:x", "y")[0] == 1


def test_a_memo_follows_its_coding_through_every_change(run: Run, study: Path) -> None:
    (first,) = lines(run("code", "add", "samtale", "syn", "--quote", "trangt", "--json")[1])
    run("memo", "set", f"coding:{first['id']}", "Viktig")
    for command in ("undo", "undo", "redo", "redo"):
        assert run(command)[0] == 0
    (coding,) = lines(run("code", "--json")[1])
    assert run("code", "resize", coding["id"], "--quote", "ble trangt")[0] == 0
    (coding,) = lines(run("code", "--json")[1])
    assert coding["id"] != first["id"]
    now = f"coding:{coding['id']}"
    assert [(m["target"], m["text"]) for m in lines(run("memo", "--json")[1])] == [(now, "Viktig")]
    (told,) = lines(run("memo", "set", now, "Enda viktigere", "--json")[1])
    assert told["target"] == now
    assert [m["text"] for m in lines(run("memo", "--json")[1])] == ["Enda viktigere"]
    assert run("memo", "set", now, "")[0] == 0
    assert run("memo")[1] == ""


def test_undo_and_redo_reach_back_over_restarts(run: Run, study: Path) -> None:
    run("code", "add", "samtale", "syn", "--quote", "trangt")
    assert run("undo")[1].startswith("Undone: ")
    assert run("code", "list", "--json")[1] == ""
    assert run("redo")[1].startswith("Done again: ")
    assert len(lines(run("code", "list", "--json")[1])) == 1
    assert run("redo")[0] == 1
    while run("undo")[0] == 0:
        pass
    assert run("code", "list", "--json")[1] == ""


# --- suggest, search, report, check, demo


class Engine:
    """Suggests one code for one sentence, if it was told of the study."""

    name = "prøve 1"
    material: Material

    def learn(self, material: Material) -> None:
        self.material = material

    def suggest(self, transcript: Transcript) -> tuple[Suggestion, ...]:
        start = transcript.body.index("Støyen er verst.")
        span = Span(start, start + 16)
        taken = {(each.span, each.code) for each in self.material.codings}
        taken |= {(each.span, each.code) for each in self.material.rejections}
        reason = Reason("definition", ("støyen",))
        codes = [code for code in ("kon.rom", "syn") if (span, code) not in taken]
        return tuple(
            Suggestion(transcript.id, span, code, 0.8 - place / 4, self.name, (reason,))
            for place, code in enumerate(codes)
        )

    def weigh(self, transcript: Transcript) -> Weighed:
        return Weighed((), (), np.zeros((0, 0)))

    def standings(self) -> tuple[Standing, ...]:
        return ()


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kodeverk.suggest.default_engine", Engine)


@pytest.mark.usefixtures("engine")
def test_suggestions_are_listed_accepted_and_rejected(run: Run, study: Path) -> None:
    code, out, _err = run("suggest")
    assert code == 0
    assert "0.80" in out and "støyen" in out
    first, second = lines(run("suggest", "list", "--json")[1])
    assert first["quote"] == "Støyen er verst."
    assert len(lines(run("suggest", "--least", "0.7", "--json")[1])) == 1
    assert len(lines(run("suggest", "--code", "kon", "--json")[1])) == 1
    assert run("code", "list", "--json")[1] == ""  # the machine never codes
    (coding,) = lines(run("suggest", "accept", first["suggestion"], "--json")[1])
    assert (coding["origin"], coding["score"], coding["engine"]) == ("suggested", 0.8, "prøve 1")
    assert run("suggest", "reject", second["suggestion"])[0] == 0
    assert run("suggest", "list", "--transcript", "samtale", "--json")[1] == ""
    code, _out, err = run("suggest", "accept", first["suggestion"])
    assert code == 1 and "kodeverk suggest" in err


@pytest.mark.usefixtures("engine")
def test_the_record_says_what_became_of_suggestions(run: Run, study: Path) -> None:
    code, out, err = run("suggest", "record")
    assert code == 0 and "No suggestion has been shown" in err and "Nothing has been held" in out
    first, second = lines(run("suggest", "list", "--json")[1])
    run("suggest", "accept", first["suggestion"])
    run("suggest", "reject", second["suggestion"])
    rows = lines(run("suggest", "record", "--json")[1])
    assert [(row["kind"], row.get("code")) for row in rows] == [
        ("code", first["code"]),
        ("code", second["code"]),
        ("all", ""),
        ("steering", None),
    ]
    every = rows[2]
    counts = [every[name] for name in ("shown", "accepted", "edited", "rejected", "left", "right")]
    assert counts == [2, 1, 0, 1, 0, 1] and every["precision"] is every["interval"] is None
    assert every["periods"][0] == {"period": every["periods"][0]["period"]} | {
        name: every[name] for name in every if name not in ("kind", "code", "path", "periods")
    }
    (week,) = lines(run("suggest", "record", "--json", "--over", "week")[1])[2]["periods"]
    assert "-W" in week["period"]
    out = run("suggest", "record")[1]
    assert "too few" in out and "All codes" in out and "%" not in out.replace("(95 %)", "")
    assert len(lines(run("suggest", "record", "--json", "--code", "kon")[1])) == 3
    assert len(lines(run("suggest", "record", "--json", "--by", "Kari")[1])) == 4
    code, _out, err = run("suggest", "record", "--by", "ola")
    assert code == 2 and "kari" in err
    journal = study / "corpus" / "codings" / "kari@maskin.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b'"rejected"', b'"rejecteX"'))
    code, out, err = run("suggest", "record")
    assert code == 0 and "not whole: kari" in err and "All codes" not in out


def test_the_bar_is_ones_own_and_the_blind_share_is_the_studys(run: Run, study: Path) -> None:
    assert lines(run("suggest", "bar", "--json")[1]) == [{"bar": None}]
    assert "0.70" in run("suggest", "bar", "0,7")[1]
    assert lines(run("suggest", "bar", "--json")[1]) == [{"bar": 0.7}]
    assert run("suggest", "bar", "0.5", "--engine")[0] == 2
    assert "engine" in run("suggest", "bar", "--engine")[1]
    assert lines(run("suggest", "bar", "--json")[1]) == [{"bar": None}]
    assert lines(run("suggest", "blind", "--json")[1]) == [{"blind": 0}]
    assert "25 %" in run("suggest", "blind", "0.25")[1]
    assert lines(run("suggest", "blind", "--json")[1]) == [{"blind": 0.25}]
    assert "blind = 0.25" in (study / "kodeverk.toml").read_text(encoding="utf-8")


@pytest.mark.usefixtures("engine")
def test_what_is_held_back_is_not_listed_before_it_is_read_or_coded(run: Run, study: Path) -> None:
    run("suggest", "blind", "1")
    code, out, err = run("suggest", "--json")
    assert (code, out) == (0, "") and "held back on 100 %" in err
    assert run("suggest", "accept", "samtale:122-138:kon.rom")[0] == 1
    assert run("code", "add", "samtale", "syn", "--quote", "Støyen er verst.")[0] == 0
    assert [row["code"] for row in lines(run("suggest", "--json")[1])] == ["kon.rom"]


def test_search_finds_where_it_is_said(run: Run, study: Path) -> None:
    assert "Kari: Ja. Vi flyttet sammen" in run("search", "STØY*")[1]
    (hit,) = lines(run("search", "STØY*", "--json")[1])
    assert (hit["text"], hit["speaker"]) == ("Støyen", "Kari")
    assert run("search", "kari", "--case")[1] == ""
    assert "Nothing was found." in run("search", "kari")[2]
    assert len(lines(run("search", "hverandre", "--limit", "1", "--json")[1])) == 1
    assert run("search", "(", "--regex")[0] == 2


def test_the_report_is_a_word_file(run: Run, study: Path, tmp_path: Path) -> None:
    from docx import Document

    run("code", "add", "samtale", "kon.rom", "--quote", "Støyen er verst.")
    (made,) = lines(run("report", "--json")[1])
    assert Path(made["file"]).parent == study / "exports"
    text = "\n".join(each.text for each in Document(made["file"]).paragraphs)
    assert "Støyen er verst." in text
    (second,) = lines(run("report", "--json")[1])
    assert second["file"] != made["file"]
    chosen = tmp_path / "valgt.docx"
    words = ["--output", str(chosen), "--code", "syn", "--title", "Tittelen", "--language", "nb"]
    assert run("report", *words)[0] == 0
    text = "\n".join(each.text for each in Document(str(chosen)).paragraphs)
    assert "Støyen er verst." not in text and "Tittelen" in text
    chosen.write_bytes(b"en annens fil")
    assert run("report", *words)[1].strip() == str(tmp_path / "valgt (2).docx")
    assert chosen.read_bytes() == b"en annens fil"


def tear(study: Path) -> None:
    """Take an event out of the middle of the coder's journal."""
    (journal,) = (study / "corpus" / "codings").glob("*.jsonl")
    kept = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(kept[:1] + kept[2:]))


def test_a_torn_journal_is_loud_and_stops_the_report(run: Run, study: Path) -> None:
    run("code", "add", "samtale", "kon.rom", "--quote", "Støyen er verst.")
    run("code", "add", "samtale", "syn", "--quote", "trangt")
    assert run("check") == (0, "", "Nothing is wrong.\n")
    tear(study)
    code, out, _err = run("check", "--json")
    assert code == 1
    problems = lines(out)
    assert "missing_events" in {each["code"] for each in problems}
    assert all(each["cure"] and each["message"] for each in problems)
    assert "error: " in run("check")[1]
    code, _out, err = run("code", "list")
    assert code == 0 and "kodeverk check" in err
    before = bytes_of(study)
    code, _out, err = run("report")
    assert code == 1 and "kari" in err
    assert bytes_of(study) == before


def test_a_journal_gone_for_good_is_forgotten(run: Run, study: Path) -> None:
    run("code", "add", "samtale", "syn", "--quote", "trangt")
    (journal,) = (study / "corpus" / "codings").glob("*.jsonl")
    run("check")
    journal.unlink()
    assert run("check")[0] == 1
    code, out, _err = run("check", "--forget", journal.stem)
    assert code == 0 and "warning: 1 event of kari@maskin is lost" in out
    assert run("check")[1] == out
    assert run("check", "--forget", "ingen@ingensteds")[0] == 1
    code, out, err = run("report", "--language", "en")
    assert code == 0 and "1 change recorded by kari is lost" in err
    assert "1 change recorded by kari (" in run("suggest", "record")[2]
    told = lines(run("suggest", "record", "--json")[1])[-1]
    assert told == {"kind": "lost", "coder": "kari", "changes": 1}


@pytest.mark.usefixtures("engine")
def test_the_demonstration_goes_the_whole_way(run: Run, study: Path) -> None:
    run("code", "add", "samtale", "kon.rom", "--quote", "det ble trangt")
    before = bytes_of(study / "corpus")
    code, out, _err = run("demo")
    assert code == 0
    assert "1 transcript, 3 codes, 1 coding." in out and "2 codes are suggested" in out
    (made,) = (study / "exports").glob("*.docx")
    assert made.name in out
    assert bytes_of(study / "corpus") == before


def test_a_new_study_starts_from_a_template(run: Run, tmp_path: Path) -> None:
    from kodeverk.codebook import templates

    for name in templates():
        assert run("new", f"studie {name}", "--template", name)[0] == 0
        assert run("check", "--project", f"studie {name}")[0] == 0
    assert run("new", "studie empty")[0] == 1
    assert run("new", "annen", "--template", "finnes ikke")[0] == 2
    assert not (tmp_path / "annen").exists()


def test_a_new_study_takes_its_first_code(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("new", "studie")[0] == 0
    monkeypatch.chdir("studie")
    assert run("codes", "add", "Støy", "--key", "1") == (0, "The code “Støy” is added: stoy\n", "")
    assert [each["name"] for each in lines(run("codes", "--json")[1])] == ["Støy"]


# --- ends: errors, pipes, terminals


def test_outside_a_study_the_cure_is_told_in_one_line(run: Run) -> None:
    code, out, err = run("codes")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "kodeverk new" in err


@pytest.mark.parametrize("words", [["tullball"], ["codes", "--nei"], ["codes", "add"], ["bench"]])
def test_misuse_is_told_in_one_line(words: list[str], run: Run) -> None:
    code, out, err = run(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "--help" in err


def test_an_error_in_the_program_leaves_a_log_without_words(
    run: Run, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_words: object, **_named: object) -> None:
        hidden = "Støyen er verst"
        try:
            raise KeyError(hidden)
        except KeyError as error:
            raise ValueError(f"nei: {hidden}") from error

    monkeypatch.setattr("kodeverk.analysis.search", broken)
    code, out, err = run("search", "x")
    assert (code, out, err.count("\n")) == (70, "", 1)
    (log,) = (tmp_path / "state").glob("*.log")
    assert str(log) in err
    text = log.read_text(encoding="utf-8")
    assert "ValueError" in text and "KeyError" in text and "broken" in text
    assert "Støyen" not in text + err and "nei" not in text


def test_an_error_with_no_place_for_a_log_is_still_told(
    run: Run, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    occupied = tmp_path / "fil"
    occupied.write_bytes(b"")
    monkeypatch.setenv("KODEVERK_STATE", str(occupied / "under"))
    monkeypatch.setattr("kodeverk.analysis.search", None)
    code, _out, err = run("search", "x")
    assert (code, err.count("\n")) == (70, 1)


class Full(io.StringIO):
    """A stream to a disk that is full; ``place`` is an open file of its own."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def fileno(self) -> int:
        return self.place

    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("words", [["codes"], ["codes", "--json"], ["check"], ["--help"], []])
def test_a_full_disk_for_the_results_is_told_in_one_sentence(
    study: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    words: list[str],
) -> None:
    if words == ["check"]:
        (study / "corpus" / "sources" / "samtale.txt").unlink()
    capsys.readouterr()
    with open(tmp_path / "full", "wb") as place:
        monkeypatch.setattr(sys, "stdout", Full(place.fileno()))
        assert main(words) == 74
        err = capsys.readouterr().err
        assert err.count("\n") == 1 and "No space left on device" in err
        monkeypatch.setattr(sys, "stderr", Full(place.fileno()))
        assert main(["transcripts", "show", "ingen"]) == 1  # nobody hears it; the code tells


def test_a_summary_is_a_word_file(run: Run, study: Path) -> None:
    for name in ("x.txt", "x", "ny mappe/x.pdf"):
        code, out, err = run("report", "--output", name)
        assert (code, out) == (2, "") and ".docx" in err
        assert not Path(name).exists()
    assert run("report", "--output", "X.DOCX")[0] == 0 and Path("X.DOCX").exists()
    assert run("report", "--output", ".")[0] == 0


def test_ctrl_c_ends_with_130(run: Run, study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_words: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kodeverk.analysis.search", stopped)
    code, _out, err = run("search", "x")
    assert (code, err.count("\n")) == (130, 1)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_without_a_command_help_or_the_screen(
    run: Run, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _err = run()
    assert code == 0 and "usage: kodeverk" in out
    opened: list[object] = []
    monkeypatch.setattr("kodeverk.tui.app.run", lambda root, coder: opened.append((root, coder)))
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert main(["--coder", "ola"]) == 0
    assert opened == [(study, "ola")]


def test_the_version_is_told(run: Run) -> None:
    from kodeverk import __version__

    assert run("--version")[:2] == (0, f"kodeverk {__version__}\n")


def started(*words: str, cwd: Path, **variables: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "kodeverk", *words],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(README.parent)} | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_a_reader_that_leaves_is_no_error(study: Path) -> None:
    process = started("transcripts", "show", "samtale", cwd=study)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 141
    assert err == b""


def test_a_pipe_gets_utf8_whatever_the_system_says(study: Path) -> None:
    process = started(
        *("transcripts", "show", "samtale"),
        cwd=study,
        PYTHONIOENCODING="cp1252",
        PYTHONUTF8="0",
    )
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert "Støyen er verst." in out.decode("utf-8")


# --- what is printed


@given(st.text())
def test_json_reads_back_and_no_terminal_obeys_it(text: str) -> None:
    line = to_json({"text": text})
    assert json.loads(line) == {"text": text}
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in line)
    assert not set("\u202e\u2066\u200f\u2028") & set(line)


def test_what_is_printed_is_cleaned(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output()
    hostile = "rød \x1b[31m\x9b2J\u202e tekst\r"
    out.text(hostile)
    out.say(hostile)
    out.table((hostile,), [(hostile,)])
    printed, told = capsys.readouterr()
    assert printed.splitlines()[1:] == ["rød ⟨U+202E⟩ tekst"] * 2
    assert not set("\x1b\x9b\r\u202e") & set(printed + told)


def test_no_control_character_is_printed(run: Run, study: Path) -> None:
    run("memo", "set", "project", "rød \x1b[31m tekst \x9b2J \u202e bakvendt")
    name = "farlig \x1b]0;tittel\x07\x9b2J"
    for out in (run("memo")[1], run("memo", "--json")[1], run("code", "add", name, "x")[2]):
        assert out
        assert not any(letter < " " and letter != "\n" for letter in out)
        assert not any("\x7f" <= letter <= "\x9f" for letter in out)


def test_the_bar_is_for_many_files_and_eyes() -> None:
    watched = Terminal()
    with Progress(2, watched) as progress:
        progress.step()
        progress.step()
    assert "2 of 2 files" in watched.getvalue()
    assert watched.getvalue().endswith("\r\x1b[K")
    for total, stream in ((1, Terminal()), (5, io.StringIO())):
        with Progress(total, stream) as progress:
            progress.step()
        assert stream.getvalue() == ""


# --- words to meaning


def test_roles_in_either_language() -> None:
    assert lookup.role("Informant") is Role.INFORMANT
    i18n.activate("nb")
    assert lookup.role(lookup.role_name(Role.FACILITATOR)) is Role.FACILITATOR
    with pytest.raises(UsageError):
        lookup.role("sjef")


def test_speakers_keep_what_is_not_changed() -> None:
    known = (Speaker("Ola", Role.INFORMANT, {"unit": "A", "place": "B"}), Speaker("Åse"))
    ola, aase = lookup.speakers(known, ["ÅSE"], ["ola=,unit=C,place=", "Ukjent=informant"])
    assert ola == Speaker("Ola", Role.INFORMANT, {"unit": "C"})
    assert aase == Speaker("Åse", Role.INTERVIEWER)
    for wrong in ("Ola", "Ola=sjef", "Ola=informant,unit"):
        with pytest.raises(UsageError):
            lookup.speakers(known, [], [wrong])


# --- slips of the person


@pytest.mark.parametrize(
    "words",
    [
        ("import", "NAME", "--date", "2022-02-30"),
        ("import", "NAME", "--date", "i fjor 2022-03-14"),
        ("import", "NAME", "--language", "xx"),
        ("import", "NAME", "--speaker", "Kari=sjef"),
        ("transcripts", "set", "samtale", "--date", "14"),
        ("transcripts", "set", "samtale", "--language", "norsk"),
        ("search", "vi", "--limit", "-1"),
        ("search", "vi", "--limit", "ti"),
        ("report", "--most", "0"),
        ("suggest", "--least", "2"),
        ("suggest", "--least", "mye"),
        ("codes", "--lang", "xx"),
    ],
)
def test_a_value_that_cannot_be_is_not_taken(
    run: Run, study: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    other = tmp_path / "annen.txt"
    other.write_text(TALK + "\nKari: Mer.\n", encoding="utf-8", newline="\n")
    before = bytes_of(study)
    code, out, err = run(*(str(other) if word == "NAME" else word for word in words))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert bytes_of(study) == before


def test_a_norwegian_date_is_kept_as_iso(run: Run, study: Path) -> None:
    for date, kept in (("14.3.2022", "2022-03-14"), ("2022-04-01", "2022-04-01"), ("", "")):
        assert run("transcripts", "set", "samtale", "--date", date)[0] == 0
        assert lines(run("transcripts", "--json")[1])[0]["date"] == kept


def test_a_speaker_nobody_heard_is_told(run: Run, study: Path, tmp_path: Path) -> None:
    other = tmp_path / "annen.txt"
    other.write_text(TALK + "\nKari: Mer.\n", encoding="utf-8", newline="\n")
    look = ("import", str(other), "--dry-run")
    assert "Karri" in run(*look, "--speaker", "Karri=informant")[2]
    assert run(*look, "--speaker", "kari=informant")[2] == ""


def test_an_id_that_cannot_be_is_refused_with_a_code(run: Run, study: Path, tmp_path: Path) -> None:
    other = tmp_path / "annen.txt"
    other.write_text(TALK + "\nKari: Mer.\n", encoding="utf-8", newline="\n")
    before = bytes_of(study)
    code, out, _err = run("import", str(other), "--id", "../ut", "--json")
    (told,) = lines(out)
    assert (code, told["outcome"], told["code"]) == (1, "reject", "bad_name")
    assert bytes_of(study) == before


def test_a_report_into_a_folder_gets_a_name_there(run: Run, study: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ut.mappe"
    folder.mkdir()
    code, out, _err = run("report", "--output", str(folder), "--json")
    assert code == 0
    written = Path(lines(out)[0]["file"])
    assert written.parent == folder and written.suffix == ".docx" and written.is_file()
    (told,) = lines(run("codes", "export", "--output", str(folder), "--json")[1])
    assert Path(told["file"]).parent == folder and Path(told["file"]).suffix == ".csv"


def test_a_report_tells_of_codings_whose_text_is_gone(run: Run, study: Path) -> None:
    run("code", "add", "samtale", "syn", "--quote", "trangt")
    text = study / "corpus" / "samtale.txt"
    kept = text.read_bytes()
    text.unlink()
    assert "1 coding of samtale" in run("report")[2]
    text.write_bytes(kept.replace(b"trangt", b"trongt"))
    assert "1 coding of samtale" in run("report")[2]
    text.write_bytes(kept)
    assert "samtale" not in run("report")[2]


def test_the_cure_for_a_broken_transcript_works(run: Run, study: Path) -> None:
    (coding,) = lines(run("code", "add", "samtale", "syn", "--quote", "trangt", "--json")[1])
    text = study / "corpus" / "samtale.txt"
    text.write_text("ødelagt", encoding="utf-8", newline="\n")
    assert "import its source again with --id samtale." in run("check")[1]
    text.unlink()
    (source,) = (study / "corpus" / "sources").iterdir()
    assert run("import", str(source), "--id", "samtale")[0] == 0
    assert run("check")[0] == 0
    assert [each["id"] for each in lines(run("code", "--json")[1])] == [coding["id"]]


def test_a_book_that_cannot_be_read_is_one_problem(run: Run, study: Path) -> None:
    run("code", "add", "samtale", "syn", "--quote", "trangt")
    (book,) = (study / "codebooks").iterdir()
    kept = book.read_bytes()
    for broken in (b"codes: [", None):
        book.unlink() if broken is None else book.write_bytes(broken)
        (problem,) = lines(run("check", "--json")[1])
        assert problem["code"] in ("codebook-syntax", "codebook-file")
        code, out, err = run("report")
        assert (code, out, problem["cure"] in err) == (1, "", True)
        assert not list((study / "exports").glob("*.docx"))
    book.write_bytes(kept)
    assert run("check")[0] == 0


def test_the_demonstration_says_what_it_did_as_json(run: Run, study: Path) -> None:
    code, out, _err = run("demo", "--json")
    (told,) = lines(out)
    assert (code, told["transcripts"], Path(told["file"]).is_file()) == (0, 1, True)
