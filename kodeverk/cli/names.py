"""What ``import`` is told of names, by flags and tables, and what the study remembers of them."""

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk.cli import lookup
from kodeverk.cli.command import Context, Parser
from kodeverk.corpus.draft import Draft, Outcome
from kodeverk.corpus.likeness import likely
from kodeverk.corpus.naming import Naming, Said, apply, counts, settled
from kodeverk.corpus.recall import Memory
from kodeverk.errors import UsageError
from kodeverk.i18n import _, ngettext
from kodeverk.model import Role, Speaker
from kodeverk.text import clean_line, fold

if TYPE_CHECKING:
    from kodeverk.corpus.namelist import Row
    from kodeverk.corpus.roster import Heard
    from kodeverk.project import Project

_FEW = 5  # names that are told one by one


def arguments(parser: Parser) -> None:
    """Add what can be said of names in many files."""
    parser.add_argument(
        "--merge",
        action="append",
        default=[],
        metavar=_("NAME=OTHER,OTHER"),
        help=_("names that are one person's, or a new name for one (may be repeated)"),
    )
    parser.add_argument(
        "--speakers",
        action="append",
        default=[],
        type=Path,
        metavar=_("FILE"),
        help=_("a CSV table of names: name, as, role, file; other columns are attributes"),
    )
    parser.add_argument(
        "--write-speakers",
        type=Path,
        metavar=_("FILE"),
        help=_("write such a table of the names found, to fill in; nothing is imported"),
    )
    parser.add_argument(
        "--no-remember",
        action="store_true",
        help=_("names as they are in the file, whatever they became in earlier transcripts"),
    )


class Names:
    """What is said of the names of all files of one command.

    Raises UsageError or DataError at once for what cannot be said.
    """

    def __init__(self, arguments: argparse.Namespace, project: "Project | None") -> None:
        changes = lookup.changes_of(arguments.speaker)
        asking = [(name, Said(role=Role.INTERVIEWER)) for name in arguments.interviewer]
        self._flags = Naming.of((*_merges(arguments.merge), *asking, *changes))
        self._rows: list[Row] = []
        if arguments.speakers:
            from kodeverk.corpus.namelist import read

            self._rows = [row for path in arguments.speakers for row in read(path)]
        heads = (project.head(name) for name in project.transcript_ids) if project else ()
        known = Memory(head for head in heads if head is not None)
        self._names = dict.fromkeys(known.names)
        self._memory = Memory() if arguments.no_remember else known
        self._heard: set[str] = set()
        self._files: dict[Path, Heard] = {}

    def apply(self, outcome: Outcome, path: Path) -> tuple[Outcome, Mapping[str, str]]:
        """Return ``outcome`` with its names as they are to be, and where the study tells of each.

        Those are names as they stand in the file, and ids of transcripts.
        """
        draft = outcome.draft
        if draft is None:
            return outcome, {}
        recalled = self._memory.about(draft)
        said = settled(self._flags, draft)
        if self._rows:
            from kodeverk.corpus import namelist

            said = said.over(settled(namelist.said(self._rows, path), draft))
        naming = said.over(recalled.naming)
        named = apply(draft, naming)
        if outcome.outcome == "import":
            from kodeverk.corpus.roster import Heard

            self._files[path] = Heard(draft, naming)
            for speaker in (*draft.speakers, *named.speakers):
                self._heard |= {fold(name) for name in (speaker.name, *speaker.aliases)}
        told = recalled.naming.becomes
        where = {n: id for n, id in recalled.where.items() if naming.becomes(n) == told(n)}
        return replace(outcome, draft=named), where

    def suggested(self, draft: Draft) -> Mapping[str, str]:
        """Return the person that each speaker of a named ``draft`` is likely another name for."""
        own = [speaker.name for speaker in draft.speakers]
        found = likely(own, self._names)
        return {n: each.name for each in found for n in each.names if n != each.name}

    def note(self, draft: Draft) -> None:
        """Know the names of a file that was shown when the next one is."""
        self._names |= dict.fromkeys(speaker.name for speaker in draft.speakers)

    def unheard(self) -> Iterator[str]:
        """Yield a sentence for each thing said of somebody, or some file, that is not there."""
        names = [name for name in self._flags.said if fold(name) not in self._heard]
        meant = {fold(said.becomes) for said in self._flags.said.values()}
        for name in names:
            if fold(name) not in meant:
                yield _("No one called “{name}” speaks in what was read.").format(
                    name=clean_line(name)
                )
        if not self._rows:
            return
        from kodeverk.corpus.namelist import unused

        table = dict.fromkeys(r.name for r in self._rows if fold(r.name) not in self._heard)
        if table:
            few = ", ".join(list(table)[:_FEW]) + (" …" if len(table) > _FEW else "")
            yield ngettext(
                "{n} name in the table speaks in none of the files: {names}",
                "{n} names in the table speak in none of the files: {names}",
                len(table),
            ).format(n=len(table), names=clean_line(few))
        for file in unused(self._rows, [*self._files]):
            yield _("The table names a file that was not read: {file}").format(file=file)

    def write(self, context: Context, path: Path) -> None:
        """Write a table of all names found; raises UsageError, SaveError."""
        from kodeverk.corpus import namelist
        from kodeverk.corpus.roster import roster

        entries = roster([*self._files.values()], self._names)
        namelist.write(path, entries, [clean_line(file.name) for file in self._files])
        context.out.say(
            _("{n} names are written in “{file}”. Fill it in, then: {command}").format(
                n=len(entries), file=path.name, command=f"kodeverk import … --speakers {path.name}"
            )
        )


def _merges(words: Iterable[str]) -> Iterator[tuple[str, Said]]:
    for word in words:
        name, sign, rest = word.partition("=")
        others = [each.strip() for each in rest.split(";" if ";" in rest else ",")]
        others = [each for each in others if each]
        if not sign or not name.strip() or not others:
            raise UsageError(
                _("“{word}” is not of the form NAME=OTHER,OTHER.").format(word=word),
                _("Write for example --merge “Kari=KARI,Kari N.”; with ; if a name has a comma."),
            )
        for other in others:
            yield other, Said(name.strip())


def merge_flag(person: str, others: Sequence[str]) -> str:
    """Return what is typed to say that ``others`` are ``person``."""
    comma = any("," in each for each in others)
    rest = (";" if comma else ",").join(others)
    return f'--merge "{person}={rest}{";" if comma and len(others) == 1 else ""}"'


def remembered(draft: Draft, where: Mapping[str, str]) -> Iterator[tuple[str, Speaker, str]]:
    """Yield a name as it stood in the file, who that is, and the transcript that tells it."""
    for speaker in draft.speakers:
        for name in (speaker.name, *speaker.aliases):
            if name in where:
                yield name, speaker, where[name]


def shape(draft: Draft, suggested: Mapping[str, str], where: Mapping[str, str]) -> list[object]:
    """Return the speakers of a named ``draft`` as plain values."""
    told = {speaker.name: id for _name, speaker, id in remembered(draft, where)}
    spoken = counts(draft)
    return [
        {
            "name": speaker.name,
            "role": speaker.role.value,
            "attributes": dict(speaker.attributes),
            "aliases": list(speaker.aliases),
            "turns": spoken[speaker.name][0],
            "words": spoken[speaker.name][1],
            "suggested": suggested.get(speaker.name, ""),
            "as_in": told.get(speaker.name, ""),
        }
        for speaker in draft.speakers
    ]
