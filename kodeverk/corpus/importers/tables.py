"""Notes from workshops: tables with a column for who spoke, and lists from groups and boards.

A table is rows of cells with a tab between, as the readers of documents hand them on. No I/O.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from kodeverk.corpus.importers.reading import Paragraph, Segment
from kodeverk.corpus.importers.speakers import GROUP, MAX_NAME, could_be_name, tidy
from kodeverk.corpus.importers.times import STAMP, seconds

_SPEAKER = re.compile(
    r"(?i)(?:hvem|kven|who)(?: (?:snakker|sier|sa|sa det|snakkar|seier|har ordet|speaks))?"
    r"|navn|namn|name|deltakere?|deltakar|deltager|participant|taler|talar|speaker|person"
    r"|gruppe|group|bord|informant|sagt av|initialer|rolle"
)
_SAID = re.compile(
    r"(?i)sagt|(?:hva|kva) (?:ble|blir|vart|er) sagt|hva|kva|what|said|tekst|text|utsagn|utsegn"
    r"|ytring|replikk|innhold|innhald|kommentar(?:er)?|comments?|innspill|innspel|innlegg|svar"
    r"|notat(?:er)?|referat|diskusjon|transkripsjon|transcript|punkter|momenter|ideer|post-?it"
)
_TIME = re.compile(r"(?i)tid|time|tidskode|timecode|minutt|min|start|fra|tidspunkt")
_CLOCK = re.compile(r"(?i)kl\.?|klokk(?:a|en|eslett)|clock")
_PASSED = re.compile(r"(?i)nr\.?|no\.?|#|linje|slutt|end|til|løpenr\.?")
_HOUR = re.compile(r"(?:kl\.?\s*)?(\d{1,2})[:.](\d\d)")
_BRACKETS = "[]()"
_AROUND = " :*"  # what stands around a heading
_BULLET = re.compile(r"[-–•·▪◦‣*o●]\s*\t")
_WORDY = 4  # words that a cell has on average in a column where something is said
_HEADING = 100

_BOARD = re.compile(
    r"(?i)(?:tavle|flipp?-?over|flip-?chart|plakat|post-?it|lapper|ark|board|poster)"
    r"(?:\s*(?:nr\.?\s*)?(?:\d{1,2}|[A-H]))?"
)
_GROUP = re.compile(rf"(?P<who>{GROUP})(?:\s*\([^()]{{1,60}}\))?\s*(?:[:–-]\s*(?P<rest>.*)|\.?)")
_OTHER = re.compile(
    r"(?i)(?:oppsummering|samandrag|konklusjon|plenum|felles|avslutning|evaluering|summary"
    r"|(?:spørsmål|oppgave|oppgåve|del|tema|økt|runde|sesjon|question|task|part|round)\s*\d)\b.*"
)


@dataclass(frozen=True, slots=True)
class Noted:
    """What was found: the paragraphs above the first, and the segments from there on."""

    above: tuple[str, ...]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the columns of a table are, by their places. ``names`` are the headings."""

    speaker: int
    said: tuple[int, ...]
    time: int = -1
    clock: bool = False
    passed: tuple[int, ...] = ()
    names: tuple[str, ...] = ()


def read_notes(paragraphs: Sequence[Paragraph], names: Collection[str]) -> Noted | None:
    """Return the notes in a text; None where neither a table nor headings say who spoke.

    ``names`` are those that the layout of the text gives: they count before headings.
    """
    return _tables(paragraphs) or _lists(paragraphs, names)


# --- tables


