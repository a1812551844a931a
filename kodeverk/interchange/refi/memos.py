"""Memos out of descriptions, notes and annotations: one a coder and target."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kodeverk.interchange.refi import nodes
from kodeverk.interchange.refi.guids import MEMO, named, unpack
from kodeverk.interchange.refi.losses import Losses
from kodeverk.model import Memo, Target

if TYPE_CHECKING:
    from lxml.etree import _Element

    from kodeverk.interchange.refi.texts import Loader


@dataclass
class Note:
    """A ``Note``: its words, and the element with what else stands on it."""

    id: str
    title: str
    text: str
    element: "_Element"
    used: bool = False


class Memos:
    """Collects what was written; texts of one coder about one target are joined."""

    def __init__(self) -> None:
        self._memos: dict[tuple[Target, str], Memo] = {}
        self._ids: set[str] = set()

    def add(self, target: Target, text: str, coder: str, at: str, id: str = "") -> None:
        """Add a text; ``id`` is the GUID of the note it came from, if any."""
        text = text.strip()
        if not text:
            return
        key = (target, coder)
        before = self._memos.get(key)
        if before is None:
            made = unpack(id, MEMO)
            if not made or made in self._ids:  # a note may be about several things
                made = named(f"memo\n{target.kind}\n{target.id}\n{coder}")
            self._ids.add(made)
            self._memos[key] = Memo(made, target, text, coder, at)
        elif text not in before.text.split("\n\n"):  # some write a memo both here and there
            joined = f"{before.text}\n\n{text}"
            self._memos[key] = Memo(before.id, target, joined, coder, max(before.at, at))

    def all(self) -> tuple[Memo, ...]:
        """Return the memos in the order they were first met."""
        return tuple(self._memos.values())


def notes(parent: "_Element | None", load: "Loader", losses: Losses) -> dict[str, Note]:
    """Return the notes below ``Notes`` by GUID."""
    found: dict[str, Note] = {}
    for number, element in enumerate(nodes.children(parent, "Note")):
        title = nodes.line(element, "name")
        text = nodes.plain(load.words(element) or "") or nodes.words(element, "Description")
        id = nodes.link(element, "guid") or named(f"note\n{number}\n{title}")
        if id in found:
            id = named(f"{id}\n{number}")
        found[id] = Note(id, title, text, element)
        coded = sum(nodes.local(inner) == "Coding" for inner in element.iter())
        losses.add("note_coding", title, coded)
    return found
