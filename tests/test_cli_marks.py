"""Quotes chosen on the command line, who is heard, and the report shaped by options."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Run, lines
from docx import Document
from room_study import make_study

from kodeverk import i18n
from kodeverk.cli.command import Context
from kodeverk.cli.output import Output, Progress
from kodeverk.cli.parser import build
from kodeverk.cli.report import options
from kodeverk.cli.table import COMMANDS
from kodeverk.model import Span

NOISE = "Det bråker fryktelig når det er musikk [ler]. Vi får ikke arbeidsro [/]."


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a study with two codings, «bråk» and «møte», and stand in it."""
    root = tmp_path / "studie"
    project = make_study(root)
    for words, code in ((NOISE, "kon.stoy"), ("her møtes alle sammen", "syn.mote")):
        start = project.transcript("int-01").body.index(words)
        project.code("int-01", Span(start, start + len(words)), code)
    project.close()
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.chdir(root)
    yield root
    i18n.activate("en")


@pytest.fixture
def noise(run: Run, study: Path) -> str:
    """Return the id of the coding of noise."""
    return str(lines(run("code", "list", "--code", "kon.stoy", "--json")[1])[0]["id"])


# Marks


def test_a_quote_is_marked_cut_and_let_go_again(run: Run, noise: str) -> None:
    assert run("mark", noise[:6], "--best")[1] == "Marked as one of the best.\n"
    _code, out, _err = run("mark", noise, "--keep", "Vi får ikke arbeidsro", "--json")
    (shape,) = lines(out)
    assert (shape["coding"], shape["mark"], shape["coder"]) == (noise, "best", "kari")
    ((start, end),) = shape["keep"]
    assert end - start == len("Vi får ikke arbeidsro")
    (shape,) = lines(run("mark", noise, "--counter", "--json")[1])
    assert (shape["mark"], shape["keep"]) == ("counter", [[start, end]])
    assert lines(run("marks", "--json")[1]) == [shape]
    assert "contrary" in run("marks")[1]
    assert run("mark", noise, "--none")[1] == "The quote is not marked any more.\n"
    assert run("marks", "--json")[1] == ""
    assert run("undo")[0] == 0
    assert len(lines(run("marks", "--json")[1])) == 1


def test_what_was_kept_of_a_text_since_corrected_is_not_kept_of_another(
    run: Run, noise: str
) -> None:
    run("mark", noise, "--best", "--keep", "det er musikk")
    run("revise", "int-01", "--replace", "Det bråker=Der bråker", "--replace", "musikk=sang")
    run("revise", "int-01", "--accept", "all")
    (shape,) = lines(run("mark", noise, "--counter", "--json")[1])
    assert (shape["mark"], shape["keep"]) == ("counter", [])


def test_offsets_may_say_what_is_kept(run: Run, study: Path, noise: str) -> None:
    coding = lines(run("code", "list", "--code", "kon.stoy", "--json")[1])[0]
    start, end = coding["start"], coding["end"]
    (shape,) = lines(run("mark", noise, "--keep", f"{start}-{start + 9}", "--json")[1])
    assert shape["keep"] == [[start, start + 9]]
    code, _out, err = run("mark", noise, "--keep", f"{start - 1}-{end}")
    assert code == 2 and f"It goes from {start} to {end}." in err


@pytest.mark.parametrize(
    ("words", "exit", "told"),
    [
        ((), 2, "not said how"),
        (("--none", "--keep", "Vi"), 2, "not both"),
        (("--best", "--none"), 2, "not allowed"),
        (("--keep", "Ja, her møtes"), 1, "not in the quote"),
        (("--keep", "er"), 2, "more than once"),
    ],
)
def test_what_cannot_be_marked_is_refused(
    run: Run, noise: str, words: tuple[str, ...], exit: int, told: str
) -> None:
    code, out, err = run("mark", noise, *words)
    assert (code, out) == (exit, "")
    assert told in err
    assert run("marks", "--json")[1] == ""


def test_marks_are_listed_by_code_and_coder_also_where_the_coding_is_gone(
    run: Run, noise: str
) -> None:
    run("mark", noise, "--best")
    assert run("marks", "--code", "syn", "--json")[1] == ""
    assert len(lines(run("marks", "--code", "kon", "--json")[1])) == 1
    assert run("marks", "--by", "ola", "--json")[1] == ""
    run("code", "remove", noise)
    (shape,) = lines(run("marks", "--json")[1])
    assert shape["stands"] is False
    code, out, _err = run("marks")
    assert code == 0 and noise not in out


