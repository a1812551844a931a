"""What is said about the names in a file: who is one person, what they are called, their role.

No I/O.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kodeverk.corpus.draft import Draft, DraftTurn
from kodeverk.corpus.importers.speakers import cast, is_label, role_word, tidy
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

    def without(self, other: "Said") -> "Said":
        """Return this without the role and attributes that ``other`` says something of."""
        kept = {key: v for key, v in self.attributes.items() if key not in other.attributes}
        return Said(self.becomes, None if other.role else self.role, kept)


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
        """Return what both say; where they differ about a person, under any name, this holds."""
        both = Naming.of((*before.said.items(), *self.said.items()))
        firm: dict[str, Said] = {}
        for name, said in self.said.items():
            person = both.becomes(name)
            firm[person] = said.over(firm.get(person, Said()))
        weak = {
            name: said.without(firm.get(both.becomes(name), Said()))
            for name, said in before.said.items()
        }
        return Naming.of((*weak.items(), *self.said.items()))

    def about(self, name: str) -> Said:
        """Return what is said about ``name``."""
        return self.said.get(name) or self.said.get(tidy(name)) or Said()

    def becomes(self, name: str) -> str:
        """Return what the one called ``name`` in the file is to be called.

        Where a new name is itself renamed, the last one holds; two may change names.
        """
        now, seen = name, {name}
        while (after := self.about(now).becomes or now) not in seen:
            seen.add(after)
            now = after
        return now if after == now else self.about(name).becomes


def settled(naming: Naming, draft: Draft) -> Naming:
    """Return ``naming`` with its names written as ``draft`` has them, or as they are to become.

    Where none is written so to the letter, case is no matter. New names of people who are not in
    ``draft`` are left out.
    """
    own = dict.fromkeys(speaker.name for speaker in draft.speakers)
    own |= dict.fromkeys(said.becomes for said in naming.said.values())
    pairs: list[tuple[str, Said]] = []
    for name, said in naming.said.items():
        same = [name] if name in own else [each for each in own if fold(each) == fold(name)]
        pairs += [(each, said) for each in (same or ([] if said.becomes else [name]))]
    return Naming.of(pairs)


def apply(draft: Draft, naming: Naming) -> Draft:
    """Return ``draft`` with its speakers as ``naming`` says, their old names kept as aliases.

    Consecutive turns that become one person's are joined where a program cut them (``joins``). What
    seemed a workshop may be an interview when fewer speak in it; roles are then guessed anew.
    """
    if not naming.said:
        return draft
    called = {speaker.name: called_now(speaker, naming) for speaker in draft.speakers}
    people: dict[str, list[Speaker]] = {}
    for speaker in draft.speakers:
        people.setdefault(called[speaker.name], []).append(speaker)
    turns = _turns(draft.turns, called)
    kind, guessed = draft.kind, draft.speakers
    if kind is Kind.WORKSHOP and len(people) < len(draft.speakers):
        asking = [called[speaker.name] for speaker in draft.speakers if speaker.role.asks]
        kind, guessed = cast(turns, asking, draft.title)
    roles = {speaker.name: speaker.role for speaker in guessed}
    speakers = tuple(
        _one(name, found, naming, roles.get(name) or _role(name, kind))
        for name, found in people.items()
    )
    return replace(draft, kind=kind, turns=turns, speakers=speakers)


def called_now(speaker: Speaker, naming: Naming) -> str:
    """Return the name of ``speaker``; one who has it already by what is said of an alias keeps it.

    So nothing comes of applying a naming twice, though two change names in it.
    """
    if any(naming.becomes(alias) == speaker.name for alias in speaker.aliases):
        return speaker.name
    return naming.becomes(speaker.name)


def _one(name: str, found: Sequence[Speaker], naming: Naming, role: Role | None) -> Speaker:
    """Return the speaker that all of ``found`` are, now called ``name``, in ``role`` if known."""
    others = [word for each in found for word in (*each.aliases, each.name) if word != name]
    said = Said()
    for word in (*others, name):  # what is said of the new name itself counts most
        if naming.becomes(word) == name:
            said = naming.about(word).over(said)
    same = [each for each in found if each.name == name]
    attributes: dict[str, str] = {}
    for each in (*reversed(found), *same):
        attributes |= each.attributes
    attributes |= said.attributes
    if is_generic(name):  # that a label stands for somebody's name must not be told
        others = [word for word in others if is_generic(word)]
    kept = {key: value for key, value in attributes.items() if value}
    role = said.role or role or found[0].role
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
