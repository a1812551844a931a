"""More than a thousand bad files of every format, each read by the real process for a real study.

Whatever is in a file, it ends in one of the outcomes, in plain words; what is refused leaves the
study as it was, and what is imported is clean. A few files are too slow for every day, and not
every file is put into the study every day: KODEVERK_HOSTILE=1 takes them all and tells which took
the most time and memory (with -s). KODEVERK_SEED makes other files.
"""

import os
import re
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import Run, lines
from hostile_files import WHOLE, Case, cases, made

from kodeverk.corpus.canonical import compose
from kodeverk.corpus.draft import Outcome
from kodeverk.corpus.importers.fence import MEMORY, SECONDS
from kodeverk.corpus.importers.worker import Worker
from kodeverk.errors import KodeverkError
from kodeverk.project import Project
from kodeverk.text import clean, clean_line, is_canonical

ALL = bool(os.environ.get("KODEVERK_HOSTILE"))
SEED = int(os.environ.get("KODEVERK_SEED", "0"))
SOME = 1 if ALL else 6  # one in so many is brought to the study every day

_WORD = re.compile(r"\w+")
REFUSALS = set(
    _WORD.findall(
        "empty too_large encrypted legacy_format wrong_type corrupt no_text unsafe_xml zip_bomb "
        "unsafe_path unsupported too_complex not_a_file bad_rows bad_timestamps bad_name"
    )
)
WARNINGS = REFUSALS | set(
    _WORD.findall(
        "encoding_uncertain mojibake garbled control_chars bidi dropped_content tracked_changes "
        "hidden_text macro_ignored duplicate dangling offsets"
    )
)
# What only a programmer would say.
JARGON = re.compile(
    r"Traceback|Exception|Error\b|<\w+[ .]|0x[0-9a-f]{4}|object has|\b(?:lxml|pypdf|openpyxl"
    r"|zipfile|zlib|expat|codec|NoneType|NaN|None|regex)\b"
)


@dataclass(frozen=True)
class Seen:
    """What one bad file ended with, and what it took."""

    kind: str
    bad: Case
    path: Path
    outcome: Outcome
    seconds: float
    peak: int

    @property
    def code(self) -> str:
        """What it ended with, in one word."""
        return self.outcome.code or self.outcome.outcome

    def __str__(self) -> str:
        return f"{self.kind}: {self.bad.wrong}: {self.code}: {self.outcome.message[:200]}"


def _peak(process: int) -> int:
    """Return the most memory that a process has had, in bytes; 0 where nobody can tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s*(\d+) kB", status)
    return int(found[1]) * 1000 if found else 0


def _read(kind: str, folder: Path) -> list[Seen]:
    """Return what became of every bad file of a format, read as a program would read them."""
    folder.mkdir()
    found = []
    with Worker() as worker:
        for number, bad in enumerate(cases(kind)):
            if bad.giant and not ALL:
                continue
            path = folder / f"{number:03} {bad.name}"
            path.write_bytes(made(kind, bad, SEED))
            if bad.giant:
                worker.close()
            begun = time.monotonic()
            outcome = worker.read(path)
            process = worker._process
            found.append(
                Seen(
                    kind,
                    bad,
                    path,
                    outcome,
                    time.monotonic() - begun,
                    _peak(process.pid) if process else 0,
                )
            )
            if process is None:  # then it was killed, or ended by what it read
                assert outcome.code == "too_complex", found[-1]
    return found


def _wrong(seen: Seen) -> str:
    """Return what is wrong with an outcome; empty if nothing is."""
    outcome, draft = seen.outcome, seen.outcome.draft
    said = [outcome.message, *(notice.message for notice in draft.notices)] if draft else []
    if outcome.outcome == "import":
        if draft is None or outcome.code:
            return "imported, but with no text, or with a code"
    elif draft is not None or outcome.code not in REFUSALS or not outcome.message:
        return "refused, but not for a reason"
    if draft and not {notice.code for notice in draft.notices} <= WARNINGS:
        return "a warning that is not in the vocabulary"
    if seen.bad.codes and seen.code not in seen.bad.codes:
        return f"should be one of {sorted(seen.bad.codes)}"
    if any(JARGON.search(each) or clean_line(each) != each for each in (outcome.message, *said)):
        return "not in plain words"
    if seen.seconds > SECONDS + 5 or seen.peak > MEMORY:
        return f"took {seen.seconds:.1f} s and {seen.peak / 1e6:.0f} MB"
    return _unclean(outcome) if draft else ""


def _unclean(outcome: Outcome) -> str:
    """Return what in an imported text could do harm, or is not as a text is stored."""
    draft = outcome.draft
    assert draft is not None
    for turn in draft.turns:
        if not turn.text or not is_canonical(turn.text) or clean(turn.text) != turn.text:
            return "a turn that is not clean"
        if turn.time is not None and not 0 <= turn.time < 1e9:
            return f"a time of {turn.time}"
    for name in (draft.title, draft.date, *(speaker.name for speaker in draft.speakers)):
        if clean_line(name) != name:
            return "a name that is not clean"
    if not is_canonical(compose(draft, "x").body):
        return "a text that is not clean"
    return ""


def _study(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("kind", WHOLE)
def test_no_file_gets_further_than_its_outcome(
    kind: str,
    root: Path,
    tmp_path: Path,
    run: Run,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = _read(kind, tmp_path / "filer")
    assert not [f"{seen} ({wrong})" for seen in found if (wrong := _wrong(seen))]
    before = _study(root)
    refused = [seen for seen in found if seen.outcome.outcome == "reject"][::SOME]
    told = lines(run("--project", root, "import", "--json", *(seen.path for seen in refused))[1])
    assert [line["code"] for line in told] == [seen.outcome.code for seen in refused]
    assert _study(root) == before
    _store(root, [seen for seen in found if seen.outcome.outcome == "import"][::SOME])
    if ALL:
        with capsys.disabled():
            _tell(kind, found)


def _store(root: Path, read: list[Seen]) -> None:
    """Import what was read, and see that it stands in the study as it was read."""
    stored = {}
    with closing(Project.open(root)) as project:
        for seen in read:
            try:
                transcript = project.add_transcript(seen.outcome, seen.path)
            except KodeverkError as error:
                assert project.with_source(seen.outcome.sha256), error
                continue
            stored[transcript.id] = transcript.body
    with closing(Project.open(root)) as project:
        assert {each: project.transcript(each).body for each in stored} == stored
        assert not project.problems


def _tell(kind: str, found: list[Seen]) -> None:
    print(f"\n{kind}: {len(found)} files: {dict(Counter(seen.code for seen in found))}")
    for seen in sorted(found, key=lambda seen: -seen.seconds)[:5]:
        print(f"  {seen.seconds:5.1f} s {seen.peak / 1e6:4.0f} MB  {seen.bad.wrong}: {seen.code}")


def test_there_are_many_of_them() -> None:
    numbers = {kind: [bad.wrong for bad in cases(kind)] for kind in WHOLE}
    assert all(len(set(each)) == len(each) >= 40 for each in numbers.values())
    assert sum(map(len, numbers.values())) > 1000


@pytest.mark.parametrize("kind", WHOLE)
def test_the_same_seed_makes_the_same_files(kind: str) -> None:
    for bad in [bad for bad in cases(kind) if not bad.giant][:17]:
        assert made(kind, bad, 3) == made(kind, bad, 3)
