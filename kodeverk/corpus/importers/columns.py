"""What stands in each column of a survey: answers in words, who answered, or neither. No I/O.

Guesses only: a person's choice (``Choice``) goes before all of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from kodeverk.corpus.draft import Column
from kodeverk.corpus.importers.reading import Choice
from kodeverk.corpus.importers.times import find_date
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _
from kodeverk.text import clean_line, fold

_SAMPLE = 200_000  # cells of a table that show what its columns hold
_SHORT = 60  # letters that an attribute has at the most
_SENTENCE = 5  # words from which on a cell is an answer in words
_ENOUGH = 15  # different answers of that length that nobody picks from a list

_EMAIL = re.compile(r"[^\s@<>]{1,80}@[\w-]{1,80}(?:\.[\w-]{1,60})+")
_PHONE = re.compile(r"(?:\+|00)\d{1,3}[ \d-]{6,14}|[2-9]\d{2} ?\d{2} ?\d{3}|[2-9]\d(?: ?\d\d){3}")
_ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-fA-F]{0,4}:){4,7}[0-9a-fA-F]{1,4}")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*%?")
_TOKEN = re.compile(r"(?!\d{1,3}-\d{1,3}$)(?:R_)?[0-9A-Za-z-]*\d[0-9A-Za-z-]*")  # no range: «30-39»
_DIGITS = re.compile(r"\d{6} ?\d{5}")
_NAMES = (
    r"(?:(?:for|etter|mellom|full[et]* |ditt |ditt fulle |your |full |first |last |recipient"
    r"(?:first|last)|user|bruker|sur)?(?:navn|namn|name)|kontaktperson|contact(?: person)?"
    r"|hva heter du|kva heiter du|what is your name|signatur)\W*"
)
_PERSONAL = re.compile(
    rf"(?i){_NAMES}|(?:recipient ?)?e-?(?:post|mail)(?: ?(?:adresse|address))?\W*"
    r"|(?:telefon|mobil|tlf|phone|mobile)(?: ?(?:nummer|nr|number|telefon))?\W*"
    r"|ip[- ]?(?:adresse|address)\W*|(?:post|gate|bosteds|hjemme)?adresse\W*|(?:home )?address\W*"
    r"|f[øo]dsels(?:nummer|nr|dato)\W*|person(?:nummer|nr)\W*|fnr\W*|date of birth|birth ?date"
    r"|location(?:latitude|longitude)|kontonummer\W*"
)
_MENTIONS = re.compile(r"(?i)\b(?:e-?post|e-?mail|telefon|mobil|tlf|phone|kontakte?)\b")
# What survey programs write beside the answers, by the words they use for it.
_PROGRAM = re.compile(
    r"(?i)\$?(?:submission_?id|created|answer_time_ms|created_date)|respondent(?:[ _-]?id)?"
    r"|response ?id|svar-?id|collector ?id|(?:start|end|recorded|completion|submit) ?(?:date|time)"
    r"|date (?:created|modified|submitted)|last ?modified(?: time)?|last ?page|seed"
    r"|start ?tidspunkt|fullføringstidspunkt|sluttidspunkt|tidspunkt for siste endring"
    r"|tidsmerke|tidsstempel|timestamp|levert|innlevert|opprettet|created|oprettet|closed|modified"
    r"|duration(?: \(in seconds\))?|progress|finished|distribution ?channel|user ?language"
    r"|external ?(?:data ?)?reference|(?:id|nr|no|#|løpenr)\.?"
    r"|stat(?:collect|overall|source|distribution)(?:_\d+)?|samlet status"
)
_ASKS = re.compile(
    r"(?i).*\?\W*|(?:hva|kva|hvordan|korleis|hvorfor|kvifor|hvilke|beskriv|fortell|utdyp|forklar"
    r"|skriv|gi|nevn|kommentar|andre kommentar|åpent|fritekst|what|how|why|describe|please|tell"
    r"|comment|explain)\b.*"
)
_PIECES = re.compile(r"\s*[;|]\s*|\s*,\s+")


@dataclass(frozen=True, slots=True)
class _Look:
    """What a glance at the cells of a column tells; shares are from 0 to 1 of those filled."""

    filled: int
    cells: int  # of these that were looked at
    length: float
    words: float
    different: float
    long: int  # cells of a sentence and more
    long_different: int
    short: float
    numbers: float
    dates: float
    personal: float
    tokens: float
    picked: bool  # made up of a few phrases, as ticked boxes are


def describe(
    names: Sequence[str],
    letters: Sequence[str],
    rows: Sequence[Sequence[str]],
    choice: Choice,
) -> tuple[Column, ...]:
    """Return what every column is, with the person's choice or else the best guess.

    ``letters`` and ``rows`` are all as long as ``names``. Raises ImportRefused where a chosen
    column is not there, or where no column has answers in words.
    """
    answers = {find(wanted, names, letters) for wanted in choice.answers}
    keep = {find(wanted, names, letters) for wanted in choice.keep}
    drop = {find(wanted, names, letters) for wanted in choice.drop}
    naming = find(choice.respondent, names, letters) if choice.respondent else -1
    most = max(100, _SAMPLE // max(1, len(names)))
    looks = [_look([row[at] for row in rows if row[at]], most) for at in range(len(names))]
    kinds = [_kind(name, look) for name, look in zip(names, looks, strict=True)]
    if not answers:
        free = [at for at in range(len(names)) if at != naming and at not in keep | drop]
        answers = {at for at in free if kinds[at] == "text"} or _wordiest(free, kinds, looks)
    columns = []
    for at, (name, look) in enumerate(zip(names, looks, strict=True)):
        if at in answers:
            use = "answer"
        elif at == naming:
            use = "respondent"
        elif at in keep or (kinds[at] == "short" and at not in drop):
            use = "attribute"
        else:
            use = ""
        columns.append(Column(name, letters[at], look.filled, look.length, use, kinds[at]))
    return tuple(columns)


def use_of(column: Column) -> str:
    """Return what became of a column, in words."""
    if column.use:
        return {
            "answer": _("answers"),
            "respondent": _("who answered"),
            "attribute": _("attribute"),
        }[column.use]
    return {
        "personal": _("left out: personal data"),
        "program": _("left out: added by the survey program"),
        "empty": _("empty"),
        "short": _("left out"),
    }.get(column.why, _("left out: longer texts"))


def _wordiest(free: Sequence[int], kinds: Sequence[str], looks: Sequence[_Look]) -> set[int]:
    """Return the column that has most words in its cells, where none is an answer by its look."""
    worded = [at for at in free if kinds[at] in ("short", "long") and looks[at].numbers < 0.5]
    if not worded:
        raise ImportRefused(
            "no_text",
            _("No column of the table seems to hold answers in words."),
            _("If one does, name it with --answers, by its heading or its letter."),
        )
    return {max(worded, key=lambda at: (looks[at].words * looks[at].filled, -at))}


def letter(at: int) -> str:
    """Return how spreadsheets call the column with index ``at``: A, B … AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name


