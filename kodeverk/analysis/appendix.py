"""What stands at the end of a report: the table of themes, the material, the codebook."""

from kodeverk.analysis.gathering import Gathered, informants
from kodeverk.analysis.people import place_of
from kodeverk.analysis.selecting import limited
from kodeverk.model import Kind, Transcript
from kodeverk.report import CUT, CodeRow, MaterialRow, ThemeRow
from kodeverk.text import clean_line

_EXAMPLE = 160  # letters of an example in the table of themes


def theme_rows(gathered: Gathered) -> tuple[ThemeRow, ...]:
    """Return a row for each chosen code."""
    rows = []
    for code_id in gathered.codes:
        code = gathered.book.get(code_id)
        everything = gathered.below(code_id)
        shown, _omitted = limited(gathered.quotes.get(code_id, ()), gathered.options)
        best = [quote for quote in shown if quote.best] or shown
        example = min(best, key=lambda quote: abs(len(quote.text) - 100), default=None)
        rows.append(
            ThemeRow(
                code=code_id,
                name=code.name if code else code_id,
                depth=_depth(gathered, code_id),
                description=code.definition if code else gone(gathered),
                informants=informants(everything),
                codings=sum(len(quote.codings) for quote in everything),
                example=_shortened(example.text) if example else "",
                example_quote=example.id if example else "",
            )
        )
    return tuple(rows)


def book_rows(gathered: Gathered) -> tuple[CodeRow, ...]:
    """Return what the codebook says of each chosen code."""
    return tuple(
        CodeRow(
            code=code.id,
            name=code.name,
            depth=_depth(gathered, code.id),
            definition=code.definition,
            include=code.include,
            exclude=code.exclude,
            examples=code.examples,
        )
        for code in map(gathered.book.get, gathered.codes)
        if code is not None
    )


def material_rows(gathered: Gathered) -> tuple[MaterialRow, ...]:
    """Return a row for each chosen transcript."""
    return tuple(_material_row(gathered, transcript) for transcript in gathered.transcripts)


def _material_row(gathered: Gathered, transcript: Transcript) -> MaterialRow:
    words = gathered.words
    kinds = {
        Kind.INTERVIEW: words.gettext("Interview"),
        Kind.WORKSHOP: words.gettext("Workshop"),
        Kind.SURVEY: words.gettext("Survey"),
        Kind.DOCUMENT: words.gettext("Document"),
    }
    return MaterialRow(
        transcript=transcript.id,
        title=transcript.title or transcript.id,
        kind=kinds[transcript.kind],
        date=transcript.date,
        place=place_of(transcript, None),
        speakers=gathered.people.labels(transcript.id),
        informants=gathered.people.informants(transcript.id),
        words=spoken(transcript),
    )


def spoken(transcript: Transcript) -> int:
    """Return how many words are said in a transcript, names and times left out."""
    return sum(len(transcript.text(turn.text).split()) for turn in transcript.turns)


def gone(gathered: Gathered) -> str:
    """Return what is said of a code that only the codings know."""
    return gathered.words.gettext("This code is no longer in the codebook.")


def _depth(gathered: Gathered, code_id: str) -> int:
    return sum(above.id in gathered.codes for above in gathered.book.ancestors(code_id))


def _shortened(text: str) -> str:
    line = clean_line(text)
    if len(line) <= _EXAMPLE:
        return line
    return f"{line[:_EXAMPLE].rsplit(' ', 1)[0].removesuffix(CUT).rstrip(' ,;:–-')} {CUT}"
