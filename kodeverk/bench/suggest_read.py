"""Reads coded material to replay: a table of segments with a codebook beside it, or a study."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kodeverk import codebook as books
from kodeverk import settings
from kodeverk.bench.suggest_data import CODER, Coded, Segment, segment, with_codes
from kodeverk.bench.suggest_table import (
    BLOCK,
    Row,
    Splitter,
    columns,
    read_cells,
    read_rows,
    read_text,
)
from kodeverk.codebook.csv import COLUMNS as BOOK_COLUMNS
from kodeverk.corpus.canonical import digest
from kodeverk.corpus.importers.speakers import role_word, tidy
from kodeverk.errors import DataError, NotFoundError
from kodeverk.i18n import _
from kodeverk.language import detect
from kodeverk.model import Code, Codebook, Coding, Kind, Role, Span, Speaker, Transcript, Turn
from kodeverk.suggest.evidence import text_of
from kodeverk.text import clean_line, fold

_BOOK_COLUMNS = {
    "id": ("id", "code", "kode", "code_id", "kode_id"),
    "name": ("name", "navn", "namn", "label", "code_name", "kodenavn", "title", "tittel"),
    "definition": ("definition", "description", "definisjon", "beskrivelse", "forklaring"),
    "include": ("include", "inkluder"),
    "exclude": ("exclude", "ekskluder"),
    "examples": ("examples", "example", "eksempel", "eksempler"),
    "parent": (
        *("parent", "parent_id", "parent_code", "theme", "category", "group"),
        *("overordnet", "overkode", "tema", "kategori", "gruppe"),
    ),
}
_BOOKS = ("codebook", "kodebok")
_ENDINGS = (".yaml", ".yml", ".csv", ".tsv")
_OURS = frozenset(BOOK_COLUMNS)
_ENOUGH = 1000  # characters from which a text shows what language it is in
_START = "2020-01-01T"


def load(
    data: Path, *, codebook: Path | None = None, coder: str | None = None, turns: bool = False
) -> Coded:
    """Return the coded material at ``data``.

    A folder with ``kodeverk.toml`` is a study: its codings by ``coder``, or else by whoever coded
    most, on sentences (or ``turns``). Any other folder must hold one table beside its codebook.
    Raises NotFoundError, DataError.
    """
    if data.is_dir() and (data / settings.FILE).is_file():
        return _study(data, codebook, coder, turns)
    return _table(_table_in(data) if data.is_dir() else data, codebook, coder)


def read_cues(path: Path) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return written cues by code id, for and against, from YAML.

    A code has a list of cues, or ``cues`` and ``counter_cues``. Raises NotFoundError, DataError.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        values = YAML(typ="safe", pure=True).load(read_text(path))
    except (YAMLError, ValueError) as error:
        raise _unusable(path) from error
    if not isinstance(values, dict):
        raise _unusable(path)
    found = {}
    for code, value in values.items():
        both = value if isinstance(value, dict) else {"cues": value}
        lists = [both.get(name) or [] for name in ("cues", "counter_cues")]
        if not all(isinstance(each, list) for each in lists):
            raise _unusable(path)
        cues, counter = (tuple(clean_line(str(cue)) for cue in each) for each in lists)
        found[str(code)] = (cues, counter)
    return found


def _unusable(path: Path) -> DataError:
    return DataError(
        _("“{file}” holds nothing that can be used here.").format(file=path.name),
        _("See: {command}").format(command="kodeverk bench suggest --help"),
    )


def _study(root: Path, codebook: Path | None, coder: str | None, turns: bool) -> Coded:
    from kodeverk.project import Project

    project = Project.open(root, coder=coder)
    try:
        everything = project.codings()
        counts = Counter(coding.coder for coding in everything)
        who = coder or min(counts, key=lambda name: (-counts[name], name), default="")
        codings = tuple(
            _coding(number, coding.transcript, coding.digest, coding.span, coding.code)
            for number, coding in enumerate(c for c in everything if c.coder == who)
        )
        coded = {coding.transcript for coding in codings}
        transcripts = tuple(each for each in project.transcripts() if each.id in coded)
        book = _codebook(codebook) if codebook else project.codebook
        name = f"{project.settings.name} ({who})"
    finally:
        project.close()
    if not codings:
        raise DataError(
            _("“{name}” has coded nothing in this study.").format(name=who or "?"),
            _("Name another with --coder."),
        )
    segments = [
        each
        for transcript in transcripts
        for each in segment(
            transcript, [c for c in codings if c.transcript == transcript.id], turns=turns
        )
    ]
    book = with_codes(book, (coding.code for coding in codings))
    return Coded(name, book, transcripts, tuple(segments), codings)


def _coding(number: int, transcript: str, of: str, span: Span, code: str) -> Coding:
    minutes, seconds = divmod(number, 60)
    at = f"{_START}{minutes // 60 % 24:02}:{minutes % 60:02}:{seconds:02}Z"
    return Coding(f"gold{number}", transcript, of, span, code, CODER, at)


def _table_in(folder: Path) -> Path:
    found = [
        path
        for path in sorted(folder.iterdir())
        if path.suffix in (".csv", ".tsv") and not path.stem.endswith(_BOOKS)
    ]
    if len(found) != 1:
        raise NotFoundError(
            _("There is not one table of segments in “{folder}”.").format(folder=folder.name),
            _("Name the file."),
        )
    return found[0]


def _table(path: Path, codebook: Path | None, coder: str | None) -> Coded:
    beside = codebook or _beside(path)
    book = _codebook(beside) if beside else Codebook()
    rows = read_rows(path, book, coder)
    split = Splitter(book, (row.codes for row in rows))
    everything = "\n".join(row.text for row in rows)
    language = detect(everything)
    book = _in_language(book, language)
    transcripts: list[Transcript] = []
    segments: list[Segment] = []
    codings: list[Coding] = []
    left_out = 0
    by_interview: dict[str, list[Row]] = {}
    for row in rows:
        by_interview.setdefault(row.interview, []).append(row)
    for name, own in by_interview.items():
        transcript = _transcript(name, own, language)
        transcripts.append(transcript)
        for row, turn in zip(own, transcript.turns, strict=True):
            if transcript.role_at(turn.span.start).asks:
                left_out += 1
                continue
            codes = split(row.codes)
            segments.append(Segment(transcript.id, turn.text, frozenset(codes)))
            for code in codes:
                number = len(codings)
                codings.append(_coding(number, name, transcript.digest, turn.text, code))
    if not codings:
        raise _unusable(path)
    full = with_codes(book, (coding.code for coding in codings))
    return Coded(
        path.stem,
        full,
        tuple(transcripts),
        tuple(segments),
        tuple(codings),
        left_out=left_out,
        added=tuple(code.name for code in full.codes[len(book.codes) :]) if beside else (),
    )


def _transcript(name: str, rows: Sequence[Row], language: str) -> Transcript:
    """Return the interview ``name`` with one turn for each row; ``language`` is that of all."""
    turns: list[Turn] = []
    parts: list[str] = []
    speakers: dict[str, Speaker] = {}
    at = 0
    for row in rows:
        who = row.speaker or tidy(row.role)
        head = f"{who}: " if who else ""
        end = at + len(head) + len(row.text)
        turns.append(Turn(Span(at, end), Span(at + len(head), end), who or None))
        parts.append(head + row.text)
        at = end + 2
        if who:
            speakers.setdefault(who, Speaker(who, _role(row.role or who)))
    body = "\n\n".join(parts)
    return Transcript(
        id=name,
        title=name,
        kind=Kind.SURVEY if name.startswith(BLOCK) else Kind.INTERVIEW,
        body=body,
        digest=digest(body),
        turns=tuple(turns),
        language=detect(body) if len(body) > _ENOUGH else language,
        speakers=tuple(speakers.values()),
    )


def _role(word: str) -> Role:
    if word.casefold() in {role.value for role in Role}:
        return Role(word.casefold())
    return role_word(word) or Role.UNKNOWN


def _beside(data: Path) -> Path | None:
    """Return the codebook that lies beside a table, if any."""
    names = [f"{data.stem}.{word}" for word in _BOOKS]
    names += [f"{data.stem}-{word}" for word in _BOOKS] + [*_BOOKS]
    for name in names:
        for ending in _ENDINGS:
            path = data.with_name(name + ending)
            if path.is_file() and path != data:
                return path
    return None


def _codebook(path: Path) -> Codebook:
    """Return a codebook from our YAML, our CSV, or a table with at least a code and a name."""
    if path.suffix in (".yaml", ".yml"):
        book, _problems = books.load(path, path.parent)
    elif set(re.split(r"[\t;,]", read_text(path).split("\n", 1)[0].casefold())) <= _OURS:
        book, _problems = books.read_csv(path)
    else:
        book = _plain_book(path)
    if not book.codes:
        raise _unusable(path)
    return book


def _in_language(book: Codebook, language: str) -> Codebook:
    """Return ``book`` in the language it is written in; where it says little, in ``language``."""
    said = "\n".join(text_of(code) for code in book.codes)
    return replace(book, language=detect(said) if len(said) > _ENOUGH else language)


def _plain_book(path: Path) -> Codebook:
    heading, table = read_cells(path)
    place = columns(heading, _BOOK_COLUMNS)
    codes = []
    for cells in table:
        row = {name: cells[at].strip() for name, at in place.items() if at < len(cells)}
        code_id = row.get("id") or row.get("name")
        if code_id:
            codes.append(
                Code(
                    id=code_id,
                    name=row.get("name") or code_id,
                    definition=row.get("definition", ""),
                    include=row.get("include", ""),
                    exclude=row.get("exclude", ""),
                    examples=tuple(row.get("examples", "").splitlines()),
                    parent=row.get("parent") or None,
                )
            )
    ids = {code.id for code in codes}
    by_name = {fold(code.name): code.id for code in codes}
    codes = [
        replace(code, parent=by_name.get(fold(code.parent), code.parent))
        if code.parent and code.parent not in ids
        else code
        for code in codes
    ]
    above = dict.fromkeys(code.parent for code in codes if code.parent not in ids)
    groups = [Code(id=name, name=name, codable=False) for name in above if name]
    return Codebook(title=path.stem, codes=(*groups, *codes))
