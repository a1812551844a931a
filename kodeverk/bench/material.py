"""Made-up material to measure with: a transcript of many words and codings. No real speech."""

import random
from dataclasses import dataclass

from kodeverk.model import Code, Coding, Kind, Role, Span, Speaker, Transcript, Turn

_TALK = """vi har fått flere henvendelser etter at biblioteket og innbyggertorget flyttet sammen
så nå spør folk om alt mulig ved skranken på lørdager også når det er språkkafé"""
_COLORS = ("#8fb8de", "#e0b08c", "#a8cf9d", "#d8a7c9", "#e3d18a", "#9fd3cf")
_SEED = 7


@dataclass(frozen=True)
class Material:
    """A transcript with its codings, and the codes they use."""

    transcript: Transcript
    codings: tuple[Coding, ...]
    codes: tuple[Code, ...]

    @property
    def marks(self) -> dict[str, str]:
        """Two letters for each code."""
        return {code.id: code.id[-2:] for code in self.codes}

    @property
    def colors(self) -> dict[str, str]:
        """The colour of each code."""
        return {code.id: code.color for code in self.codes}


def make(words: int = 12_000, spans: int = 1_000, codes: int = 40, id: str = "bench") -> Material:
    """Make a transcript of ``words`` words in turns of 60, with ``spans`` random codings."""
    rnd = random.Random(_SEED)
    talk = _TALK.split()
    speakers = (
        Speaker("Intervjuer", Role.INTERVIEWER),
        Speaker("Informant 1", Role.INFORMANT),
        Speaker("Informant 2", Role.INFORMANT),
    )
    parts: list[str] = []
    turns: list[Turn] = []
    at = 0
    for index in range(words // 60):
        said = _speech(rnd, talk)
        speaker = speakers[index % len(speakers)].name
        time = 20 * index
        head = f"[{time // 3600:02}:{time // 60 % 60:02}:{time % 60:02}] {speaker}: "
        end = at + len(head) + len(said)
        turns.append(Turn(Span(at, end), Span(at + len(head), end), speaker, float(time)))
        parts.append(head + said)
        at = end + 2
    body = "\n\n".join(parts)
    book = tuple(
        Code(f"kode{i:02}", f"Kode {i:02}", color=_COLORS[i % len(_COLORS)], key=_key(i))
        for i in range(codes)
    )
    transcript = Transcript(
        id, "Måling", Kind.INTERVIEW, body, "bench", tuple(turns), speakers=speakers
    )
    codings = tuple(_coding(rnd, i, transcript, rnd.choice(book)) for i in range(spans))
    return Material(transcript, codings, book)


def _key(index: int) -> str:
    return str(index + 1) if index < 9 else ""


def _speech(rnd: random.Random, talk: list[str]) -> str:
    """Return sixty words in sentences of twelve."""
    sentences = [" ".join(rnd.choices(talk, k=12)).capitalize() + "." for _ in range(5)]
    return " ".join(sentences)


def _coding(rnd: random.Random, index: int, transcript: Transcript, code: Code) -> Coding:
    text = rnd.choice(transcript.turns).text
    start = rnd.randrange(text.start, text.end - 20)
    span = Span(start, min(start + rnd.randrange(20, 180), text.end))
    return Coding(
        f"c{index}", transcript.id, transcript.digest, span, code.id, "kari", "2026-01-01T00:00:00Z"
    )
