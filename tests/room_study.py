"""A small study for the tests of the screen: five questions, five answers, four codes to use."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Static

from kodeverk import codebook as books
from kodeverk.corpus.canonical import compose, render
from kodeverk.corpus.draft import Draft, DraftTurn
from kodeverk.model import Code, Codebook, Kind, Role, Speaker
from kodeverk.project import Project
from kodeverk.settings import set_blind
from kodeverk.suggest.asking import Question
from kodeverk.tui.app import KodeverkApp
from kodeverk.tui.screens.coding import CodingScreen
from kodeverk.tui.suggesting import Answer, Suggester

BOOK = Codebook(
    title="Prøve",
    codes=(
        Code("syn", "Synergi", codable=False),
        Code("syn.mote", "Møteplass", definition="Folk møtes.", key="1", parent="syn"),
        Code("syn.hjelp", "Helhetlig hjelp", key="2", parent="syn"),
        Code("kon", "Konflikt", codable=False),
        Code("kon.stoy", "Støy og romkamp", parent="kon", key="Ø"),
        Code("kon.tid", "Tidspress", parent="kon"),
    ),
)
ANSWERS = [
    "Ja, her møtes alle sammen ved kaffemaskinen. Det er blitt en møteplass.",
    "Det bråker fryktelig når det er musikk [ler]. Vi får ikke arbeidsro [/].",
    "Vi rekker ikke alt. Én er syk, og da er det bare meg igjen på vakt.",
    "Hun fikk hjelp med alt på én gang. Det var fint å se, altså.",
    "Noen spør om vi er kommunen. Da sier jeg at dette er biblioteket.",
]


def make_study(root: Path, transcripts: int = 1, title: str = "Intervju") -> Project:
    """Make a study with ``BOOK`` and transcripts of five questions and answers."""
    project = Project.create(root, name="Prøvestudie", coder="kari", device="pc")
    set_blind(root, 0)  # else chance decides which sentences get suggestions
    project.codebook_path.unlink()
    books.save_new(project.codebook_path, BOOK)
    turns = []
    for n, answer in enumerate(ANSWERS):
        turns.append(DraftTurn(f"Spørsmål nummer {n}?", "Intervjuer", n * 60.0))
        turns.append(DraftTurn(answer, "Informant", n * 60.0 + 5))
    speakers = (Speaker("Intervjuer", Role.INTERVIEWER), Speaker("Informant", Role.INFORMANT))
    draft = Draft(title, Kind.INTERVIEW, "nb", tuple(turns), speakers, "txt")
    for n in range(transcripts):
        text = render(compose(draft, f"int-{n + 1:02}"))
        (root / "corpus" / f"int-{n + 1:02}.txt").write_text(text, encoding="utf-8", newline="\n")
    return Project.open(root, coder="kari", device="pc")


class Silent:
    """A suggester that proposes nothing."""

    def ask(self, question: Question, answer: Answer) -> bool:
        """Answer nothing."""
        return True

    def close(self) -> None:
        """End nothing."""


async def until(pilot: Pilot[Any], true: Callable[[], bool]) -> None:
    """Wait until something is so, twenty seconds at most."""
    end = monotonic() + 20
    while not true():
        assert monotonic() < end, [str(w.render()) for w in pilot.app.screen.query(Static)]
        await pilot.pause(0.02)
    await pilot.pause()


@asynccontextmanager
async def opened(
    project: Project, suggester: Suggester, size: tuple[int, int]
) -> AsyncIterator[tuple[Pilot[None], CodingScreen]]:
    """Open the coding room and wait until the first suggestions are shown."""
    app = KodeverkApp(project, suggester=suggester)
    async with app.run_test(size=size) as pilot:
        end = monotonic() + 20
        while project.transcript_ids and not app.coding._suggestions:
            assert monotonic() < end, "no suggestions were made"
            await pilot.pause(0.02)
        await settle(pilot)
        yield pilot, app.coding
    project.close()


async def settle(pilot: Pilot[None]) -> None:
    """Wait for the workers and the panels that follow a moment later."""
    await asyncio.sleep(0.12)
    await pilot.app.workers.wait_for_complete()
    assert isinstance(pilot.app, KodeverkApp)
    end = monotonic() + 20
    while pilot.app.coding._details is not None:  # late, where the machine has much to do
        assert monotonic() < end, "the panels did not follow"
        await pilot.pause(0.02)
    await pilot.pause()
