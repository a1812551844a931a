"""The figures of a report as numbers, each with words that say what it shows.

What is counted are quotes: stretches of text, each once, whoever coded it. Codings would make what
two people have coded look twice as much.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from gettext import NullTranslations

from kodeverk.analysis.balance import voices
from kodeverk.analysis.gathering import Gathered
from kodeverk.analysis.wording import figure as number
from kodeverk.analysis.wording import listed
from kodeverk.report import Figure, FigureKind, Quote

BARS = (30, 12)
HEAT = (40, 40)
"""The most rows and columns: more than that nobody takes in, on however large a page."""
_TOLD = 6  # so few columns are each told of
_NAMED = 3  # so many are named where several have the highest number


def figures(gathered: Gathered) -> tuple[Figure, ...]:
    """Return the figures that show something: units as bars, transcripts as a heat map."""
    words = gathered.words
    nothing = words.gettext("Not given")
    heard = voices(gathered)
    quoted = (gathered.attribute(q, "unit") for quotes in gathered.quotes.values() for q in quotes)
    units = {*(one.unit for one in heard), *quoted}
    in_order = sorted(units, key=lambda unit: (not unit, unit.casefold()))
    in_units = Counter(unit for unit, _person in {(v.unit, v.key) for v in heard if v.is_person})
    return (
        *_figure(
            gathered,
            FigureKind.BARS,
            words.gettext("Quotes by code and unit"),
            {unit: unit or nothing for unit in in_order},
            lambda quote: gathered.attribute(quote, "unit"),
            in_units,
        ),
        *_figure(
            gathered,
            FigureKind.HEAT,
            words.gettext("Quotes by code and transcript"),
            {t.id: t.title or t.id for t in gathered.transcripts},
            lambda quote: quote.transcript,
            {t.id: gathered.people.informants(t.id) for t in gathered.transcripts},
        ),
    )


def _figure(
    gathered: Gathered,
    kind: FigureKind,
    title: str,
    names: Mapping[str, str],
    column: Callable[[Quote], str],
    people: Mapping[str, int],
) -> tuple[Figure, ...]:
    """Return the figure with a row for each code that has quotes; none with one column or row."""
    words = gathered.words
    counts = {
        code: Counter(map(column, quotes)) for code, quotes in gathered.quotes.items() if quotes
    }
    if len(names) < 2 or len(counts) < 2:
        return ()
    most_rows, most_columns = BARS if kind is FigureKind.BARS else HEAT
    per_column: Counter[str] = Counter()
    for each in counts.values():
        per_column.update(each)
    rows = _largest([*counts], {code: each.total() for code, each in counts.items()}, most_rows)
    columns = _largest([*names], per_column, most_columns)
    limits = []
    if len(rows) < len(counts):
        limits.append(
            words.gettext("the {n} codes with most quotes, of {all}").format(
                n=len(rows), all=number(len(counts), gathered.options.language)
            )
        )
    if len(columns) < len(names):
        limits.append(
            words.gettext("the {n} columns with most quotes, of {all}").format(
                n=len(columns), all=number(len(names), gathered.options.language)
            )
        )
    if limits:
        title = f"{title} ({'; '.join(limits)})"
    labels = [_label(gathered, code) for code in rows]
    values = tuple(tuple(counts[code][each] for each in columns) for code in rows)
    heads = tuple(names[each] for each in columns)
    alt = _alt(words, kind, title, labels, heads, values)
    behind = tuple(people.get(each, 0) for each in columns)
    return (Figure(kind, title, alt, tuple(labels), heads, values, behind),)


def _largest(keys: Sequence[str], sums: Mapping[str, int], most: int) -> list[str]:
    """Return the ``most`` keys with the highest sums, in the order they stand in."""
    chosen = set(sorted(keys, key=lambda key: -sums.get(key, 0))[:most])
    return [key for key in keys if key in chosen]


def _label(gathered: Gathered, code_id: str) -> str:
    """Return the name of a code, and what is above it where another code is called so too.

    The name stands first: what comes last is cut where there is little room.
    """
    code = gathered.book.get(code_id)
    if code is None:
        return code_id
    same = sum(other.name == code.name for other in gathered.book.codes)
    above = " / ".join(each.name for each in gathered.book.ancestors(code_id))
    return f"{code.name} ({above})" if same > 1 and above else code.name


def _alt(
    words: NullTranslations,
    kind: FigureKind,
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[int]],
) -> str:
    """Return what a figure shows in words: where there is most, where least, and where nothing."""
    cells = [
        (values[y][x], rows[y], columns[x]) for y in range(len(rows)) for x in range(len(columns))
    ]
    filled = [value for value, _row, _column in cells if value]
    highest, lowest = max(filled), min(filled)

    def places(wanted: int) -> str:
        one = words.gettext("“{row}” in “{column}”")
        found = [
            one.format(row=row, column=column) for value, row, column in cells if value == wanted
        ]
        shown = found[:_NAMED]
        if more := len(found) - len(shown):
            shown.append(words.ngettext("{n} other", "{n} others", more).format(n=more))
        return listed(words, shown)

    kinds = {
        FigureKind.BARS: words.gettext("Bar chart: {title}."),
        FigureKind.HEAT: words.gettext("Heat map: {title}."),
    }
    parts = [
        kinds[kind].format(title=title),
        words.gettext("Highest number: {n}, in {places}.").format(
            n=highest, places=places(highest)
        ),
    ]
    if lowest < highest:
        parts.append(
            words.gettext("Lowest number that is not zero: {n}, in {places}.").format(
                n=lowest, places=places(lowest)
            )
        )
    for x, column in enumerate(columns) if len(columns) <= _TOLD else ():
        top = max(values[y][x] for y in range(len(rows)))
        if top:
            first = next(rows[y] for y in range(len(rows)) if values[y][x] == top)
            parts.append(
                words.gettext("Most in “{column}”: “{row}” ({n}).").format(
                    column=column, row=first, n=top
                )
            )
    empty = len(cells) - len(filled)
    parts.append(
        words.gettext("{n} of {all} fields are zero.").format(n=empty, all=len(cells))
        if empty
        else words.gettext("No field is zero.")
    )
    return " ".join(parts)