def _tables(paragraphs: Sequence[Paragraph]) -> Noted | None:
    rows = [_cells(paragraph.text) for paragraph in paragraphs]
    first = next((at for at, row in enumerate(rows) if row), None)
    if first is None:
        return None
    plans = {at: plan for at in range(len(rows)) if (plan := _headed(rows, at))}
    if not plans:
        plan = _unheaded(rows)
        if plan is None:
            return None
        plans = {first: plan}
    start = min(plans)
    segments: list[Segment] = []
    plan = plans[start]
    begun: float | None = None
    for at in range(start, len(rows)):
        cells = rows[at]
        if at in plans:
            plan = plans[at]
        if plan.names and tuple(cell.strip(_AROUND) for cell in cells) == plan.names:
            continue
        if not cells or len(cells) > len(plan.names or cells):
            segments.append(Segment(paragraphs[at].text.strip(), joins=False))
            continue
        name, said = _spoken(cells, plan)
        time = _time(cells, plan)
        if time is not None and plan.clock:
            begun = time if begun is None else begun
            time -= begun
        if not name and said and segments and segments[-1].speaker:
            segments[-1] = replace(segments[-1], text=f"{segments[-1].text}\n{said}")
        elif said:
            segments.append(Segment(said, name or None, time, joins=False))
        elif name:  # who said nothing, but was written down
            segments.append(Segment(name, None, time, joins=False))
    return Noted(tuple(p.text for p in paragraphs[:start]), tuple(segments))


def _cells(text: str) -> list[str]:
    """Return the cells of a row; none for a paragraph that is no row, or a point in a list."""
    if "\t" not in text or _BULLET.match(text):
        return []
    return [cell.strip() for cell in text.split("\t")]


def _headed(rows: Sequence[Sequence[str]], at: int) -> _Plan | None:
    """Return what the columns below a row of headings are; None if it is none of a conversation.

    A list of who took part has names too, but no column where something is said.
    """
    heads = rows[at]
    if len(heads) < 2 or any(len(head) > MAX_NAME for head in heads):
        return None
    plain = [head.strip(_AROUND) for head in heads]
    speaker = next((n for n, head in enumerate(plain) if _SPEAKER.fullmatch(head)), -1)
    time = next(
        (n for n, head in enumerate(plain) if _TIME.fullmatch(head) or _CLOCK.fullmatch(head)), -1
    )
    passed = tuple(n for n, head in enumerate(plain) if not head or _PASSED.fullmatch(head))
    said = tuple(n for n, head in enumerate(plain) if _SAID.fullmatch(head) and n != speaker)
    if speaker < 0 or not said:
        return None
    filled = [
        [*row, *[""] * (len(heads) - len(row))]
        for row in rows[at + 1 :]
        if row and row != heads and len(row) <= len(heads)
    ]
    if len(filled) < 2:
        return None
    named = [row[speaker] for row in filled if row[speaker]]
    if len(named) < 2 or sum(len(name) <= MAX_NAME for name in named) * 5 < len(named) * 4:
        return None
    clock = time >= 0 and bool(_CLOCK.fullmatch(plain[time]))
    return _Plan(speaker, said, time, clock, passed, tuple(plain))


def _unheaded(rows: Sequence[Sequence[str]]) -> _Plan | None:
    """Return what the columns of a table without headings are, where names recur in one of them.

    Names in the first cell are left to the other layouts, which know more of them.
    """
    table = [row for row in rows if row]
    width = Counter(map(len, table)).most_common(1)[0][0]
    even = [row for row in table if len(row) == width]
    if len(even) < 4 or len(even) * 5 < len(rows) * 4:
        return None
    words = [sum(len(row[n].split()) for row in even) / len(even) for n in range(width)]
    said = max(range(width), key=words.__getitem__)
    timed = [n for n in range(width) if all(_stamp(row[n]) is not None for row in even)]
    for n in range(1, width):
        names = Counter(tidy(row[n]) for row in even)
        recur = sum(count > 1 for count in names.values())
        if n == said or words[said] < _WORDY or recur < 2 or timed == [n - 1] == [0]:
            continue
        if all(could_be_name(name) for name in names) and len(names) * 2 <= len(even):
            passed = tuple(at for at in range(width) if all(row[at].isdigit() for row in even))
            return _Plan(n, (said,), timed[0] if timed else -1, passed=passed)
    return None


