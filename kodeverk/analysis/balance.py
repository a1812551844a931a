"""Who is heard in a report: the quotes shown of each, beside the words that each has spoken.

The measure is plain. Somebody's part is the number of quotes shown, shared out by words spoken:
who says a fifth of the words would have a fifth of the quotes. Told as heard much or little are
only those with at least ``LEAST`` quotes more or fewer than their part, and at least half as many
again, or a third fewer. So nothing is told where numbers are small. It says who is heard, not what
they say: one good quote may be worth ten.

A quote is counted with the informant it is listed under, the first who is heard in it. The words of
those who ask count nowhere.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from kodeverk.analysis.gathering import Gathered
from kodeverk.analysis.people import attribute_of
from kodeverk.analysis.selecting import limited, voice
from kodeverk.analysis.study import Study
from kodeverk.report import Options, Quote

LEAST = 3


class Heard(StrEnum):
    """How many quotes somebody has, compared with words spoken."""

    AS_MUCH = ""
    """About their part, or the numbers are too small to tell."""
    MUCH = "much"
    LITTLE = "little"


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One informant, unit or place. ``key`` is the person's id, or the name itself.

    ``name`` is empty where the material does not say. ``quotes`` are shown of ``found``; ``part``
    is how many would be if they were shared out by words. ``people`` are the informants in it.
    """

    key: str
    name: str
    people: int
    words: int
    quotes: int
    found: int
    codings: int
    part: float
    heard: Heard = Heard.AS_MUCH


@dataclass(frozen=True, slots=True)
class Balance:
    """Who is heard, by informant, unit and place; the last two are empty where nobody has any.

    What has no speaker (a document) stands among the informants under its title.
    """

    informants: tuple[BalanceRow, ...]
    units: tuple[BalanceRow, ...]
    places: tuple[BalanceRow, ...]
    words: int
    quotes: int
    codings: int


def balance(study: Study, options: Options | None = None) -> Balance:
    """Return who is heard in the report that ``options`` ask for; ``codes`` keep it to some codes.

    Raises NotFoundError for a chosen code, transcript or coder that does not exist.
    """
    return weighed(Gathered(study, options or Options()))


@dataclass(slots=True)
class Voice:
    """Somebody in one transcript, or a whole document."""

    key: str
    name: str
    unit: str
    place: str
    words: int = 0
    quotes: int = 0
    found: int = 0
    codings: int = 0

    @property
    def is_person(self) -> bool:
        """False for a document, where nobody speaks."""
        return not self.key.startswith("/")


def weighed(gathered: Gathered) -> Balance:
    """Return who is heard of what is gathered."""
    by_key = _voices(gathered)
    for quotes in gathered.quotes.values():
        shown, _omitted = limited(quotes, gathered.options)
        ids = {quote.id for quote in shown}
        for quote in quotes:
            one = by_key.get((quote.transcript, voice(quote)))
            if one is not None:  # a question alone is nobody's
                one.found += 1
                one.quotes += quote.id in ids
                one.codings += len(quote.codings)
    every = list(by_key.values())
    return Balance(
        informants=_rows(every, lambda one: (one.key, one.name)),
        units=_attribute_rows(every, lambda one: one.unit),
        places=_attribute_rows(every, lambda one: one.place),
        words=sum(one.words for one in every),
        quotes=sum(one.quotes for one in every),
        codings=sum(one.codings for one in every),
    )


def voices(gathered: Gathered) -> tuple[Voice, ...]:
    """Return those who speak, with their words."""
    return tuple(_voices(gathered).values())


def _voices(gathered: Gathered) -> dict[tuple[str, str], Voice]:
    """Return those who speak, by transcript and by whose their quotes are, with their words."""
    found: dict[tuple[str, str], Voice] = {}
    for transcript in gathered.transcripts:
        for turn in transcript.turns:
            person = gathered.people.id(transcript.id, turn.speaker)
            if turn.speaker is not None and not person:
                continue  # somebody who asks
            key = transcript.id, person or f"/{transcript.id}"
            if key not in found:
                speaker = gathered.people.speaker(transcript.id, person)
                found[key] = Voice(
                    person or f"/{transcript.id}",
                    gathered.people.label(transcript.id, turn.speaker)
                    or transcript.title
                    or transcript.id,
                    attribute_of(transcript, speaker, "unit"),
                    attribute_of(transcript, speaker, "place"),
                )
            found[key].words += len(transcript.text(turn.text).split())
    return found


def _attribute_rows(voices: list[Voice], value: Callable[[Voice], str]) -> tuple[BalanceRow, ...]:
    if not any(map(value, voices)):
        return ()
    rows = _rows(voices, lambda one: (value(one), value(one)))
    return tuple(sorted(rows, key=lambda row: (not row.name, row.name.casefold())))


def _rows(
    voices: Iterable[Voice], key: Callable[[Voice], tuple[str, str]]
) -> tuple[BalanceRow, ...]:
    groups: dict[str, list[Voice]] = defaultdict(list)
    names: dict[str, str] = {}
    for one in voices:
        identity, name = key(one)
        groups[identity].append(one)
        names.setdefault(identity, name)
    words = sum(one.words for group in groups.values() for one in group)
    quotes = sum(one.quotes for group in groups.values() for one in group)
    rows = []
    for identity, group in groups.items():
        spoken, shown = sum(one.words for one in group), sum(one.quotes for one in group)
        part = quotes * spoken / words if words else 0.0
        rows.append(
            BalanceRow(
                key=identity,
                name=names[identity],
                people=len({one.key for one in group if one.is_person}),
                words=spoken,
                quotes=shown,
                found=sum(one.found for one in group),
                codings=sum(one.codings for one in group),
                part=part,
                heard=heard(shown, part),
            )
        )
    return tuple(rows)


def heard(quotes: int, part: float) -> Heard:
    """Return how ``quotes`` compare with the ``part`` that words spoken would give."""
    if quotes - part >= LEAST and quotes >= part * 1.5:
        return Heard.MUCH
    if part - quotes >= LEAST and quotes <= part / 1.5:
        return Heard.LITTLE
    return Heard.AS_MUCH


def of_quote(found: Balance, quote: Quote) -> BalanceRow | None:
    """Return the row of the informant (or document) that ``quote`` is listed under."""
    return next((row for row in found.informants if row.key == voice(quote)), None)
