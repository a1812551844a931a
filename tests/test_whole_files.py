"""A conversation of twelve thousand words in every format: imported whole, word by word.

And files that are odd before anyone looks into them: pipes, links, names that say nothing.
"""

import os
import random
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hostile_files import (
    QUESTIONS,
    WHOLE,
    cues,
    html,
    noscribe,
    otr,
    pdf_of,
    pdf_stream,
    rtf,
    vtt,
    whisper,
    xlsx,
)
from odtfiles import odt, p
from wordfiles import paragraph, word

from kodeverk.corpus.draft import Outcome
from kodeverk.corpus.importers import gate, read
from kodeverk.corpus.importers.worker import Worker
from kodeverk.text import clean_line

TURNS, LENGTH = 600, 20
_SYLLABLES = ("bok", "hus", "lå", "rom", "sæl", "tø", "ven", "kul", "tur", "gren", "øy", "dal")


def talk() -> list[list[str]]:
    """Return the words of each turn: 12 000 in all, many of them used but once."""
    chance = random.Random(5)
    return [
        ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _word in range(LENGTH)]
        for _turn in range(TURNS)
    ]


WORDS = talk()
SAID = [" ".join(words) + "." for words in WORDS]
LINES = [f"{('Åse', 'Per')[n % 2]}: {said}" for n, said in enumerate(SAID)]
ROWS = [[str(n), f"Kommune {n % 7}", said] for n, said in enumerate(SAID)]


def _pdf(lines: Sequence[str]) -> bytes:
    """Return pages of text, each turn on two lines."""
    pages: list[str | bytes] = []
    first = 4
    starts = range(0, len(lines), 20)
    for number, start in enumerate(starts):
        shown = ""
        for line in lines[start : start + 20]:
            middle = line.index(" ", len(line) // 2)
            shown += f"({line[:middle]}) Tj T* ({line[middle + 1 :]}) Tj T* T*\n"
        stream = f"BT /F1 9 Tf 12 TL 30 800 Td\n{shown}ET".encode("cp1252")
        pages.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 842]/Contents {first + 2 * number + 1} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        pages.append(pdf_stream(stream))
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(starts)))
    return pdf_of(
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(starts)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        *pages,
    )


def _tsv(lines: Sequence[str]) -> str:
    rows = (f"{n * 5000}\t{n * 5000 + 4000}\t{line}\n" for n, line in enumerate(lines))
    return "start\tend\ttext\n" + "".join(rows)


MAKERS: dict[str, Callable[[], str | bytes]] = {
    "txt": lambda: "\n\n".join(LINES),
    "vtt": lambda: vtt(LINES),
    "srt": lambda: cues(LINES, ","),
    "json": lambda: whisper(LINES),
    "tsv": lambda: _tsv(SAID),
    "noscribe": lambda: noscribe(SAID),
    "otr": lambda: otr(LINES),
    "html": lambda: html(LINES),
    "md": lambda: "\n\n".join(LINES),
    "csv": lambda: "\n".join(";".join(row) for row in [list(QUESTIONS), *ROWS]),
    "rtf": lambda: rtf(LINES),
    "docx": lambda: word(*map(paragraph, LINES)),
    "odt": lambda: odt(*map(p, LINES)),
    "xlsx": lambda: xlsx([list(QUESTIONS), *ROWS]),
    "pdf": lambda: _pdf(LINES),
}


def test_there_is_one_of_each() -> None:
    assert set(MAKERS) == set(WHOLE)