def _spoken(cells: Sequence[str], plan: _Plan) -> tuple[str, str]:
    """Return who spoke in a row and what was said; other cells stand below it in brackets."""
    name = cells[plan.speaker] if plan.speaker < len(cells) else ""
    said = [cells[n] for n in plan.said if n < len(cells) and cells[n]]
    known = {plan.speaker, *plan.said}
    if _time(cells, plan) is not None:
        known.add(plan.time)
    for n, cell in enumerate(cells):
        passed = n in plan.passed and not any(letter.isalpha() for letter in cell)
        if cell and n not in known and not passed:
            head = plan.names[n] if plan.names else ""
            plain = " ".join(cell.split()).replace("[", "(").replace("]", ")")
            said.append(f"[{head}: {plain}]" if head else f"[{plain}]")
    # No name, as where the cell of the speaker goes down over several rows and has no trace here.
    if len(name) > MAX_NAME or (name and not said and not could_be_name(tidy(name))):
        return "", "\n".join((name, *said))
    return tidy(name), "\n".join(said)


def _time(cells: Sequence[str], plan: _Plan) -> float | None:
    if not 0 <= plan.time < len(cells):
        return None
    if plan.clock:
        hour = _HOUR.fullmatch(cells[plan.time])
        return float(int(hour[1]) * 3600 + int(hour[2]) * 60) if hour else None
    return _stamp(cells[plan.time])


def _stamp(cell: str) -> float | None:
    plain = cell.strip(_BRACKETS + " ")
    return seconds(plain) if re.fullmatch(STAMP, plain) else None


# --- lists under headings


def _lists(paragraphs: Sequence[Paragraph], names: Collection[str]) -> Noted | None:
    """Return what groups wrote down, where headings say which group; boards keep their headings."""
    heads = {at: found for at, p in enumerate(paragraphs) if (found := _heading(p.text))}
    below = {at for at in heads if at + 1 < len(paragraphs) and at + 1 not in heads}
    full = [at for at, (_who, rest) in heads.items() if at in below or _is_talk(rest)]
    groups = {who for who, _rest in heads.values() if who}
    others = {name for name in names if not _OTHER.fullmatch(name)}
    if len(full) < 2 or not others <= groups:
        return None
    segments: list[Segment] = []
    who: str | None = None
    items: list[str] = []

    def close() -> None:
        if items:
            segments.append(Segment("\n".join(items), who, joins=False))
            items.clear()

    start = min(heads)
    for at, paragraph in enumerate(paragraphs[start:], start):
        text = paragraph.text.strip()
        if at in heads:
            close()
            named, rest = heads[at]
            if at not in full:
                segments.append(Segment(text, joins=False))
                who = None
            else:
                who = named or None
                items += [rest] if named and rest else [] if named else [text]
        elif _is_other(paragraph):
            close()
            segments.append(Segment(text, joins=False))
            who = None
        elif who is None and not items:
            segments.append(Segment(text, joins=False))
        elif text:
            items.append(text)
    close()
    return Noted(tuple(p.text for p in paragraphs[:start]), tuple(segments))


def _heading(text: str) -> tuple[str, str] | None:
    """Return the group of a heading (empty for a board) and what stands behind it, else None."""
    first, _newline, more = text.strip().partition("\n")
    group = _GROUP.fullmatch(first)
    if group:
        rest = "\n".join(part for part in (group["rest"] or "", more.strip()) if part)
        return tidy(group["who"]), rest
    return ("", more.strip()) if _BOARD.fullmatch(first.rstrip(" :.")) else None


def _is_talk(rest: str) -> bool:
    """Tell whether what stands behind «Gruppe 1:» is said, and not a list of who was in it."""
    words = [word for word in rest.split() if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) >= _WORDY and capitals * 2 < len(words)


def _is_other(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph is another heading: what is below it is no longer the group's."""
    text = paragraph.text.strip()
    if not text or len(text) > _HEADING or "\n" in text:
        return False
    return paragraph.bold >= len(text) or bool(_OTHER.fullmatch(text))
