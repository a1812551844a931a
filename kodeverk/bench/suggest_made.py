"""Made-up material to measure the engine's speed with: talk put together from templates."""

import random
from dataclasses import dataclass

from kodeverk.corpus.canonical import digest
from kodeverk.model import (
    Code,
    Codebook,
    Coding,
    Kind,
    Role,
    Span,
    Speaker,
    Transcript,
    Turn,
)
from kodeverk.suggest import Material

PER_TRANSCRIPT = 500  # sentences
_PER_TURN = 5
CODES = 20
_SEED = 7
_SPEAKERS = (Speaker("Intervjuer", Role.INTERVIEWER), Speaker("Informant", Role.INFORMANT))
_QUESTION = "Intervjuer: Hva mener du om det?"


def _listed(words: str, mark: str | None = None) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(mark))


_HEADS = _listed(
    """bibliotek innbygger kultur møte arbeids barne ungdoms tjeneste service kommune lokal nærings
    skole bok avis lese språk kafé utstillings konsert time opplærings kunnskaps samarbeids prosjekt
    digital helse eldre frivillig nabo reise by bygde natur museums arkiv kino teater idretts
    budsjett åpnings"""
)
_TAILS = _listed(
    """torget rommet senteret tilbudet kvelden dagen gruppa lederen planen møtet arbeidet tida salen
    hylla skranken besøket brukeren plassen pengene kurset hjelpen verten samtalen rollen ansvaret
    laget foreningen huset bygget avtalen ordningen saken spørsmålet svaret ideen ønsket problemet
    løsningen utviklingen veksten"""
)
_WHO = _listed("jeg vi dere hun han de noen alle ingen mange folk lederen naboen barna")
_DOES = _listed(
    """trenger|åpner|leter etter|snakker om|glemmer|husker|prøver|bruker|savner|lager|finner|får|
    ser på|betaler for|flytter|stenger|låner|kjenner|planlegger|klager på|rydder|har tenkt på""",
    "|",
)
_WHEN = _listed(
    """om morgenen|i helga|hver uke|når det regner|etter flyttingen|før jul|i fjor|på lørdager|
    uten å spørre|sammen med de andre|i det gamle huset|nede i sentrum|for første gang|igjen""",
    "|",
)
_WHY = _listed(
    """fordi det er trangt|men det går fint|og da blir det kø|så vi får se|selv om det koster|
    slik det alltid har vært|og det er jo bra|hvis noen spør|mens vi venter|siden ingen svarer""",
    "|",
)


@dataclass(frozen=True)
class Made:
    """Transcripts with segments that may be labelled, in order: some have a code, some none."""

    book: Codebook
    transcripts: tuple[Transcript, ...]
    labels: tuple[tuple[Transcript, Span, str | None], ...]

    def known(self, labels: int) -> Material:
        """Return what an engine knows once the first ``labels`` sentences have been decided on."""
        read: dict[str, list[Span]] = {}
        codings = []
        for number, (transcript, span, code) in enumerate(self.labels[:labels]):
            read.setdefault(transcript.id, []).append(span)
            if code is not None:
                at = f"2026-01-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}Z"
                codings.append(
                    Coding(f"c{number}", transcript.id, transcript.digest, span, code, "kari", at)
                )
        return Material(
            codebook=self.book,
            transcripts=self.transcripts,
            codings=tuple(codings),
            read={name: tuple(spans) for name, spans in read.items()},
        )


def make(sentences: int, labels: int) -> Made:
    """Make ``sentences`` sentences in transcripts of 500, ``labels`` of them to be labelled.

    The first transcript is the one in work: a fifth of the labels, or half of its sentences, are
    in it and come last. Three in five labelled sentences have a code, by the word they hold.
    """
    random_ = random.Random(_SEED)
    codes = tuple(
        Code(
            f"kode{number:02}",
            f"Om {head}{_TAILS[number]}",
            f"Alt som gjelder {head}{_TAILS[number]}, {head}{_TAILS[-1 - number]} og annet ved"
            f" {head}{_TAILS[number + 10]}.",
        )
        for number, head in enumerate(_HEADS[:CODES])
    )
    transcripts = []
    places: list[list[tuple[Transcript, Span, str | None]]] = []
    for number in range(max(1, sentences // PER_TRANSCRIPT)):
        transcript, spans, heads = _transcript(number, random_)
        transcripts.append(transcript)
        places.append(
            [
                (
                    transcript,
                    span,
                    codes[head % CODES].id if random_.random() < 0.6 else None,
                )
                for span, head in zip(spans, heads, strict=True)
            ]
        )
    in_work = min(PER_TRANSCRIPT // 2, max(20, labels // 5))
    chosen = [place for own in places[1:] for place in own][: max(0, labels - in_work)]
    chosen += places[0][: labels - len(chosen)]
    return Made(Codebook(codes=codes), tuple(transcripts), tuple(chosen))


def _transcript(number: int, random_: random.Random) -> tuple[Transcript, list[Span], list[int]]:
    """Return a transcript, its informant's sentences, and which head each is about."""
    parts: list[str] = []
    turns: list[Turn] = []
    spans: list[Span] = []
    heads: list[int] = []
    at = 0
    for _turn in range(PER_TRANSCRIPT // _PER_TURN):
        turns.append(
            Turn(Span(at, at + len(_QUESTION)), Span(at + 12, at + len(_QUESTION)), "Intervjuer")
        )
        parts.append(_QUESTION)
        start = at = at + len(_QUESTION) + 2
        at += len("Informant: ")
        said = []
        for _sentence in range(_PER_TURN):
            head = random_.randrange(len(_HEADS))
            text = _sentence_about(_HEADS[head], random_)
            said.append(text)
            spans.append(Span(at, at + len(text)))
            heads.append(head)
            at += len(text) + 1
        at -= 1
        turns.append(Turn(Span(start, at), Span(start + len("Informant: "), at), "Informant"))
        parts.append("Informant: " + " ".join(said))
        at += 2
    body = "\n\n".join(parts)
    name = f"{number:04}"
    transcript = Transcript(
        name, name, Kind.INTERVIEW, body, digest(body), tuple(turns), speakers=_SPEAKERS
    )
    return transcript, spans, heads


def sentence(random_: random.Random) -> str:
    """Return a sentence about anything."""
    return _sentence_about(random_.choice(_HEADS), random_)


def _sentence_about(head: str, random_: random.Random) -> str:
    one = random_.choice
    about, other = head + one(_TAILS), one(_HEADS) + one(_TAILS)
    text = (
        f"{one(_WHO)} {one(_DOES)} {about} {one(_WHEN)} {one(_WHY)},"
        f" og {one(_WHO)} {one(_DOES)} {other}."
    )
    return text[0].upper() + text[1:]
