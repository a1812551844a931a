"""Reads coded material to replay: a table of segments with a codebook beside it, or a study."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kodeverk import codebook as books
from kodeverk import settings
from kodeverk.bench.suggest_data import CODER, Coded, Segment, segment, with_codes
from kodeverk.codebook.csv import COLUMNS as BOOK_COLUMNS
from kodeverk.corpus.canonical import digest
from kodeverk.corpus.importers.speakers import role_word, tidy
from kodeverk.errors import DataError, NotFoundError
from kodeverk.i18n import _
from kodeverk.language import detect
from kodeverk.model import Code, Codebook, Coding, Kind, Role, Span, Speaker, Transcript, Turn
from kodeverk.text import canonical, clean_line, fold

_COLUMNS = {
    "text": ("text", "segment", "utterance", "quote", "tekst", "ytring", "sitat"),
    "interview": (
        *("interview", "transcript", "document", "intervju", "transkripsjon", "dokument"),
        *("file", "source", "fil", "kilde", "participant", "respondent", "informant"),
    ),
    "codes": ("codes", "labels", "koder", "code", "label", "kode"),
    "speaker": ("speaker", "taler", "talar"),
    "role": ("role", "rolle"),
}
_BOOK_COLUMNS = {
    "id": ("id", "code", "kode"),
    "name": ("name", "navn", "namn", "label"),
    "definition": ("definition", "description", "definisjon", "beskrivelse"),
    "include": ("include", "inkluder"),
    "exclude": ("exclude", "ekskluder"),
    "examples": ("examples", "example", "eksempel", "eksempler"),
    "parent": ("parent",),
}
_ONE_CODE = ("code", "label", "kode")  # a column called this may repeat a segment for each code
_BOOKS = ("codebook", "kodebok")
_ENDINGS = (".yaml", ".yml", ".csv", ".tsv")
_OURS = frozenset(BOOK_COLUMNS)
_BLOCK = 100  # rows of a survey that make one document
_START = "2020-01-01T"


@dataclass(frozen=True)
class _Row:
    text: str
    interview: str
    codes: str
    speaker: str
    role: str


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
    return _table(_table_in(data) if data.is_dir() else data, codebook)


def read_cues(path: Path) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return written cues by code id, for and against, from YAML.

    A code has a list of cues, or ``cues`` and ``counter_cues``. Raises NotFoundError, DataError.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        values = YAML(typ="safe", pure=True).load(_text(path))
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


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotFoundError(
            _("“{file}” cannot be read.").format(file=path.name), _("Check the name.")
        ) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


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


def _table(path: Path, codebook: Path | None) -> Coded:
    rows = list(_rows(path))
    beside = codebook or _beside(path)
    book = _codebook(beside) if beside else Codebook()
    split = _Splitter(book)
    transcripts: list[Transcript] = []
    segments: list[Segment] = []
    codings: list[Coding] = []
    left_out = 0
    by_interview: dict[str, list[_Row]] = {}
    for row in rows:
        by_interview.setdefault(row.interview, []).append(row)
    for name, own in by_interview.items():
        transcript = _transcript(name, own, by_interview)
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
    book = with_codes(book, (coding.code for coding in codings))
    if not codings:
        raise _unusable(path)
    return Coded(
        path.stem, book, tuple(transcripts), tuple(segments), tuple(codings), left_out=left_out
    )


def _rows(path: Path) -> Iterator[_Row]:
    """Yield the rows that hold a text; without a column for it, every block is an interview.

    Rows that only repeat the one before with another code are one.
    """
    text = _text(path)
    heading = text.split("\n", 1)[0]
    separator = max("\t;,", key=heading.count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    titles = next(table, [])
    place = _columns(titles, _COLUMNS)
    if "text" not in place or "codes" not in place:
        raise DataError(
            _("“{file}” lacks a column for text or for codes.").format(file=path.name),
            _("The columns are: {columns}.").format(columns=", ".join(_COLUMNS)),
        )
    single = fold(titles[place["codes"]].strip()) in _ONE_CODE
    number = 0
    before: _Row | None = None
    for cells in table:
        values = {name: cells[at] if at < len(cells) else "" for name, at in place.items()}
        said = re.sub(r"\s*\n\s*", "\n", canonical(values["text"])).strip()
        if not said:
            continue
        interview = clean_line(values.get("interview", "")) or f"{number // _BLOCK + 1:04}"
        if "interview" not in place:
            interview = f"block-{interview}"
        speaker, role = (values.get(name, "") for name in ("speaker", "role"))
        row = _Row(said, interview, values["codes"], tidy(speaker), clean_line(role))
        number += 1
        if single and before is not None and replace(row, codes=before.codes) == before:
            before = replace(before, codes=f"{before.codes};{row.codes}")
            continue
        if before is not None:
            yield before
        before = row
    if before is not None:
        yield before


def _columns(heading: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the place of each known column; of several names the first listed counts."""
    names = [fold(cell.strip()) for cell in heading]
    return {
        field: names.index(name)
        for field, words in known.items()
        if (name := next((word for word in words if word in names), None)) is not None
    }


def _transcript(name: str, rows: Sequence[_Row], everything: Mapping[str, object]) -> Transcript:
    """Return the interview ``name`` with one turn for each row."""
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
    survey = all(each.startswith("block-") for each in everything)
    return Transcript(
        id=name,
        title=name,
        kind=Kind.SURVEY if survey else Kind.INTERVIEW,
        body=body,
        digest=digest(body),
        turns=tuple(turns),
        language=detect(body),
        speakers=tuple(speakers.values()),
    )


def _role(word: str) -> Role:
    if word.casefold() in {role.value for role in Role}:
        return Role(word.casefold())
    return role_word(word) or Role.UNKNOWN


class _Splitter:
    """Finds the codes in a cell: ids or names with ``;``, ``|`` or ``,`` between, or ids with
    nothing but blanks between when all of them are in the codebook."""

    def __init__(self, book: Codebook) -> None:
        self._ids = {code.id for code in book.codes}
        self._names = {fold(code.name): code.id for code in book.codes}

    def __call__(self, cell: str) -> list[str]:
        found: list[str] = []
        for part in re.split(r"[;|]", cell):
            whole = self._known(clean_line(part))
            found += [whole] if whole else self._parts(part)
        return list(dict.fromkeys(found))

    def _parts(self, text: str) -> Iterator[str]:
        for part in text.split(","):
            word = clean_line(part)
            known, words = self._known(word), word.split()
            if known is None and len(words) > 1 and self._ids.issuperset(words):
                yield from words
            elif word:
                yield known or word

    def _known(self, word: str) -> str | None:
        return word if word in self._ids else self._names.get(fold(word))


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
    elif set(re.split(r"[\t;,]", _text(path).split("\n", 1)[0].casefold())) <= _OURS:
        book, _problems = books.read_csv(path)
    else:
        book = _plain_book(path)
    if not book.codes:
        raise _unusable(path)
    return book


def _plain_book(path: Path) -> Codebook:
    text = _text(path)
    separator = max("\t;,", key=text.split("\n", 1)[0].count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    place = _columns(next(table, []), _BOOK_COLUMNS)
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
    return Codebook(title=path.stem, codes=tuple(codes))