@pytest.mark.parametrize("kind", MAKERS)
def test_every_word_is_there_and_in_its_place(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"lang.{WHOLE[kind][0]}"
    made = MAKERS[kind]()
    path.write_bytes(made.encode() if isinstance(made, str) else made)
    outcome = read(path)
    assert outcome.outcome == "import", outcome
    assert outcome.draft is not None
    text = " ".join(turn.text for turn in outcome.draft.turns)
    found = [each.strip(".") for each in text.split() if each.endswith(".") or each.islower()]
    assert [each for each in found if each.isalpha()] == [each for words in WORDS for each in words]
    if kind not in ("tsv", "noscribe", "csv", "xlsx"):
        assert {each.name for each in outcome.draft.speakers} == {"Åse", "Per"}
        assert len(outcome.draft.turns) == TURNS


def told(path: Path) -> Outcome:
    """Return what becomes of a path; a refusal has a reason in plain words, and changes nothing."""
    outcome = read(path)
    if outcome.outcome != "import":
        assert outcome.message and clean_line(outcome.message) == outcome.message
        assert outcome.draft is None
    return outcome


@pytest.mark.parametrize(
    "name",
    [
        "CON.txt",
        "aux.txt",
        "å" * 120 + ".txt",
        "to\nlinjer.txt",
        "\x1b]52;c;eA==\x07.txt",
        "bak\u202evendt.txt",
        "[/] [bold].txt",
        " .txt",
        "~.txt",
        "-rf.txt",
        "%s{0}.txt",
        "a.tar.txt",
        "e" + "\u0301" * 100 + ".txt",
        os.fsdecode(b"\xff\xfe\xe5.txt"),
        "halv \udc80.txt",
    ],
)
def test_a_name_does_no_harm(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    try:
        path.write_text("Åse: Hei du.\n\nPer: Ja.\n\nÅse: Nei.", encoding="utf-8", newline="\n")
    except (OSError, UnicodeError):
        return  # this system has no such names
    outcome = told(path)
    assert (outcome.outcome, outcome.file) == ("import", str(path))
    assert outcome.draft is not None
    assert clean_line(outcome.draft.title) == outcome.draft.title
    clean = name.isprintable() and name.isascii()
    codes = {notice.code for notice in outcome.draft.notices}
    assert codes <= {"bad_name"} and (not clean or not codes)


def test_what_is_no_file(tmp_path: Path) -> None:
    places = [tmp_path, tmp_path / "borte.txt", tmp_path / "borte" / "a.txt", Path("a\0b.txt")]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "roer.txt")
        (tmp_path / "lenke.txt").symlink_to("/etc/passwd")
        (tmp_path / "ring.txt").symlink_to(tmp_path / "ring.txt")
        places += [tmp_path / "roer.txt", tmp_path / "lenke.txt", tmp_path / "ring.txt"]
        places += [Path(os.devnull), Path("/dev/zero"), Path("/proc/self/mem")]
    assert {told(place).code for place in places} <= {"not_a_file", "empty"}


def test_a_file_that_nobody_may_read(tmp_path: Path) -> None:
    path = tmp_path / "stengt.txt"
    path.write_text("Hei du.", encoding="utf-8", newline="\n")
    path.chmod(0)
    everything = not hasattr(os, "geteuid") or os.geteuid() == 0 or sys.platform == "win32"
    assert told(path).code == ("" if everything else "not_a_file")


def test_a_file_that_goes_or_grows_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "i bruk.txt"
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            path.unlink(missing_ok=True)
            with open(path, "ab") as file:
                for _time in range(50):
                    file.write("Åse: Hei du.\n\nPer: Ja.\n\n".encode())

    busy = threading.Thread(target=write)
    busy.start()
    try:
        with Worker() as worker:
            codes = {worker.read(path).code for _time in range(60)}
            assert worker._process is not None
    finally:
        done.set()
        busy.join()
    assert codes <= {"", "not_a_file", "empty"}


def test_a_file_that_swells_after_it_was_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "voksende.txt"
    path.write_text("Hei du. " * 20_000, encoding="utf-8", newline="\n")
    from kodeverk.corpus.importers.formats import read_file

    monkeypatch.setattr(gate, "MAX_BYTES", 1000)
    monkeypatch.setattr(gate, "check_path", lambda _path: None)
    assert read_file(path, (), None).code == "too_large"
