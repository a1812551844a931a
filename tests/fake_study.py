"""A study made of plain model objects, with what an analysis asks of a project."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kodeverk.model import (
    Code,
    Codebook,
    Coding,
    Comment,
    Kind,
    Loss,
    Mark,
    Memo,
    Outcome,
    Rejection,
    Role,
    Span,
    Speaker,
    Target,
    TargetKind,
    Transcript,
    Turn,
)


@dataclass(frozen=True)
class Settings:
    name: str = "Bibliotek og torg"
    id: str = "s1"
    blind: float = 0.0


@dataclass(frozen=True)
class Study:
    book: Codebook
    texts: tuple[Transcript, ...]
    codes: tuple[Coding, ...] = ()
    notes: tuple[Memo, ...] = ()
    settings: Settings = field(default=Settings())
    apart: tuple[Coding, ...] = ()
    losses: tuple[Loss, ...] = ()
    marked: tuple[Mark, ...] = ()
    noes: tuple[Rejection, ...] = ()
    became: tuple[Outcome, ...] = ()
    incomplete: tuple[str, ...] = ()

    @property
    def codebook(self) -> Codebook:
        return self.book

    def transcripts(self) -> tuple[Transcript, ...]:
        return self.texts

    def codings(self) -> tuple[Coding, ...]:
        return self.codes

    def withheld(self) -> tuple[Coding, ...]:
        return self.apart

    def memos(self) -> tuple[Memo, ...]:
        return self.notes

    def comments(self) -> tuple[Comment, ...]:
        """None."""
        return ()

    def marks(self) -> tuple[Mark, ...]:
        return self.marked

    def rejections(self) -> tuple[Rejection, ...]:
        return self.noes

    def outcomes(self) -> tuple[Outcome, ...]:
        return self.became


def transcript(
    id: str,
    said: Iterable[tuple[str | None, str]],
    speakers: Sequence[Speaker] = (),
    *,
    title: str = "",
    kind: Kind = Kind.INTERVIEW,
    date: str = "",
    language: str = "nb",
    attributes: dict[str, str] | None = None,
    step: float | None = 7,
) -> Transcript:
    """Return a transcript with a head before each turn, as the canonical text has it."""
    body, turns = "", []
    for number, (name, text) in enumerate(said):
        time = None if step is None or name is None else number * step
        start = len(body)
        if name is not None:
            body += f"[00:00:{int(time):02d}] {name}: " if time is not None else f"{name}: "
        turns.append(
            Turn(
                Span(start, len(body) + len(text)),
                Span(len(body), len(body) + len(text)),
                name,
                time,
            )
        )
        body += text + "\n\n"
    body = body[:-2]
    return Transcript(
        id=id,
        title=title or id,
        kind=kind,
        body=body,
        digest=hashlib.sha256(body.encode()).hexdigest()[:32],
        turns=tuple(turns),
        date=date,
        language=language,
        attributes=attributes or {},
        speakers=tuple(speakers),
    )


_count = 0


def coding(
    text: Transcript,
    span: Span | str,
    code: str,
    coder: str = "kari",
    *,
    at: str = "",
    id: str = "",
) -> Coding:
    """Return a coding of ``span``, or of the words given."""
    global _count
    _count += 1
    if isinstance(span, str):
        start = text.body.index(span)
        span = Span(start, start + len(span))
    return Coding(
        id=id or f"c{_count:05d}",
        transcript=text.id,
        digest=text.digest,
        span=span,
        code=code,
        coder=coder,
        at=at or f"2026-03-01T10:{_count // 60 % 60:02d}:{_count % 60:02d}Z",
    )


def memo(kind: TargetKind, id: str, text: str, coder: str = "kari") -> Memo:
    return Memo(f"m-{kind}-{id}-{coder}", Target(kind, id), text, coder, "2026-03-02T08:00:00Z")


BOOK = Codebook(
    title="Synergi",
    codes=(
        Code("syn", "Synergi", "Mer sammen enn hver for seg.", codable=False),
        Code("syn.rom", "Felles rom", "Rommet gir noe til begge.", parent="syn"),
        Code("syn.folk", "Nye folk", "Flere finner veien.", parent="syn", replaces=("syn.gjest",)),
        Code("kon", "Konflikt", "Det skurrer.", codable=True),
    ),
)

INTERVIEW = transcript(
    "mysen-01",
    [
        ("Intervjuer", "Hvordan er det å dele rom?"),
        (
            "Gro Åsvang",
            "Det er fint. Vi deler alt nå, og folk blåser i hvem som eier hylla. "
            "Men kl. 16 går torget hjem, og da står vi der.",
        ),
        ("Intervjuer", "Hva skjer da?"),
        ("Gro Åsvang", "Da er det vi som må svare på alt."),
    ],
    [
        Speaker("Intervjuer", Role.INTERVIEWER),
        Speaker("Gro Åsvang", Role.INFORMANT, {"unit": "bibliotek"}),
    ],
    title="Intervju 1",
    date="2026-02-16",
    attributes={"place": "Mysen"},
)

WORKSHOP = transcript(
    "drammen-02",
    [
        ("Leder", "Hvem vil begynne?"),
        ("Deltaker 1", "Det kommer nye folk hver dag. Ikke alle leser."),
        ("Deltaker 2", "Og noen kommer bare for varmen."),
    ],
    [
        Speaker("Leder", Role.FACILITATOR),
        Speaker("Deltaker 1", Role.PARTICIPANT, {"unit": "torg"}),
        Speaker("Deltaker 2", Role.PARTICIPANT, {"unit": "torg"}),
    ],
    title="Verksted i Drammen",
    kind=Kind.WORKSHOP,
    date="2026-03-02",
    attributes={"place": "Drammen"},
)


def study(*codings: Coding, memos: Sequence[Memo] = (), book: Codebook = BOOK) -> Study:
    return Study(book, (INTERVIEW, WORKSHOP), codings, tuple(memos))
