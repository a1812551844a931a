"""What the transcripts of the study tell of a name that turns up again in a new file. No I/O.

Nothing else remembers it: it merges with the study, and is gone when a person is erased from it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kodeverk.corpus.canonical import Head
from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers.speakers import is_label
from kodeverk.corpus.naming import Naming, Said, is_generic
from kodeverk.model import Role, Speaker
from kodeverk.text import fold


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is proposed for a file, and the id of the transcript that tells it, for each name."""

    naming: Naming = field(default_factory=Naming)
    where: Mapping[str, str] = field(default_factory=dict)


class Memory:
    """The names in the transcripts of a study, as they stood in the files and as they became."""

    def __init__(self, heads: Iterable[Head] = ()) -> None:
        self._known: dict[str, list[tuple[Head, Speaker]]] = defaultdict(list)
        self._names: dict[str, None] = {}
        for head in heads:
            for speaker in head.speakers:
                if not is_generic(speaker.name):
                    self._names[speaker.name] = None
                for name in (speaker.name, *speaker.aliases):
                    if _lasts(name, speaker.name):
                        self._known[fold(name)].append((head, speaker))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of people in the study, labels left out."""
        return tuple(self._names)

    def about(self, draft: Draft) -> Recalled:
        """Return what the study tells of the names in ``draft``.

        The newest transcript from the same kind of file counts first. Of a name that became two
        different ones nothing is told.
        """
        said: dict[str, Said] = {}
        where: dict[str, str] = {}
        for speaker in draft.speakers:
            known = self._known.get(fold(speaker.name), ())
            renamed = [each for each in known if each[1].name != speaker.name]
            if not known or len({one.name for _head, one in renamed}) > 1:
                continue
            head, before = max(renamed or known, key=lambda each: _rank(each[0], draft))
            if told := _told(speaker, before, head.kind == draft.kind):
                said[speaker.name], where[speaker.name] = told, head.id
        return Recalled(Naming.of(said.items()), where)


def _lasts(name: str, became: str) -> bool:
    """Tell whether ``name`` means the same in another file: «I» may become «Intervjuer» there too.

    But not Kari; and what a program or a person numbered belongs to its file.
    """
    if not is_generic(name):
        return not is_generic(became)
    numbered = any(letter.isdigit() for letter in name)
    return is_generic(became) and not numbered and not is_label(name)


def _rank(head: Head, draft: Draft) -> tuple[bool, str, str]:
    same = head.source is not None and head.source.importer == draft.importer
    return same, head.date, head.id


def _told(now: Speaker, before: Speaker, same_kind: bool) -> Said:
    role = before.role if same_kind and before.role is not Role.UNKNOWN else None
    attributes: Mapping[str, str] = {} if is_generic(now.name) else before.attributes
    return Said(
        before.name if before.name != now.name else "",
        role if role is not now.role else None,
        {key: value for key, value in attributes.items() if key not in now.attributes},
    )
