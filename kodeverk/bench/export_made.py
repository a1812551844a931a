"""Made-up material to measure exports with: a report, and a coded transcript. No real speech."""

import random

from kodeverk.bench.suggest_made import sentence
from kodeverk.coded import CodedTranscript, Margin
from kodeverk.model import Kind, Span, Transcript, Turn
from kodeverk.report import (
    CodeRow,
    Figure,
    FigureKind,
    MaterialRow,
    Options,
    Passage,
    Quote,
    Report,
    SourceLine,
    Theme,
    ThemeKind,
    ThemeRow,
)

CODES = 40
_PER_TRANSCRIPT = 100  # quotes
_PER_TURN = 5  # sentences
_UNITS = ("bibliotek", "innbyggertorg", "frivilligsentral", "kulturskole", "ungdomsklubb", "kino")
_PLACES = ("Mysen", "Askim", "Spydeberg", "Skiptvet")
_SEED = 7


def report(quotes: int, *, figures: bool) -> Report:
    """Return a report with so many quotes, and as large figures as a study has."""
    rnd = random.Random(_SEED)
    shares = [quotes // CODES + (1 if code < quotes % CODES else 0) for code in range(CODES)]
    transcripts = max(1, quotes // _PER_TRANSCRIPT)
    start = 0
    themes = []
    for code, share in enumerate(shares):
        made = tuple(_quote(rnd, start + number, transcripts) for number in range(share))
        themes.append(
            Theme(ThemeKind.CODE, f"k{code}", f"Kode {code}", "Hva det er.", 9, share, made)
        )
        start += share
    rows = tuple(f"Kode {code}" for code in range(CODES))
    titles = tuple(f"Intervju {number}" for number in range(transcripts))
    return Report(
        "Måling",
        "Måling",
        "nb",
        tuple(themes),
        tuple(
            ThemeRow(theme.id, theme.name, 0, theme.definition, 9, theme.codings, "vi har")
            for theme in themes
        ),
        tuple(
            MaterialRow(title, title, "intervju", "2026-01-02", "Mysen", ("A", "B"), 2, 9000)
            for title in titles
        ),
        3 * transcripts,
        quotes,
        ("kari", "ola"),
        book=tuple(CodeRow(theme.id, theme.name, 0, theme.definition) for theme in themes),
        figures=(
            (
                _figure(rnd, FigureKind.BARS, rows, _UNITS),
                _figure(rnd, FigureKind.HEAT, rows, titles),
            )
            if figures
            else ()
        ),
        options=Options(room=True),
    )


def margins(comments: int) -> CodedTranscript:
    """Return a transcript of as many sentences as ``comments``, with a comment on each."""
    rnd = random.Random(_SEED)
    told, turns, at = [], [], 0
    found: list[Margin] = []
    for number in range(0, comments, _PER_TURN):
        said = [sentence(rnd) for _sentence in range(min(_PER_TURN, comments - number))]
        head, start = "Informant: ", at
        at += len(head)
        for text in said:
            code = f"Tema {len(found) % 8} › Kode {len(found) % CODES}"
            when = "2026-01-02T10:00:00Z"
            found.append(Margin(Span(at, at + len(text)), "kari", when, ((code, ""),)))
            at += len(text) + 1
        at -= 1
        turns.append(Turn(Span(start, at), Span(start + len(head), at), "Informant"))
        told.append(head + " ".join(said))
        at += 2
    transcript = Transcript(
        "maaling", "Måling", Kind.INTERVIEW, "\n\n".join(told), "maaling", tuple(turns)
    )
    return CodedTranscript(transcript, margins=tuple(found))


def _quote(rnd: random.Random, number: int, transcripts: int) -> Quote:
    transcript = number % transcripts
    person = f"Informant {3 * transcript + rnd.randrange(3) + 1}"
    passages = [Passage(_said(rnd), person, cut_after=number % 5 == 0)]
    if number % 10 == 0:
        passages.append(Passage(_said(rnd), "Informant 1"))
    source = SourceLine(
        person,
        rnd.choice(_UNITS),
        rnd.choice(_PLACES),
        f"Intervju {transcript}",
        float(rnd.randrange(5400)),
    )
    return Quote(
        f"01hz{number:012}",
        f"t{transcript}",
        Span(0, 1),
        tuple(passages),
        source,
        (f"01hz{number:012}",),
        ("kari",),
        person=person,
    )


def _said(rnd: random.Random) -> str:
    return " ".join(sentence(rnd) for _sentence in range(rnd.randint(1, 3)))


def _figure(
    rnd: random.Random, kind: FigureKind, rows: tuple[str, ...], columns: tuple[str, ...]
) -> Figure:
    values = tuple(tuple(rnd.randrange(40) for _column in columns) for _row in rows)
    return Figure(kind, "Koder", "Koder i tall.", rows, columns, values)
