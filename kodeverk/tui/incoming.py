"""Files on their way into the study: what was read of each, and what a person has said about it.

A file may also hold a whole study of another program (``Foreign``).
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk.corpus.draft import Draft, Outcome
from kodeverk.corpus.importers.reading import NO_CHOICE, Choice
from kodeverk.corpus.naming import Naming, Said, called_now
from kodeverk.corpus.recall import Memory, Recalled
from kodeverk.corpus.roster import Heard
from kodeverk.corpus.sameness import told, words_digest
from kodeverk.errors import KodeverkError
from kodeverk.files import save_error
from kodeverk.i18n import _
from kodeverk.model import Kind, Role, Speaker

if TYPE_CHECKING:
    from kodeverk.interchange.admit import Admission
    from kodeverk.interchange.parcel import Parcel
    from kodeverk.project import Project

_PASSED_OVER = (".", "~$")  # what programs leave beside a person's files
ROLES = (Role.INFORMANT, Role.INTERVIEWER, Role.FACILITATOR, Role.PARTICIPANT)


@dataclass(frozen=True, slots=True)
class Foreign:
    """A study of another program: what the file holds, and what of it is new here."""

    parcel: "Parcel"
    sha256: str
    found: "Admission"


@dataclass
class Incoming:
    """One file; the fields below ``outcome`` are what it will be imported with.

    ``naming`` is what is said of the names in it, at first as in the transcripts ``as_in``.
    """

    path: Path
    in_folder: bool = False  # found there, and not chosen itself
    outcome: Outcome | None = None
    title: str = ""
    chosen_kind: Kind | None = None  # else it is the one that is guessed
    date: str = ""
    language: str = "nb"
    naming: Naming = field(default_factory=Naming)
    as_in: Mapping[str, str] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    encoding: str = ""  # chosen; else it is the one that is found
    choice: Choice = NO_CHOICE  # of the columns of a survey
    waiting: bool = True  # to be read, or read anew
    imported: str = ""
    refused: str = ""
    foreign: Foreign | None = None
    report: Path | None = None  # where it is told what became of a study
    words: str = ""  # the digest of what is said
    _heard: Heard | None = None

    @property
    def draft(self) -> Draft | None:
        """What was read, if the file can be used."""
        return self.outcome.draft if self.outcome else None

    @property
    def ready(self) -> bool:
        """True when the file can be imported and has not been."""
        new = self.foreign is not None and not self.foreign.found.intake.empty
        return (self.draft is not None or new) and not self.imported

    @property
    def heard(self) -> Heard | None:
        """What was read, and what is said of its names, if the file can be used."""
        draft = self.draft
        if draft is None:
            return None
        if self._heard is None or (self._heard.draft, self._heard.naming) != (draft, self.naming):
            self._heard = Heard(draft, self.naming)
        return self._heard

    @property
    def named(self) -> Draft | None:
        """What was read, with its names as they are to be."""
        return self.heard.named if self.heard else None

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Those who speak in it, as they are to be."""
        return self.named.speakers if self.named else ()

    @property
    def kind(self) -> Kind:
        """What kind of conversation it is."""
        return self.chosen_kind or (self.named.kind if self.named else Kind.INTERVIEW)

    def take(self, outcome: Outcome, memory: Memory | None = None) -> None:
        """Begin with what the importer found out, and what the study knows of the names.

        Read anew, what a person has said of the file stays.
        """
        before, self.waiting = self.draft, False
        self.outcome = outcome.in_folder() if self.in_folder else outcome
        if draft := outcome.draft:
            self.words = words_digest(draft.texts)
            if before is None or self.title == before.title:
                self.title = draft.title
            if before is None or self.date == before.date:
                self.date = draft.date
            if before is None or self.language == before.language:
                self.language = draft.language
            recalled = memory.about(draft) if memory else Recalled()
            self.naming = self.naming.over(recalled.naming)
            self.as_in = recalled.where

    def told_by(self, speaker: Speaker) -> str:
        """Return the id of the transcript that told who a speaker is; empty if none did."""
        names = (speaker.name, *speaker.aliases)
        return next((self.as_in[name] for name in names if name in self.as_in), "")

    def say(self, names: Iterable[str], said: Said) -> None:
        """Say something of those names in the file; what is said last counts."""
        self.naming = Naming.of((name, said) for name in names).over(self.naming)

    def unsay(self, names: Iterable[str]) -> None:
        """Leave those names as they are in the file."""
        gone = frozenset(names)
        left = ((name, said) for name, said in self.naming.said.items() if name not in gone)
        self.naming = Naming.of(left)
        self.as_in = {name: where for name, where in self.as_in.items() if name not in gone}

    def _names(self, n: int) -> list[str]:
        """Return what the speaker of that number is called in the file."""
        name, draft = self.speakers[n].name, self.draft
        own = draft.speakers if draft else ()
        return [each.name for each in own if called_now(each, self.naming) == name]

    def next_role(self, n: int) -> None:
        """Give a speaker the next role."""
        self.say(self._names(n), Said(role=role_after(self.speakers[n].role)))

    def attribute(self, n: int, name: str) -> str:
        """Return an attribute of a speaker; -1 is the whole transcript."""
        return (self.attributes if n < 0 else self.speakers[n].attributes).get(name, "")

    def set_attribute(self, n: int, name: str, value: str) -> None:
        """Set an attribute of a speaker or (-1) the transcript; empty takes it away."""
        if n >= 0:
            self.say(self._names(n), Said(attributes={name: value.strip()}))
        elif value.strip():
            self.attributes[name] = value.strip()
        else:
            self.attributes.pop(name, None)


