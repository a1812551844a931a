"""The transcripts of a study: found by name, read when asked for, written once at import."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from kodeverk import files
from kodeverk.corpus import canonical
from kodeverk.corpus.canonical import Head
from kodeverk.corpus.draft import Draft
from kodeverk.errors import ConflictError, DataError, NotFoundError, UsageError
from kodeverk.i18n import _
from kodeverk.model import Kind, Problem, Source, Speaker, Transcript

_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o", "ð": "d", "þ": "th", "ß": "ss"}
)
_ID = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")


def make_id(name: str, taken: Iterable[str] = ()) -> str:
    """Return an id in plain ASCII for ``name`` that no system refuses and that is not taken."""
    plain = unicodedata.normalize("NFKC", name).lower().translate(_LETTERS)
    plain = unicodedata.normalize("NFD", plain).encode("ascii", "ignore").decode("ascii")
    plain = files.safe_name("-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-"), "tekst")
    used = {item.lower() for item in taken}
    result, number = plain, 2
    while result in used:
        result, number = f"{plain}-{number}", number + 1
    return result


class Transcripts:
    """The folder ``corpus`` of a study."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / "corpus"
        self._cache: dict[str, tuple[tuple[int, int], Transcript]] = {}
        self._heads: dict[str, tuple[tuple[int, int], Head]] = {}
        self._problems: dict[str, tuple[Problem, ...]] = {}
        self._ids: tuple[str, ...] | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all transcripts, in order; read anew after ``forget``."""
        if self._ids is None:
            try:
                names = sorted(path.stem for path in self._folder.glob("*.txt"))
            except OSError:
                names = []
            self._ids = tuple(names)
        return self._ids

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the transcripts that have been read so far."""
        return tuple(problem for some in self._problems.values() for problem in some)

    def forget(self) -> None:
        """Look at the folder anew the next time."""
        self._ids = None

    def find(self, transcript_id: str) -> Transcript | None:
        """Return the transcript, or None (and a Problem) if it is missing or cannot be used."""
        path = self._path(transcript_id)
        try:
            info = path.stat()
        except OSError:
            self._cache.pop(transcript_id, None)
            return None
        stamp = (info.st_mtime_ns, info.st_size)
        known = self._cache.get(transcript_id)
        if known and known[0] == stamp:
            return known[1]
        transcript, problems = canonical.read(path, self._name(transcript_id))
        if transcript is not None and transcript.id != transcript_id:
            problems = [*problems, _other_id(self._name(transcript_id), transcript.id)]
            transcript = None
        self._problems[transcript_id] = tuple(problems)
        if transcript is not None:
            self._cache[transcript_id] = (stamp, transcript)
        return transcript

    def get(self, transcript_id: str) -> Transcript:
        """Return the transcript; raises NotFoundError, or DataError if it cannot be used."""
        transcript = self.find(transcript_id)
        if transcript is not None:
            return transcript
        if self._path(transcript_id).exists() and transcript_id in self.ids:
            problem = next(iter(self._problems.get(transcript_id, ())), None)
            message = problem.message if problem else _("The transcript cannot be used.")
            raise DataError(f"{transcript_id}: {message}", problem.cure if problem else "")
        raise NotFoundError(
            _("There is no transcript “{id}”.").format(id=transcript_id),
            _("See which there are with: kodeverk transcripts"),
        )

    def head(self, transcript_id: str) -> Head | None:
        """Return the front matter without reading the body; None if it cannot be used."""
        path = self._path(transcript_id)
        try:
            info = path.stat()
        except OSError:
            return None
        stamp = (info.st_mtime_ns, info.st_size)
        known = self._heads.get(transcript_id)
        if known and known[0] == stamp:
            return known[1]
        head, _problems = canonical.read_head(path, self._name(transcript_id))
        if head is not None:
            self._heads[transcript_id] = (stamp, head)
        return head

    def with_source(self, sha256: str) -> str | None:
        """Return the id of the transcript that was imported from the file with that SHA-256."""
        for name in self.ids:
            head = self.head(name)
            if head and head.source and head.source.sha256 == sha256:
                return name
        return None

    def add(
        self,
        draft: Draft,
        source: Path,
        sha256: str,
        wanted: str | None,
        changes: Mapping[str, object],
    ) -> Transcript:
        """Write the transcript that ``draft`` becomes, and the file it came from beside it.

        ``changes`` are fields of Transcript to set. Raises UsageError for an id that cannot be, and
        SaveError.
        """
        if wanted is not None:
            if not _ID.fullmatch(wanted) or files.safe_name(wanted) != wanted:
                raise UsageError(
                    _("“{id}” cannot be the id of a transcript.").format(id=wanted),
                    _("Use small letters a–z, digits and hyphens."),
                )
            if wanted in self.ids:
                raise UsageError(
                    _("There is already a transcript “{id}”.").format(id=wanted),
                    _("Choose another id."),
                )
        name = wanted or make_id(_stem(source.name), self.ids)
        data = source.read_bytes()
        kept = self._folder / "sources" / f"{name}{source.suffix.lower()}"
        origin = Source(f"sources/{kept.name}", sha256, draft.importer)
        transcript = replace(canonical.compose(draft, name, origin), **changes)  # type: ignore[arg-type]
        transcript = replace(
            transcript, turns=canonical.parse_turns(transcript.body, transcript.speakers)
        )
        files.write_atomic(kept, data)
        self._write(transcript)
        self.forget()
        return transcript

    def update(self, transcript_id: str, changes: Mapping[str, object]) -> Transcript:
        """Rewrite the front matter with ``changes``; the body stays as it is, to the letter.

        Raises ConflictError when the body on disk is not the one that was read.
        """
        before = self.get(transcript_id)
        fresh, _problems = canonical.read(self._path(transcript_id), self._name(transcript_id))
        if fresh is None or fresh.digest != before.digest:
            raise ConflictError(
                _("“{id}” has been changed by another program.").format(id=transcript_id),
                _("Open the study again and try once more."),
            )
        after = replace(fresh, **changes)  # type: ignore[arg-type]
        after = replace(after, turns=canonical.parse_turns(after.body, after.speakers))
        if [turn.text for turn in after.turns] != [turn.text for turn in before.turns]:
            raise UsageError(
                _("The speakers of a transcript cannot be renamed, added or removed here."),
                _("Change their roles and attributes only."),
            )
        self._write(after)
        return after

    def _write(self, transcript: Transcript) -> None:
        data = canonical.render(transcript).encode("utf-8")
        files.write_atomic(self._path(transcript.id), data)
        self._cache.pop(transcript.id, None)
        self._heads.pop(transcript.id, None)

    def _path(self, transcript_id: str) -> Path:
        return self._folder / f"{transcript_id}.txt"

    def _name(self, transcript_id: str) -> str:
        return f"corpus/{transcript_id}.txt"


def fields(
    title: str | None = None,
    kind: Kind | None = None,
    date: str | None = None,
    language: str | None = None,
    speakers: tuple[Speaker, ...] | None = None,
    attributes: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """Return those of the given fields of a transcript that were given at all."""
    given = {
        "title": title,
        "kind": kind,
        "date": date,
        "language": language,
        "speakers": speakers,
        "attributes": attributes,
    }
    return {name: value for name, value in given.items() if value is not None}


def _stem(name: str) -> str:
    """Return a file name without its endings: ``INT-02.teams.docx`` gives ``INT-02``."""
    stem = Path(name).stem
    return re.sub(r"(?i)\.(teams|whisper|whisperx|zoom|nb|no|da|en)$", "", stem)


def _other_id(file: str, found: str) -> Problem:
    return Problem(
        file,
        2,
        "other_id",
        _("The file is named differently from its id “{id}”.").format(id=found),
        _("Rename the file to “{id}.txt”; if there is one already, this is a copy.").format(
            id=found
        ),
    )
