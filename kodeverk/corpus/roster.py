"""The names in several files as one list: who is in how many, and what each of them becomes.

No I/O.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers.speakers import is_label
from kodeverk.corpus.likeness import likely
from kodeverk.corpus.naming import Naming, apply, called_now, counts
from kodeverk.model import Role


@dataclass(frozen=True)
class Heard:
    """A file as it was read, and what is said of its names."""

    draft: Draft
    naming: Naming

    @cached_property
    def named(self) -> Draft:
        """The file with its names as they are to be."""
        return apply(self.draft, self.naming)

    @cached_property
    def counts(self) -> Mapping[str, tuple[int, int]]:
        """The turns and words of each name as it stands in the file."""
        return counts(self.draft)


@dataclass(frozen=True, slots=True)
class Entry:
    """A name as it stands in files, and what it becomes.

    ``files`` are their places in the list that was given; a program's label, which is another
    person in each file, has an entry for each. ``becomes`` is empty, and ``role`` None, where files
    differ; ``attributes`` are those that are the same in all. ``suggested`` is the name of a person
    that this is likely another name for.
    """

    name: str
    files: tuple[int, ...]
    turns: int
    words: int
    becomes: str
    role: Role | None
    attributes: Mapping[str, str]
    suggested: str = ""


def roster(files: Sequence[Heard], known: Iterable[str] = ()) -> tuple[Entry, ...]:
    """Return the names of all ``files`` in order of appearance; ``known`` are the study's own."""
    people = [{each.name: each for each in file.named.speakers} for file in files]
    places: dict[tuple[str, int | None], list[int]] = {}
    now: dict[tuple[int, str], str] = {}
    for n, file in enumerate(files):
        for speaker in file.draft.speakers:
            name = speaker.name
            now[n, name] = called_now(speaker, file.naming)
            places.setdefault((name, n if is_label(name) else None), []).append(n)
    suggested = {name: alike.name for alike in likely(now.values(), known) for name in alike.names}
    found = []
    for (name, _label), where in places.items():
        names = {now[n, name] for n in where}
        of = [people[n][now[n, name]] for n in where]
        first = of[0]
        becomes = first.name if len(names) == 1 else ""
        better = suggested.get(becomes, "")
        found.append(
            Entry(
                name,
                tuple(where),
                sum(files[n].counts[name][0] for n in where),
                sum(files[n].counts[name][1] for n in where),
                becomes,
                first.role if len({each.role for each in of}) == 1 else None,
                {
                    key: value
                    for key, value in first.attributes.items()
                    if all(each.attributes.get(key) == value for each in of)
                },
                better if better != becomes else "",
            )
        )
    return tuple(found)