def find(wanted: str, names: Sequence[str], letters: Sequence[str]) -> int:
    """Return the index of the column that ``wanted`` names: its heading, letter or number.

    The beginning of a heading is enough where it is the only such one. Raises ImportRefused.
    """
    asked = fold(clean_line(wanted))
    folded = [fold(name) for name in names]
    if asked in folded:
        return folded.index(asked)
    place = wanted.strip().upper()
    if place.isdecimal() and int(place[:6]) > 0:
        place = letter(int(place[:6]) - 1)
    if place in letters:
        return list(letters).index(place)
    begins = [at for at, name in enumerate(folded) if asked and name.startswith(asked)]
    if len(begins) == 1:
        return begins[0]
    raise ImportRefused(
        "bad_name",
        _("More than one column has a heading that begins like that.")
        if begins
        else _("There is no such column in the table."),
        _(
            "“kodeverk import --dry-run” without a choice of columns shows what there is; "
            "a column's letter or number will do too."
        ),
    )


def _look(said: Sequence[str], most: int) -> _Look:
    some = said[:most]
    if not some:
        return _Look(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, False)
    n = len(some)
    lines = [clean_line(cell) for cell in some]
    counts = [len(line.split()) for line in lines]
    long = [fold(line) for line, words in zip(lines, counts, strict=True) if words >= _SENTENCE]
    return _Look(
        filled=len(said),
        cells=n,
        length=round(sum(map(len, said)) / len(said), 1),
        words=sum(counts) / n,
        different=len({fold(line) for line in lines}) / n,
        long=len(long),
        long_different=len(set(long)),
        short=sum(len(line) <= _SHORT for line in lines) / n,
        numbers=sum(bool(_NUMBER.fullmatch(line)) for line in lines) / n,
        dates=sum(_is_date(line) for line in lines) / n,
        personal=sum(_is_personal(line) for line in lines) / n,
        tokens=sum(len(line) >= 5 and bool(_TOKEN.fullmatch(line)) for line in lines) / n,
        picked=_picked(lines),
    )


def _kind(name: str, look: _Look) -> str:
    """Return what a column is: ``text`` are answers, ``short`` is what an attribute may be.

    Else ``empty``, ``personal``, ``program`` (the survey program's own) or ``long``.
    """
    if not look.filled:
        return "empty"
    if _PERSONAL.fullmatch(name) or look.personal >= (0.1 if _MENTIONS.search(name) else 0.3):
        return "personal"
    if _PROGRAM.fullmatch(name) and look.words < _SENTENCE:
        return "program"
    if look.tokens > 0.9 and look.different == 1 and look.filled > 2:
        return "program"
    if look.dates > 0.9 and look.different > 0.9 and look.filled > 2:
        return "program"
    varied = look.long_different >= _ENOUGH or look.long_different * 4 >= look.cells
    if look.long and varied and look.long_different * 2 >= look.long and not look.picked:
        return "text"
    wordy = look.words >= 2 and look.length >= 10 and look.numbers + look.dates < 0.2
    if _ASKS.fullmatch(name) and wordy and look.different >= 0.6 and not look.picked:
        return "text"
    return "short" if look.short >= 0.9 else "long"


def _picked(lines: Sequence[str]) -> bool:
    """Tell whether the cells are made up of a few phrases, as boxes that were ticked are."""
    pieces: dict[str, int] = {}
    for line in lines:
        for piece in _PIECES.split(line):
            if piece:
                pieces[piece] = pieces.get(piece, 0) + 1
    total = sum(pieces.values())
    return len(pieces) <= 40 and total >= 5 * len(pieces)


def _is_date(line: str) -> bool:
    if len(line) > 40 or not line[:1].isdigit():
        return False
    found, rest = find_date(line)
    return bool(found) and not any(letter.isalpha() for letter in rest.replace("T", ""))


def _is_personal(line: str) -> bool:
    if len(line) > 90:
        return False
    return bool(
        _EMAIL.fullmatch(line)
        or _PHONE.fullmatch(line)
        or _ADDRESS.fullmatch(line)
        or is_birth_number(line)
    )


def is_birth_number(line: str) -> bool:
    """Tell whether ``line`` is a Norwegian birth number, by its two check digits."""
    if not _DIGITS.fullmatch(line):
        return False
    digits = [int(letter) for letter in line if letter != " "]
    weights = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
    return all(
        sum(weight * digit for weight, digit in zip(each, islice(digits, len(each)), strict=True))
        % 11
        == 0
        for each in weights
    )
