"""From the rows of a table to a survey: a respondent a turn, with attributes. No I/O."""

import re
from collections import Counter
from collections.abc import Sequence

from kodeverk.corpus.draft import Column
from kodeverk.corpus.importers import gate
from kodeverk.corpus.importers.columns import describe, letter
from kodeverk.corpus.importers.reading import Job, Reading, Segment
from kodeverk.corpus.importers.speakers import tidy
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _, ngettext
from kodeverk.model import Kind
from kodeverk.text import clean_line, fold

MAX_ROWS = 20_000
MAX_COLUMNS = 1_000
MAX_CELLS = 1_000_000
RESPONDENT = "Respondent"  # the same word in all the languages of the program

_BLANK_LINES = re.compile(r"\n\s*\n")
_IMPORT_ID = '{"ImportId"'  # Qualtrics writes this in the last of its three rows of headings
_VARIABLE = re.compile(r"[A-Za-z_$][\w.$-]{0,40}")
_DATA = re.compile(
    r"[+-]?\d+(?:[.,]\d+)?%?|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[ T].*)?|\S+@\S+\.\w+"
)
# What stands below a question that has but one box to write in.
_ONE_BOX = re.compile(
    r"(?i)(?:open-ended )?response|(?:åpent )?svar|fritekst|besvarelse|text|tekst"
)
_LIKE = 50  # rows that show what is data


def read_rows(
    rows: Sequence[Sequence[str]],
    job: Job,
    *,
    letters: Sequence[str] = (),
    things: Sequence[str] = (),
    also: str = "",
) -> Reading:
    """Return the survey in ``rows``, which are equally long and not empty; raises ImportRefused.

    ``letters`` are those of the columns, where some were passed over. ``things`` are what was left
    out already, and ``also`` a sentence about what was read.
    """
    if not rows:
        raise gate.no_text()
    letters = letters or [letter(at) for at in range(len(rows[0]))]
    above, names, body = _headed(rows, letters)
    if _is_codebook(names) and not job.choice.answers:
        raise ImportRefused(
            "wrong_type",
            _("The table seems to be a codebook, not a survey."),
            _(
                "Take in the codes with “kodeverk codes import”. If it is a survey all the same, "
                "name its answers with --answers."
            ),
        )
    columns = describe(names, letters, body, job.choice)
    asked = [at for at, column in enumerate(columns) if column.use == "answer"]
    about = [at for at, column in enumerate(columns) if column.use == "attribute"]
    naming = next((at for at, column in enumerate(columns) if column.use == "respondent"), None)
    segments: list[Segment] = []
    attributes: dict[str, dict[str, str]] = {}
    silent = 0
    for number, row in enumerate(body, start=1):
        said = _said(row, asked, names)
        if not said:
            silent += 1
            continue
        name = _name(row[naming] if naming is not None else "", number, attributes)
        segments.append(Segment(said, name, joins=False))
        attributes[name] = {names[at]: clean_line(row[at]) for at in about if row[at]}
    left = [*things, *_left(columns, silent)]
    if left or also:
        told = _("Not brought along: {things}. The source file is kept as it was.") if left else ""
        told = told.format(things=", ".join(left))
        job.notes.add("dropped_content", f"{told} {also}".strip())
    return Reading(
        tuple(segments),
        title=above,
        kind=Kind.SURVEY,
        attributes=attributes,
        columns=columns,
    )


def _is_codebook(names: Sequence[str]) -> bool:
    heads = {fold(name) for name in names}
    named = bool(heads & {"kode", "kodenavn", "code", "code name"}) or {"id", "name"} <= heads
    return named and bool(heads & {"definisjon", "definition"})


