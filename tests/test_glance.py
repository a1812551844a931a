"""A start waits for one transcript's codings only; what it sees of them is what stands."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from room_study import make_study, settle
from test_coding_room import Quiet, held
from textual.pilot import Pilot

from kodeverk.errors import LockedError
from kodeverk.journal.events import AnyEvent, Coded, Opened, Read, Rejected, Removed, encode
from kodeverk.journal.ledger import Ledger
from kodeverk.model import Coder, Span
from kodeverk.project import Project, journals
from kodeverk.project import held as holding
from kodeverk.project.glance import Glance
from kodeverk.tui.app import KodeverkApp
from kodeverk.tui.screens import coding as coding_room
from kodeverk.tui.screens.coding import CodingScreen
from kodeverk.tui.widgets.sheet import Sheet

SPAN = Span(93, 99)
NAMES = ("int-01", "notat", 'en "æ"')
KARI, OLA = Coder("kari", "pc"), Coder("ola", "pc")


def again(study: Project) -> Project:
    """Return the same study, as a fresh start finds it."""
    return Project.open(study.root, coder="kari", device="pc")


def header(coder: Coder, project: str = "p") -> Opened:
    return Opened(
        n=1, id=f"h{coder}", at="t", project=project, coder=coder.name, device=coder.device
    )


def line(what: int, n: int, name: str, target: int, who: str = "e") -> AnyEvent:
    """Return one of four kinds of events; a removal is of any id there is or is not."""
    id, at = f"{who}{n}", "t"
    if what == 0:
        return Coded(n=n, id=id, at=at, transcript=name, digest="d", start=n, end=99, code="x")
    if what == 1:
        return Rejected(n=n, id=id, at=at, transcript=name, digest="d", start=n, end=99, code="x")
    if what == 2:
        return Removed(n=n, id=id, at=at, target=f"{'ko'[n % 2]}{target}")
    return Read(n=n, id=id, at=at, transcript=name, digest="d", spans=[(3 * n, 3 * n + 4)])


EVENTS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(NAMES), st.integers(2, 16)), max_size=14
)


@examples(max_examples=60)
@given(EVENTS, EVENTS, st.booleans())
def test_a_glance_sees_what_stands(
    mine: list[tuple[int, str, int]], others: list[tuple[int, str, int]], torn: bool
) -> None:
    whole = Ledger()
    with TemporaryDirectory() as folder:
        paths = []
        for coder, plan in ((KARI, mine), (OLA, others)):
            events = [
                line(what, n, name, at, coder.name[0])
                for n, (what, name, at) in enumerate(plan, start=2)
            ]
            whole.apply(coder.name, events)
            paths.append(Path(folder, f"{coder}.jsonl"))
            data = b"".join(map(encode, [header(coder), *events]))
            paths[-1].write_bytes(data + encode(line(0, 20, NAMES[0], 0))[:-9] * torn)
        glance = Glance([*paths, Path(folder, "borte.jsonl")], "p")
        for name in NAMES:
            ledger = glance.ledger(name)
            assert ledger.codings(name) == whole.codings(name)
            assert ledger.rejections(name) == whole.rejections(name)
            assert ledger.read_spans("kari", name, "d") == whole.read_spans("kari", name, "d")
        told = [name for what, name, _at in mine if what != 2]
        assert glance.last_transcript(KARI) == (told[-1] if told else None)
        assert glance.last_transcript(Coder("kari", "laptop")) is None


def test_a_glance_guesses_at_nothing(tmp_path: Path) -> None:
    good, bad = line(0, 2, "notat", 0), encode(line(0, 3, "notat", 0)).replace(b"99", b"98")
    damaged, foreign, headless = (tmp_path / name for name in ("a.jsonl", "b.jsonl", "c.jsonl"))
    damaged.write_bytes(encode(header(KARI)) + encode(good) + bad)
    foreign.write_bytes(encode(header(OLA, "another")) + encode(line(0, 4, "notat", 0)))
    headless.write_bytes(encode(line(0, 5, "notat", 0)))
    glance = Glance([damaged, foreign, headless], "p")
    assert [coding.id for coding in glance.ledger("notat").codings("notat")] == ["e2"]
    assert glance.last_transcript(KARI) == "notat"


def test_a_study_is_glanced_at_until_somebody_asks_for_more(study: Project) -> None:
    first = study.code("int-01", SPAN, "felles")
    study.uncode(study.code("int-01", Span(120, 130), "rom").id)
    study.mark_read("int-01", [SPAN])
    study.close()
    fresh = again(study)
    fresh.lock()
    with pytest.raises(LockedError):
        again(study).lock()
    assert fresh.last_transcript() == "int-01"
    assert fresh.glance("int-01") == ((first,), (SPAN,))
    assert fresh.glance("notat") == ((), ())
    read = [fresh.is_read]
    assert fresh.undo() is not None  # of the removal: what is written knows all
    assert [*read, fresh.is_read] == [False, True] and len(fresh.codings()) == 2
    assert fresh.glance("int-01")[0] == fresh.codings("int-01")
    fresh.close()
    again(study).lock()


def test_whoever_asks_while_the_journals_are_read_waits(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.code("int-01", SPAN, "felles")
    study.close()
    begun, go = threading.Event(), threading.Event()
    read: list[str] = []

    class Slow(journals.Journals):
        def __init__(self, *arguments: object) -> None:
            read.append("journals")
            begun.set()
            assert go.wait(10)
            super().__init__(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(holding, "Journals", Slow)
    fresh = again(study)
    fresh.lock()
    beside = threading.Thread(target=fresh.count)
    beside.start()
    assert begun.wait(10)
    threading.Timer(0.05, go.set).start()
    coding = fresh.code("int-01", SPAN, "rom")
    beside.join()
    assert read == ["journals"]
    assert coding in again(study).codings() and len(again(study).codings()) == 2


# --- on the screen


@asynccontextmanager
async def started(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Pilot[None], CodingScreen]]:
    """Start the program as it is before it has read the journals."""
    monkeypatch.setattr(coding_room, "_COUNT_SECONDS", 60.0)
    app = KodeverkApp(project, suggester=Quiet(project))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert not project.is_read
        yield pilot, app.coding
    project.close()


async def test_the_room_opens_without_reading_and_a_key_is_never_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_study(tmp_path)
    project.code("int-01", Span(40, 60), "kon.tid")
    project.close()
    async with started(again(project), monkeypatch) as (pilot, room):
        assert len(room._codings) == 1
        await pilot.press("down", "1")
        assert room.project.is_read and len(held(project)) == 2
        await pilot.press("u", "u")
        assert held(project) == []


async def test_what_the_glance_missed_is_shown_a_moment_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_study(tmp_path)
    project.code("int-01", Span(40, 60), "kon.tid")
    project.close()
    path = tmp_path / "corpus" / "codings" / "kari@pc.jsonl"
    path.write_bytes(path.read_bytes().split(b"\n", 1)[1])  # nobody says whose it is
    async with started(again(project), monkeypatch) as (pilot, room):
        head = room.query_one("#head", Sheet)
        assert not room._codings and "⚠" not in head.text.plain
        room._count()
        await settle(pilot)
        assert len(room._codings) == 1 and room._counts == {"kon.tid": 1}
        assert "⚠" in head.text.plain