# Who is heard


def test_the_balance_as_a_table_and_as_json(run: Run, study: Path) -> None:
    code, out, err = run("balance")
    assert code == 0
    assert out.splitlines()[0].split() == [
        "Informant",
        "Words",
        "Quotes",
        "Of",
        "Codings",
        "Part",
        "Heard",
    ]
    assert "shared out by words spoken" in err
    (row,) = lines(run("balance", "--json", "--code", "kon")[1])
    assert (row["kind"], row["name"], row["quotes"], row["heard"]) == (
        "informant",
        "Informant 1",
        1,
        "",
    )
    assert run("balance", "--code", "borte")[0] == 1


def test_what_speaks_against_a_code_is_listed(run: Run, noise: str) -> None:
    assert run("against", "kon.stoy", "--json")[1] == ""
    run("mark", noise, "--counter")
    (shape,) = lines(run("against", "kon.stoy", "--json")[1])
    assert (shape["against"], shape["id"], shape["code"]) == ("marked", noise, "kon.stoy")
    assert shape["quote"] == NOISE
    assert "marked  Konflikt / Støy og romkamp  Det bråker" in run("against", "kon.stoy")[1]
    assert run("against", "borte")[0] == 1


# The report


def texts(path: Path) -> list[str]:
    return [p.text for p in Document(str(path)).paragraphs if p.text]


def test_the_report_has_what_was_asked_for(run: Run, study: Path, noise: str) -> None:
    plain = ("--no-figures", "--no-method", "--no-codebook")
    assert run("report", *plain, "--output", "a.docx")[0] == 0
    bare = texts(study / "a.docx")
    assert NOISE in bare
    assert not any("coding was done" in text for text in bare)
    run("mark", noise, "--keep", "Vi får ikke arbeidsro")
    words = ("--code", "syn", "--code", "kon", "--questions", "--room", "--longest", "2", "--best")
    assert run("report", *words, "--output", "b.docx")[0] == 0
    full = texts(study / "b.docx")
    assert "[…] Vi får ikke arbeidsro" in full
    assert "[…] her møtes […]" in full
    assert any("Spørsmål nummer 1?" in text for text in full)
    assert any("The coding was done by one person." in text for text in full)
    assert len(full) > len(bare)
    assert run("report", "--code", "kon", "--code", "syn", "--output", "c.docx", *plain)[0] == 0
    heads = texts(study / "c.docx")
    assert heads.index("Konflikt") < heads.index("Synergi")


@pytest.mark.parametrize(
    ("word", "field", "usual"),
    [
        ("--no-figures", "figures", True),
        ("--no-method", "method", True),
        ("--no-codebook", "book", True),
        ("--room", "room", False),
        ("--best", "best", False),
        ("--questions", "questions", False),
        ("--memos", "memos", False),
        ("--show-coders", "show_coders", False),
        ("--names", "anonymous", True),
    ],
)
def test_every_word_says_what_it_says(study: Path, word: str, field: str, usual: bool) -> None:
    parser, context = build(COMMANDS), Context(Output())
    assert getattr(options(context, parser.parse_args(["report"])), field) is usual
    assert getattr(options(context, parser.parse_args(["report", word])), field) is not usual
    context.close()


def test_the_report_is_grouped_by_what_the_material_has(run: Run, study: Path) -> None:
    run("transcripts", "set", "int-01", "--speaker", "Informant=informant,rolle=vert")
    assert run("report", "--attribute", "rolle", "--output", "a.docx", "--no-figures")[0] == 0
    assert "vert" in texts(study / "a.docx")
    code, _out, err = run("report", "--attribute", "alder")
    assert code == 1 and "rolle" in err
    code, _out, err = run("report", "--attribute", "rolle", "--group", "speaker")
    assert code == 2 and "--group" in err
    code, _out, err = run("report", "--template", "borte.docx")
    assert code == 1 and "borte.docx" in err


def test_a_bar_of_parts_reaches_its_end() -> None:
    class Terminal:
        said = ""

        def isatty(self) -> bool:
            return True

        def write(self, text: str) -> int:
            self.said += text
            return len(text)

        def flush(self) -> None:
            """Hold nothing back."""

    terminal = Terminal()
    bar = Progress(100, terminal, "{done} of {total}")  # type: ignore[arg-type]
    bar.reach(3, 4)
    bar.reach(0, 0)
    assert "75 of 100" in terminal.said