def check_size(rows: int, columns: int, cells: int) -> None:
    """Raise ImportRefused when a table is far bigger than any survey."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS or cells > MAX_CELLS:
        raise ImportRefused(
            "too_complex",
            _(
                "The table is bigger than any survey: Kodeverk reads up to {rows} rows, "
                "{columns} columns and {cells} cells."
            ).format(rows=MAX_ROWS, columns=MAX_COLUMNS, cells=MAX_CELLS),
            _("Delete what is not answers from it, or divide it into several files."),
        )


def _said(row: Sequence[str], asked: Sequence[int], names: Sequence[str]) -> str:
    """Return the answers of one respondent, each below its question where there are several."""
    parts = []
    for at in asked:
        answer = _BLANK_LINES.sub("\n", row[at]).strip()
        if answer:
            question = names[at].replace("[", "(").replace("]", ")")
            parts += [f"[{question}]", answer] if len(asked) > 1 else [answer]
    return "\n".join(parts)


def _name(wanted: str, number: int, taken: dict[str, dict[str, str]]) -> str:
    """Return the name of a respondent: the one wanted, if no one has it, else with a number."""
    name = tidy(wanted) or f"{RESPONDENT} {number}"
    first, n = name, 1
    while name in taken:
        n += 1
        name = f"{first} ({n})"
    return name


def _left(columns: Sequence[Column], silent: int) -> list[str]:
    """Return what of the table was left out, in words."""
    count = Counter(column.why for column in columns if not column.use)
    said = (
        (
            count["personal"],
            ngettext(
                "{n} column with personal data",
                "{n} columns with personal data",
                count["personal"],
            ),
        ),
        (
            count["program"],
            ngettext(
                "{n} column that the survey program adds",
                "{n} columns that the survey program adds",
                count["program"],
            ),
        ),
        (
            count["long"] + count["text"],
            ngettext(
                "{n} column with longer texts",
                "{n} columns with longer texts",
                count["long"] + count["text"],
            ),
        ),
        (
            silent,
            ngettext("{n} respondent without an answer", "{n} respondents without answers", silent),
        ),
    )
    return [text.format(n=n) for n, text in said if n]


# --- headings


def _headed(
    rows: Sequence[Sequence[str]], letters: Sequence[str]
) -> tuple[str, list[str], Sequence[Sequence[str]]]:
    """Return the title above the headings, the headings (no two alike, none empty), and the rest.

    Raises ImportRefused when there is nothing below the headings.
    """
    filled = [sum(map(bool, row)) for row in rows[:6]]
    # A line or two with one cell each, right above a row that has most of them.
    start = next((at for at, n in enumerate(filled) if n != 1 or len(rows[0]) == 1), 0)
    if start and 2 * filled[start] < len(rows[0]):
        start = 0
    above = "; ".join(cell for row in rows[:start] for cell in row if cell)
    names, height = _headings(rows[start:])
    body = rows[start + height :]
    if not body:
        raise gate.no_text()
    return clean_line(above), _distinct(names, letters), body


def _headings(rows: Sequence[Sequence[str]]) -> tuple[list[str], int]:
    """Return the headings in the first rows, and how many rows they take."""
    first = rows[0]
    for last in (1, 2):
        if len(rows) > last and any(cell.startswith(_IMPORT_ID) for cell in rows[last]):
            both = zip(first, rows[last - 1], strict=True)
            return [question or name for name, question in both], last + 1
    if _is_data(first):
        return [""] * len(first), 0
    if len(rows) > 2 and _goes_on(first, rows[1], rows[2 : 2 + _LIKE]):
        return _joined(first, rows[1]), 2
    return list(first), 1


def _is_data(row: Sequence[str]) -> bool:
    """Tell whether the first row is a respondent already, and the table has no headings."""
    filled = [cell for cell in row if cell]
    data = [cell for cell in filled if _DATA.fullmatch(cell)]
    return 2 * len(data) > len(filled) or any("@" in cell for cell in data)


def _goes_on(first: Sequence[str], second: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Tell whether the second row belongs to the headings, as some programs write them.

    Below names of variables stand the questions, below a question its boxes, or below the heading
    of several columns that of each.
    """
    if not second[0] and any(_ONE_BOX.fullmatch(cell) for cell in second):
        return True
    gaps = any(not top and cell for top, cell in zip(first, second, strict=True))
    filled = [cell for cell in first if cell]
    variables = all(_VARIABLE.fullmatch(cell) for cell in filled) and any(
        " " in cell for cell in second
    )
    if not (gaps or variables):
        return False
    proof = 0
    for at, cell in enumerate(second):
        below = [row[at] for row in rest if row[at]]
        if not cell or not below:
            continue
        if _DATA.fullmatch(cell) or cell in below:
            return False
        data = sum(bool(_DATA.fullmatch(each)) for each in below)
        asks = cell.endswith(("?", ":")) and not any(each.endswith(cell[-1]) for each in below)
        proof += asks or data * 5 >= len(below) * 4
    return proof > 0


def _joined(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Return one heading a column from two rows of them."""
    variables = all(_VARIABLE.fullmatch(cell) for cell in first if cell) and all(first)
    names = []
    group = ""
    for top, below in zip(first, second, strict=True):
        group = top or group
        alone = not below or bool(_ONE_BOX.fullmatch(below))
        names.append((top or group) if alone else below)
    shared = Counter(names)
    group = ""
    for at, top in enumerate(first):
        group = top or group
        if shared[names[at]] > 1 and second[at] and not variables and group != names[at]:
            names[at] = f"{group} – {names[at]}"
    return names


def _distinct(names: Sequence[str], letters: Sequence[str]) -> list[str]:
    """Return the headings on one line each, none empty and no two alike."""
    found: list[str] = []
    taken: set[str] = set()
    for name, at in zip(names, letters, strict=True):
        plain = clean_line(name) or _("Column {letter}").format(letter=at)
        n = 1
        unlike = plain
        while fold(unlike) in taken:
            n += 1
            unlike = f"{plain} ({n})"
        found.append(unlike)
        taken.add(fold(unlike))
    return found
