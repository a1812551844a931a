"""The table of formats, and one file made into an Outcome: what the child process does."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

from kodeverk.corpus.draft import Draft, Outcome
from kodeverk.corpus.importers import docx, gate, srt, txt, vtt, whisper_json
from kodeverk.corpus.importers.header import name_title
from kodeverk.corpus.importers.reading import Job, Reader, Reading, Segment
from kodeverk.corpus.importers.speakers import cast, join
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _
from kodeverk.text import canonical, clean_line, has_bidi, has_controls

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_SAMPLE = 300_000  # letters that tell the language: an hour of talk has 60 000

READERS: dict[str, tuple[str, Reader]] = {
    ".txt": ("txt", txt.read),
    ".docx": ("docx", docx.read),
    ".docm": ("docx", docx.read),
    ".dotx": ("docx", docx.read),
    ".dotm": ("docx", docx.read),
    ".doc": ("docx", docx.read),  # an old file is refused at the gate; a new one may be so named
    ".dot": ("docx", docx.read),
    ".vtt": ("vtt", vtt.read),
    ".srt": ("srt", srt.read),
    ".json": ("json", whisper_json.read),
}


def read_file(path: Path, interviewers: tuple[str, ...], encoding: str | None) -> Outcome:
    """Return what became of one file; never raises for what is in it."""
    sha256 = ""
    try:
        gate.check_path(path)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ImportRefused(
                "not_a_file",
                _("The file cannot be opened."),
                _("Check that you may read it and that no other program has it open."),
            ) from error
        sha256 = hashlib.sha256(data).hexdigest()
        draft = read_bytes(path.name, data, interviewers, encoding)
    except ImportRefused as refusal:
        return Outcome(str(path), "reject", refusal.code, str(refusal), sha256=sha256)
    except RecursionError:
        return Outcome(str(path), "reject", "too_complex", str(gate.too_complex()), sha256=sha256)
    return Outcome(str(path), "import", draft=draft, sha256=sha256)


def read_bytes(
    name: str, data: bytes, interviewers: tuple[str, ...] = (), encoding: str | None = None
) -> Draft:
    """Return the draft in ``data``, the content of a file called ``name``.

    Raises ImportRefused.
    """
    suffix = Path(name).suffix.lower()
    if not data:
        raise gate.empty()
    if suffix not in READERS:
        raise gate.unsupported(clean_line(suffix))
    gate.check_kind(data, suffix)
    importer, reader = READERS[suffix]
    job = Job(name, data, interviewers, encoding)
    if has_controls(name) or has_bidi(name) or any("\ud800" <= c <= "\udfff" for c in name):
        job.notes.add(
            "bad_name",
            _("The file's name holds characters that cannot be shown. Give it a plain name."),
        )
    return _draft(job, reader(job), importer)


def _tidy(segment: Segment) -> Segment:
    """Return ``segment`` as a turn may hold it: canonical, no blank lines, no blanks around."""
    return replace(segment, text=_BLANK_LINES.sub("\n", canonical(segment.text)).strip())


def _draft(job: Job, reading: Reading, importer: str) -> Draft:
    turns = join([segment for segment in map(_tidy, reading.segments) if segment.text])
    if not turns:
        raise gate.no_text()
    title = reading.title or name_title(job.name).title
    kind, speakers = cast(turns, job.interviewers, title)
    from kodeverk.language import detect

    return Draft(
        title=title,
        kind=kind,
        language=detect("\n".join(turn.text for turn in turns)[:_SAMPLE]),
        turns=turns,
        speakers=speakers,
        importer=reading.importer or importer,
        date=reading.date or name_title(job.name).date,
        notices=job.notes.all(),
        comments=reading.comments,
    )
