"""The table of formats, and one file made into an Outcome: what the child process does."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

from kodeverk.corpus.draft import Draft, Outcome
from kodeverk.corpus.importers import (
    csv,
    docx,
    gate,
    html,
    markdown,
    noscribe,
    odt,
    otranscribe,
    pdf,
    rtf,
    sniff,
    srt,
    tsv,
    txt,
    vtt,
    whisper_json,
    xlsx,
)
from kodeverk.corpus.importers.header import name_title
from kodeverk.corpus.importers.reading import NO_CHOICE, Choice, Job, Reader, Reading, Segment
from kodeverk.corpus.importers.speakers import cast, join
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _
from kodeverk.model import Kind, Role
from kodeverk.text import canonical, clean_line, has_bidi, has_controls

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_SAMPLE = 300_000  # letters that tell the language: an hour of talk has 60 000

# By kind (``sniff.kind_of``): the reader, and how such files are called, the usual ending first. Of
# two kinds with one ending the first is meant where the content does not tell.
READERS: dict[str, tuple[Reader, tuple[str, ...]]] = {
    "txt": (txt.read, (".txt",)),
    "docx": (docx.read, (".docx", ".docm", ".dotx", ".dotm", ".doc", ".dot")),
    "vtt": (vtt.read, (".vtt",)),
    "srt": (srt.read, (".srt",)),
    "json": (whisper_json.read, (".json",)),
    "csv": (csv.read, (".csv", ".tsv", ".tab")),
    "xlsx": (xlsx.read, (".xlsx", ".xlsm", ".xltx", ".xltm")),
    "tsv": (tsv.read, (".tsv", ".aud", ".csv")),
    "html": (html.read, (".html", ".htm", ".xhtml")),
    "noscribe": (noscribe.read, (".html", ".htm")),
    "otr": (otranscribe.read, (".otr",)),
    "md": (markdown.read, (".md", ".markdown")),
    "odt": (odt.read, (".odt", ".ott")),
    "pdf": (pdf.read, (".pdf",)),
    "rtf": (rtf.read, (".rtf",)),
}
FORMATS = tuple(dict.fromkeys(suffixes[0] for _reader, suffixes in READERS.values()))
_OLD = (".doc", ".dot")  # today's Word files may be so named too
_STUDIES = {"qdpx": ".qdpx", "qdc": ".qdc", "SQLite": ".sqlite3"}


def read_file(
    path: Path,
    interviewers: tuple[str, ...],
    encoding: str | None,
    choice: Choice = NO_CHOICE,
) -> Outcome:
    """Return what became of one file; never raises for what is in it."""
    sha256 = ""
    try:
        gate.check_path(path)
        try:
            with path.open("rb") as file:
                data = file.read(gate.MAX_BYTES + 1)  # it may have grown since it was measured
        except OSError as error:
            raise ImportRefused(
                "not_a_file",
                _("The file cannot be opened."),
                _("Check that you may read it and that no other program has it open."),
            ) from error
        if len(data) > gate.MAX_BYTES:
            raise gate.too_large(len(data), gate.MAX_BYTES)
        sha256 = hashlib.sha256(data).hexdigest()
        draft = read_bytes(path.name, data, interviewers, encoding, choice)
    except ImportRefused as refusal:
        return Outcome(str(path), "reject", refusal.code, str(refusal), sha256=sha256)
    except RecursionError:
        return Outcome(str(path), "reject", "too_complex", str(gate.too_complex()), sha256=sha256)
    return Outcome(str(path), "import", draft=draft, sha256=sha256)


def read_bytes(
    name: str,
    data: bytes,
    interviewers: tuple[str, ...] = (),
    encoding: str | None = None,
    choice: Choice = NO_CHOICE,
) -> Draft:
    """Return the draft in ``data``, the content of a file called ``name``.

    Raises ImportRefused.
    """
    suffix = Path(name).suffix.lower()
    if not data:
        raise gate.empty()
    job = Job(name, data, interviewers, encoding, choice)
    importer = _kind(job, clean_line(suffix))
    if has_controls(name) or has_bidi(name) or any("\ud800" <= c <= "\udfff" for c in name):
        job.notes.add(
            "bad_name",
            _("The file's name holds characters that cannot be shown. Give it a plain name."),
        )
    return _draft(job, READERS[importer][0](job), importer)


def _kind(job: Job, suffix: str) -> str:
    """Return the kind of the file, by its content, else by its name; raises ImportRefused."""
    found = sniff.kind_of(job.data)
    named = next((kind for kind, (_reader, names) in READERS.items() if suffix in names), "")
    if found in READERS:
        plain = suffix == ".txt" and found not in sniff.TOLD
        if suffix and suffix not in READERS[found][1] and not plain:
            job.notes.add(
                "wrong_type",
                _(
                    "The name ends with “{suffix}”, but the content is {kind}. It was read as that."
                ).format(suffix=suffix, kind=sniff.label(found)),
            )
        return found
    if not named or found in ("qdpx", "qdc"):
        raise unsupported(_STUDIES.get(found, suffix), found)
    if found == "zip" and named in sniff.PACKED:
        return named
    if found == "" and suffix in _OLD:
        raise gate.legacy()
    if found or named in sniff.TOLD:
        raise sniff.wrong_type(suffix, found)
    return named


def unsupported(suffix: str, kind: str = "") -> ImportRefused:
    """Return the refusal of a format we do not read; ``kind`` is that of ``sniff.kind_of``."""
    if suffix in _STUDIES.values():
        return ImportRefused(
            "unsupported",
            _("A file that ends with “{suffix}” holds a whole study, not a transcript.").format(
                suffix=suffix
            ),
            _("Name the file itself, not its folder, to bring the study in."),
        )
    if kind:
        message = _("The content is {kind}, which Kodeverk does not read.").format(
            kind=sniff.label(kind)
        )
    elif suffix:
        message = _("Kodeverk does not read files that end with “{suffix}”.").format(suffix=suffix)
    else:
        message = _("The file has no ending that tells its format.")
    cure = _("It reads {formats}: save the text as one of them.")
    return ImportRefused("unsupported", message, cure.format(formats=", ".join(FORMATS)))


def _tidy(segment: Segment) -> Segment:
    """Return ``segment`` as a turn may hold it: canonical, no blank lines, no blanks around."""
    return replace(segment, text=_BLANK_LINES.sub("\n", canonical(segment.text)).strip())


def _draft(job: Job, reading: Reading, importer: str) -> Draft:
    turns = join([segment for segment in map(_tidy, reading.segments) if segment.text])
    if not turns:
        raise gate.no_text()
    title = reading.title or name_title(job.name).title
    kind, speakers = cast(turns, job.interviewers, title)
    if reading.kind is Kind.SURVEY:  # no one asks: the questions are the headings
        speakers = tuple(replace(each, role=Role.INFORMANT) for each in speakers)
    speakers = tuple(
        replace(each, attributes=reading.attributes.get(each.name, each.attributes))
        for each in speakers
    )
    from kodeverk.language import detect

    return Draft(
        title=title,
        kind=reading.kind or kind,
        language=detect("\n".join(turn.text for turn in turns)[:_SAMPLE]),
        turns=turns,
        speakers=speakers,
        importer=reading.importer or importer,
        date=reading.date or name_title(job.name).date,
        notices=job.notes.all(),
        comments=reading.comments,
        encoding=job.notes.encoding,
        columns=reading.columns,
    )
