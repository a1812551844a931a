"""From marked passages, notes and links to codings and memos."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kodeverk.i18n import _, ngettext
from kodeverk.interchange.refi import nodes
from kodeverk.interchange.refi.guids import CODING, unpack
from kodeverk.interchange.refi.losses import Losses
from kodeverk.interchange.refi.memos import Memos, Note
from kodeverk.interchange.refi.offsets import name_of
from kodeverk.interchange.refi.people import People
from kodeverk.interchange.refi.texts import Applied, Material, Passage, Stored
from kodeverk.model import Coding, Span, Target, TargetKind

if TYPE_CHECKING:
    from lxml.etree import _Element

_USERS = ("creatingUser", "modifyingUser")


class Reading:
    """Collects the codings and memos of a file; ``of_cases`` are stretches coded with a case."""

    def __init__(
        self, people: People, notes: Mapping[str, Note], losses: Losses, origin: str
    ) -> None:
        self.codings: list[Coding] = []
        self.memos = Memos()
        self.of_cases: dict[str, list[tuple[str, Span]]] = {}
        self._people = people
        self._notes = notes
        self._losses = losses
        self._titled = "kodeverk" not in origin.casefold()  # our titles are no one's words
        self._linked: dict[str, list[str]] = {}
        self._annotations = 0
        self._shared = 0

    def links(self, links: "_Element | None", material: Material) -> None:
        """Take links between a note and what it is about as what they are; lose the others."""
        about = {text.id for text in material.texts} | {p.id for p in material.passages}
        about |= {coding.id for passage in material.passages for coding in passage.codings}
        for link in nodes.children(links, "Link"):
            ends = nodes.link(link, "originGUID"), nodes.link(link, "targetGUID")
            for note, target in (ends, ends[::-1]):
                if note in self._notes and target in about:
                    self._linked.setdefault(target, []).append(note)
                    break
            else:
                self._losses.add("link", nodes.line(link, "name"))

    def passages(
        self,
        material: Material,
        spans: Sequence[Span | None],
        codes: set[str],
        cases: Mapping[str, str],
    ) -> None:
        """Take the codings of every passage, and what was written about them."""
        for passage, span in zip(material.passages, spans, strict=True):
            made = [
                (applied, self._coding(passage, applied, span, codes, cases))
                for applied in passage.codings
            ]
            about = next((coding for _applied, coding in made if coding), None)
            for applied, coding in made:
                for note in self._notes_on(applied.element, applied.id):
                    self._note(note, coding, passage.text, span)
            for note in self._notes_on(passage.element, passage.id):
                self._note(note, about, passage.text, span)
            if said := nodes.words(passage.element, "Description"):
                self._shared += sum(coding is not None for _applied, coding in made) > 1
                at = _moment(passage.element)
                if about is not None:
                    self.memos.add(
                        Target(TargetKind.CODING, about.id), said, about.coder, at or about.at
                    )
                else:
                    who = self._who(passage.element)
                    self._annotate(passage.text, span, said, who, at)

    def _coding(
        self,
        passage: Passage,
        applied: Applied,
        span: Span | None,
        codes: set[str],
        cases: Mapping[str, str],
    ) -> Coding | None:
        """Return the coding that was set there, or count why there is none."""
        text = passage.text
        if not span:
            self._losses.add("outside" if span is None else "empty", text.name)
            return None
        if applied.code in cases:
            self.of_cases.setdefault(applied.code, []).append((text.id, span))
            return None
        if applied.code not in codes:
            self._losses.add("no_code", text.name)
            return None
        element = applied.element
        users = nodes.link(element, "creatingUser"), *_links(passage.element, _USERS)
        coding = Coding(
            unpack(applied.id, CODING),
            text.id,
            "",
            span,
            applied.code,
            self._people.name(*users),
            _moment(element) or nodes.moment(passage.element.get("creationDateTime", "")),
        )
        self.codings.append(coding)
        return coding

    def texts(self, material: Material) -> None:
        """Take what was written about whole texts."""
        for text in material.texts:
            target = Target(TargetKind.TRANSCRIPT, text.id)
            if said := nodes.words(text.element, "Description"):
                self.memos.add(target, said, self._who(text.element), _moment(text.element))
            for note in self._notes_on(text.element, text.id):
                places = list(nodes.children(note.element, "PlainTextSelection"))
                if not places:
                    self._whole(note, target)
                for place in places:  # QualCoder's annotation: places in the text, not in the note
                    start, end = (nodes.number(place, f"{x}Position") for x in ("start", "end"))
                    inside = start is not None and end is not None and 0 <= start <= end
                    span = Span(start or 0, end or 0) if inside else None
                    self._note(note, None, text, span)

    def codes(self, notes: Iterable[tuple[str, str]]) -> None:
        """Take the notes about codes: (id of the code, GUID of the note)."""
        for code, guid in notes:
            for note in self._found([guid]):
                self._whole(note, Target(TargetKind.CODE, code))

    def project(self, root: "_Element") -> None:
        """Take what was written about the project, and the notes that are about nothing."""
        target = Target(TargetKind.PROJECT)
        if said := nodes.words(root, "Description"):
            users = _links(root, ("creatingUserGUID", "modifyingUserGUID"))
            self.memos.add(target, said, self._people.name(*users), _moment(root))
        for note in self._found(nodes.links(root, "NoteRef")):
            self._whole(note, target)
        for note in self._notes.values():
            if not note.used:
                self._whole(note, target)

    def findings(self) -> list[str]:
        """Return what became of annotations and of comments on several codings at once."""
        said = []
        if self._annotations:
            said.append(
                ngettext(
                    "{n} note on a passage without a code became part of the memo on its text.",
                    "{n} notes on passages without a code became part of the memos on their texts.",
                    self._annotations,
                ).format(n=self._annotations)
            )
        if self._shared:
            said.append(
                ngettext(
                    "{n} comment on a passage with several codes stands at the first of them.",
                    "{n} comments on passages with several codes stand at the first of them.",
                    self._shared,
                ).format(n=self._shared)
            )
        return said

    def _notes_on(self, element: "_Element", guid: str) -> list[Note]:
        return self._found([*nodes.links(element, "NoteRef"), *self._linked.get(guid, ())])

    def _found(self, guids: Iterable[str]) -> list[Note]:
        found = []
        for guid in dict.fromkeys(guids):
            if guid in self._notes:
                found.append(self._notes[guid])
            else:
                self._losses.add("missing_note")
        return found

    def _note(self, note: Note, coding: Coding | None, text: Stored, span: Span | None) -> None:
        note.used = True
        if not note.text:
            return
        who, at = self._who(note.element), _moment(note.element)
        if coding is not None:
            about = Target(TargetKind.CODING, coding.id)
            self.memos.add(about, note.text, who, at, note.id)
        else:
            self._annotate(text, span, note.text, who, at)

    def _annotate(self, text: Stored, span: Span | None, said: str, who: str, at: str) -> None:
        """Keep what was written about a passage without a code: with the words it is about."""
        self._annotations += 1
        quote = name_of(text.body.text[span.start : span.end]) if span else ""
        if quote:
            said = _("“{quote}”: {text}").format(quote=quote, text=said)
        self.memos.add(Target(TargetKind.TRANSCRIPT, text.id), said, who, at)

    def _whole(self, note: Note, target: Target) -> None:
        note.used = True
        if not note.text:
            return
        titled = self._titled and note.title and not note.text.startswith(note.title)
        said = f"{note.title}\n{note.text}" if titled else note.text
        self.memos.add(target, said, self._who(note.element), _moment(note.element), note.id)

    def _who(self, element: "_Element") -> str:
        return self._people.name(*_links(element, _USERS))


def _links(element: "_Element", names: Iterable[str]) -> tuple[str, ...]:
    return tuple(nodes.link(element, name) for name in names)


def _moment(element: "_Element") -> str:
    """Return when something was last changed, else when it was made."""
    changed = nodes.moment(element.get("modifiedDateTime", ""))
    return changed or nodes.moment(element.get("creationDateTime", ""))