def role_after(role: Role | None) -> Role:
    """Return the role that comes after ``role`` when they are gone through."""
    return ROLES[(ROLES.index(role) + 1) % len(ROLES) if role in ROLES else 0]


def files_in(path: Path) -> list[Path]:
    """Return ``path``, or the files in that folder and all below it, in order of name."""
    if not path.is_dir():
        return [path]
    found: list[Path] = []
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(each for each in folders if not each.startswith(_PASSED_OVER))
        found += [Path(folder, each) for each in sorted(names) if not each.startswith(_PASSED_OVER)]
    return found


def look(path: Path, project: "Project") -> tuple[Outcome, Foreign | None]:
    """Return what the study in the file at ``path`` would bring into ``project``."""
    from kodeverk.interchange import admit, reading

    try:
        parcel, sha256 = reading.read(path)
        foreign = Foreign(parcel, sha256, admit.plan(project, parcel, sha256))
    except KodeverkError as error:
        return Outcome(str(path), "reject", "study", str(error)), None
    if foreign.found.intake.empty:
        message = _("All that is in the file is in the study already.")
        return Outcome(str(path), "ignore", "duplicate", message), foreign
    return Outcome(str(path), "import", sha256=sha256), foreign


def settled(outcome: Outcome, before: Iterable[Incoming], project: "Project") -> Outcome:
    """Return ``outcome``, or that the same file is in the study or among those ``before``."""
    if outcome.draft is None:
        return outcome
    same = project.with_source(outcome.sha256)
    if same:
        message = _("The same file is already in the study, as “{id}”.").format(id=same)
        return replace(outcome, outcome="ignore", code="duplicate", message=message, draft=None)
    before = tuple(before)
    for other in before:
        if other.draft and other.outcome and other.outcome.sha256 == outcome.sha256:
            message = _("The same file is already in the list, as “{file}”.").format(
                file=other.path.name
            )
            return replace(outcome, outcome="ignore", code="duplicate", message=message, draft=None)
    words = words_digest(outcome.draft.texts)
    near = (each.path.name for each in before if each.draft and each.words == words)
    like = project.with_words(words) or next(near, "")
    return told(outcome, like) if like else outcome


def bring_in(
    project: "Project", files: Iterable[Incoming], step: Callable[[], None]
) -> Iterator[Incoming]:
    """Import those that are ready, and yield each when it is done; one that fails says why.

    Whoever goes on after a study must ``refresh`` the project first. ``step`` is called after each
    file that is written of a study; what it raises takes that study back.
    """
    for each in files:
        if not each.ready or each.outcome is None:
            continue
        try:
            if each.foreign is not None:
                _bring_study(project, each, each.foreign, step)
                yield each
                continue
            transcript = project.add_transcript(
                replace(each.outcome, draft=each.named),
                each.path,
                title=each.title.strip() or None,
                kind=each.kind,
                date=each.date,
                language=each.language,
                attributes=each.attributes,
            )
            each.imported, each.refused = transcript.id, ""
        except KodeverkError as error:
            each.refused = str(error)
        except OSError as error:
            each.refused = str(save_error(each.path, error))
        yield each


def _bring_study(
    project: "Project", incoming: Incoming, foreign: Foreign, step: Callable[[], None]
) -> None:
    from kodeverk.interchange import admit, told

    # Anew: what was imported meanwhile may hold some of it.
    found = admit.plan(project, foreign.parcel, foreign.sha256, step)
    project.take_in(found.intake, step, settle=False)
    incoming.foreign, incoming.refused = replace(foreign, found=found), ""
    incoming.imported = ", ".join(told.parts(found.counts)) or _("nothing")
    if not found.intake.empty:
        incoming.report = told.report(project.root, incoming.path, foreign.parcel, found)
