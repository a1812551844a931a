"""What is said about the names in a file: who is one person, what they are called, their role.

No I/O. A name is matched as it stands in the file, else without regard to case.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kodeverk.corpus.draft import Draft, DraftTurn
from kodeverk.corpus.importers.speakers import is_label, role_word, tidy
from kodeverk.model import NO_ATTRIBUTES, Kind, Role, Speaker, Value
from kodeverk.text import clean_line, fold


class Said(Value, frozen=True):
    """What is said about a name: its new name, role, attributes; empty and None say nothing.

    An attribute without a value is taken away.
    """

    becomes: str = ""
    role: Role | None = None
    attributes: Mapping[str, str] = NO_ATTRIBUTES

    def __bool__(self) -> bool:
        return bool(self.becomes or self.role or self.attributes)

    def over(self, before: "Said") -> "Said":
        """Return what both say; where they differ, this holds."""
        return Said(
            self.becomes or before.becomes,
            self.role or before.role,
            {**before.attributes, **self.attributes},
        )


@dataclass(frozen=True)
class Naming:
    """What is said about each name of a file."""

    said: Mapping[str, Said] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, Said]]) -> "Naming":
        """Return what is said in ``pairs``, the last word on each name; all of it tidied."""
        said: dict[str, Said] = {}
        for name, each in pairs:
            kept = {clean_line(k): clean_line(v) for k, v in each.attributes.items()}
            fresh = Said(tidy(each.becomes), each.role, kept)
            said[tidy(name)] = fresh.over(said.get(tidy(name), Said()))
        return cls({name: each for name, each in said.items() if name and each})

    def over(self, before: "Naming") -> "Naming":
        """Return what both say; where they differ, this holds."""
        return Naming.of((*before.said.items(), *self.said.items()))

    def about(self, name: str) -> Said:
        """Return what is said about ``name``."""
        return self.said.get(name) or self._folded.get(fold(tidy(name))) or Said()

    @cached_property
    def _folded(self) -> Mapping[str, Said]:
        return {fold(name): said for name, said in reversed([*self.said.items()])}

    def becomes(self, name: str) -> str:
        """Return what the one called ``name`` in the file is to be called.

        Where a new name is itself renamed, the last one holds; two may change names.
        """
        now, seen = name, {name}
        while (after := self.about(now).becomes or now) not in seen:
            seen.add(after)
            now = after
        return now if after == now else self.about(name).becomes


def apply(draft: Draft, naming: Naming) -> Draft:
    """Return ``draft`` with its speakers as ``naming`` says, their old names kept as aliases.

    Consecutive turns that become one person's are joined where a program cut them (``joins``).
    """
    if not naming.said:
        return draft
    called = {speaker.name: called_now(speaker, naming) for speaker in draft.speakers}
    return replace(draft, turns=_turns(draft.turns, called), speakers=speakers(draft, naming))


def speakers(draft: Draft, naming: Naming) -> tuple[Speaker, ...]:
    """Return the speakers that ``apply`` gives ``draft``."""
    people: dict[str, list[Speaker]] = {}
    for speaker in draft.speakers:
        people.setdefault(called_now(speaker, naming), []).append(speaker)
    return tuple(_one(name, found, naming, draft.kind) for name, found in people.items())


def called_now(speaker: Speaker, naming: Naming) -> str:
    """Return the name of ``speaker``; one who has it already by what is said of an alias keeps it.

    So nothing comes of applying a naming twice, though two change names in it.
    """
    if any(naming.becomes(alias) == speaker.name for alias in speaker.aliases):
        return speaker.name
    return naming.becomes(speaker.name)


def _one(name: str, found: Sequence[Speaker], naming: Naming, kind: Kind) -> Speaker:
    """Return the speaker that all of ``found`` are, now called ``name``."""
    others = [word for each in found for word in (*each.aliases, each.name) if word != name]
    said = Said()
    for word in (*others, name):  # what is said of the new name itself counts most
        if naming.becomes(word) == name:
            said = naming.about(word).over(said)
    # Who has the name already tells the role they seemed to have, else the first one does.
    same = [each for each in found if each.name == name]
    role = said.role or (same[0].role if same else _role(name, kind) or found[0].role)
    attributes: dict[str, str] = {}
    for each in (*reversed(found), *same):
        attributes |= each.attributes
    attributes |= said.attributes
    if is_generic(name):  # that a label stands for somebody's name must not be told
        others = [word for word in others if is_generic(word)]
    kept = {key: value for key, value in attributes.items() if value}
    return Speaker(name, role, kept, tuple(dict.fromkeys(others)))


def _role(name: str, kind: Kind) -> Role | None:
    role = role_word(name)
    if role is Role.INTERVIEWER and kind is Kind.WORKSHOP:
        return Role.FACILITATOR
    return role


def _turns(turns: Iterable[DraftTurn], called: Mapping[str, str]) -> tuple[DraftTurn, ...]:
    joined: list[list[DraftTurn]] = []
    for turn in turns:
        was = turn.speaker
        if was is not None:
            turn = replace(turn, speaker=called.get(was, was))
        if joined and turn.joins and was is not None and joined[-1][0].speaker == turn.speaker:
            joined[-1].append(turn)
        else:
            joined.append([turn])
    return tuple(replace(each[0], text=" ".join(turn.text for turn in each)) for each in joined)


def is_generic(name: str) -> bool:
    """Tell whether ``name`` is a label («Informant 1», «SPEAKER_00», «K»), and nobody's own."""
    letters = sum(letter.isalpha() for letter in name)
    return is_label(name) or role_word(name) is not None or letters < 2


def counts(draft: Draft) -> Mapping[str, tuple[int, int]]:
    """Return the number of turns and words of each speaker."""
    found = {speaker.name: (0, 0) for speaker in draft.speakers}
    for turn in draft.turns:
        if turn.speaker is not None:
            turns, words = found.get(turn.speaker, (0, 0))
            found[turn.speaker] = (turns + 1, words + len(turn.text.split()))
    return found
