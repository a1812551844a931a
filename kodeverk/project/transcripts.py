"""The transcripts of a study: found by name, read when asked for, written once at import."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk import files
from kodeverk.corpus import canonical
from kodeverk.corpus.canonical import Head
from kodeverk.corpus.sameness import words_digest
from kodeverk.errors import ConflictError, DataError, NotFoundError, UsageError
from kodeverk.i18n import _
from kodeverk.model import Kind, Problem, Source, Speaker, Transcript
from kodeverk.text import clean_line

if TYPE_CHECKING:
    from kodeverk.corpus.draft import Draft

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
        self.folder = root / "corpus"
        self._cache: dict[str, tuple[tuple[int, int], Transcript]] = {}
        self._heads: dict[str, tuple[tuple[int, int], Head]] = {}
        self._prints: dict[str, tuple[tuple[int, int], tuple[str, int]]] = {}
        self._words: dict[str, str] = {}  # by the digest of the whole text
        self._problems: dict[str, tuple[Problem, ...]] = {}
        self._ids: tuple[str, ...] | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all transcripts, in order; read anew after ``forget``."""
        if self._ids is None:
            try:
                names = sorted(path.stem for path in self.folder.glob("*.txt"))
            except OSError:
                names = []
            self._ids = tuple(names)
        return self._ids

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the transcripts that have been read so far."""
        return tuple(p for name in self.ids for p in self._problems.get(name, ()))

    def forget(self) -> None:
        """Look at the folder anew the next time."""
        self._ids = None

    def find(self, transcript_id: str) -> Transcript | None:
        """Return the transcript, or None (and a Problem) if it is missing or cannot be used."""
        if transcript_id not in self.ids:  # nor does a name of another folder get any further
            return None
        path = self._path(transcript_id)
        stamp = files.stamp(path)
        if stamp is None:
            self._cache.pop(transcript_id, None)
            self._problems.pop(transcript_id, None)
            return None
        known = self._cache.get(transcript_id)
        if known and known[0] == stamp:
            return known[1]
        transcript, problems = canonical.read(path, self.name_of(transcript_id))
        if transcript is not None and transcript.id != transcript_id:
            problems = [*problems, _other_id(self.name_of(transcript_id), transcript.id)]
            transcript = None
        self._problems[transcript_id] = tuple(problems)
        if transcript is not None:
            self._cache[transcript_id] = (stamp, transcript)
        return transcript

    def fingerprint(self, transcript_id: str) -> tuple[str, int] | None:
        """Return digest and length of a body without keeping it; None if it cannot be read."""
        path = self._path(transcript_id)
        stamp = files.stamp(path)
        if stamp is None:
            return None
        held = self._cache.get(transcript_id)
        if held and held[0] == stamp:
            return held[1].digest, len(held[1].body)
        known = self._prints.get(transcript_id)
        if known and known[0] == stamp:
            return known[1]
        found = canonical.fingerprint(path)
        if found:
            self._prints[transcript_id] = stamp, found
        return found

    def digest(self, transcript_id: str) -> str:
        """Return the digest of the body that is there now; empty if it cannot be read."""
        found = self.fingerprint(transcript_id)
        return found[0] if found else ""

    def get(self, transcript_id: str) -> Transcript:
        """Return the transcript; raises NotFoundError, or DataError if it cannot be used."""
        transcript = self.find(transcript_id)
        if transcript is not None:
            return transcript
        if problems := self._problems.get(transcript_id):
            problem = problems[-1]  # the one that stopped the reading
            raise DataError(f"{transcript_id}: {problem.message}", problem.cure)
        raise NotFoundError(
            _("There is no transcript “{id}”.").format(id=transcript_id),
            _("See which there are with: kodeverk transcripts"),
        )

    def head(self, transcript_id: str) -> Head | None:
        """Return the front matter without reading the body; None if it cannot be used."""
        if transcript_id not in self.ids:
            return None
        path = self._path(transcript_id)
        stamp = files.stamp(path)
        if stamp is None:
            return None
        known = self._heads.get(transcript_id)
        if known and known[0] == stamp:
            return known[1]
        head, _problems = canonical.read_head(path, self.name_of(transcript_id))
        if head is not None:
            self._heads[transcript_id] = (stamp, head)
        return head

    def holds(self, path: Path) -> bool:
        """Tell whether ``path`` is part of the study's own material, and nothing to import.

        A source whose transcript is gone can be imported again.
        """
        try:
            inside = path.resolve().relative_to(self.folder.resolve()).as_posix()
        except (OSError, RuntimeError, ValueError):
            return False
        return not inside.startswith("sources/") or inside in self._sources()

    def missing_sources(self) -> list[tuple[str, str]]:
        """Return the sources that are not here any more, each with its transcript's id."""
        found = [(name, id) for name, id in self._sources().items()]
        return [(name, id) for name, id in found if not (self.folder / name).is_file()]

    def _sources(self) -> dict[str, str]:
        heads = ((name, self.head(name)) for name in self.ids)
        return {head.source.file: name for name, head in heads if head and head.source}

    def with_source(self, sha256: str) -> str | None:
        """Return the id of the transcript that was imported from the file with that SHA-256."""
        for name in self.ids:
            head = self.head(name)
            if head and head.source and head.source.sha256 == sha256:
                return name
        return None

    def with_words(self, digest: str) -> str | None:
        """Return the id of the transcript whose words have that ``words_digest``, if any."""
        for name in self.ids:
            found = self.find(name)
            if found is None:
                continue
            if found.digest not in self._words:
                texts = (found.text(turn.text) for turn in found.turns)
                self._words[found.digest] = words_digest(texts)
            if self._words[found.digest] == digest:
                return name
        return None

    def add(
        self,
        draft: "Draft",
        source: Path,
        sha256: str,
        wanted: str | None,
        changes: Mapping[str, object],
        then: Callable[[Transcript], object] = lambda _made: None,
    ) -> Transcript:
        """Write the transcript that ``draft`` becomes, and the file it came from beside it.

        ``changes`` are fields of Transcript to set; what ``then`` raises takes all away again.
        Raises UsageError for an id that cannot be, and SaveError.
        """
        if wanted is not None:
            if not _ID.fullmatch(wanted) or files.safe_name(wanted) != wanted:
                raise UsageError(
                    _("“{id}” cannot be the id of a transcript.").format(id=wanted),
                    _("Use small letters a–z, digits and hyphens."),
                )
            if wanted in {name.lower() for name in self.ids}:
                raise UsageError(
                    _("There is already a transcript “{id}”.").format(id=wanted),
                    _("Choose another id."),
                )
        name = wanted or make_id(_stem(source.name), self.ids)
        data = read_source(source, sha256)
        made = replace(canonical.compose(draft, name), **changes)  # type: ignore[arg-type]
        made = replace(made, turns=canonical.parse_turns(made.body, made.speakers))
        from kodeverk.project.intake import undoing

        with undoing() as undo:
            made = self.put(made, data, sha256, source.suffix.lower(), draft.importer, undo)
            then(made)
            return made

    def put(
        self,
        transcript: Transcript,
        data: bytes,
        sha256: str,
        suffix: str,
        importer: str,
        undo: list[Callable[[], None]],
    ) -> Transcript:
        """Write a transcript that is not there yet, and ``data``, what it was made of, beside it.

        Returns it as written; what takes each file away again is put in ``undo`` before there is
        one. Raises ConflictError, SaveError.
        """
        path = self._path(transcript.id)
        if path.exists():
            raise ConflictError(
                _("There is already a transcript “{id}”.").format(id=transcript.id),
                _("Choose another id."),
            )
        kept = self.free_source(transcript.id, suffix, data)
        source = Source(f"sources/{kept.name}", sha256, importer)
        transcript = replace(transcript, source=source)
        undo += [partial(file.unlink, True) for file in (path, kept) if not file.exists()]
        files.write_atomic(kept, data)
        self.write(transcript)
        self.forget()
        return transcript

    def free_source(self, name: str, suffix: str, data: bytes) -> Path:
        """Return where in ``sources`` the file can be kept without replacing another."""
        number = 1
        while True:
            stem = name if number == 1 else f"{name}-{number}"
            path = self.folder / "sources" / files.safe_name(f"{stem}{suffix}")
            if not path.exists() or path.read_bytes() == data:
                return path
            number += 1

    def update(self, transcript_id: str, changes: Mapping[str, object]) -> Transcript:
        """Rewrite the front matter with ``changes``; the body stays as it is, to the letter.

        Raises ConflictError when the body on disk is not the one that was read.
        """
        before = self.get(transcript_id)
        fresh = self.check_same(before)
        after = replace(fresh, **changes)  # type: ignore[arg-type]
        after = replace(after, turns=canonical.parse_turns(after.body, after.speakers))
        if [turn.text for turn in after.turns] != [turn.text for turn in before.turns]:
            raise UsageError(
                _("The speakers of a transcript cannot be renamed, added or removed here."),
                _("Change their roles and attributes only."),
            )
        self.write(after)
        return after

    def check_same(self, before: Transcript) -> Transcript:
        """Return what is on disk; raises ConflictError when its text is not that of ``before``."""
        fresh, _problems = canonical.read(self._path(before.id), self.name_of(before.id))
        if fresh is None or fresh.digest != before.digest:
            raise ConflictError(
                _("“{id}” has been changed by another program.").format(id=before.id),
                _("Open the study again and try once more."),
            )
        return fresh

    def write(self, transcript: Transcript) -> None:
        """Write the file of ``transcript``."""
        data = canonical.render(transcript).encode("utf-8")
        files.write_atomic(self._path(transcript.id), data)
        self._cache.pop(transcript.id, None)
        self._heads.pop(transcript.id, None)
        self._prints.pop(transcript.id, None)

    def _path(self, transcript_id: str) -> Path:
        return self.folder / f"{transcript_id}.txt"

    def name_of(self, transcript_id: str) -> str:
        """Return the name of a transcript's file in the study."""
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
        "title": clean_line(title) if title is not None else None,
        "kind": kind,
        "date": clean_line(date) if date is not None else None,
        "language": clean_line(language) if language is not None else None,
        "speakers": speakers,
        "attributes": _clean(attributes) if attributes is not None else None,
    }
    return {name: value for name, value in given.items() if value is not None}


def _clean(attributes: Mapping[str, str]) -> dict[str, str]:
    return {clean_line(name): clean_line(value) for name, value in attributes.items()}


def read_source(source: Path, sha256: str) -> bytes:
    """Return the bytes of the source; raises DataError, or ConflictError if they are others."""
    try:
        data = source.read_bytes()
    except OSError as error:
        raise DataError(
            _("“{file}” cannot be read ({reason}).").format(
                file=source.name, reason=error.strerror
            ),
            _("Check that the file is fully synced and that you may read it."),
        ) from error
    if sha256 and hashlib.sha256(data).hexdigest() != sha256:
        raise ConflictError(
            _("“{file}” was changed by another program just now.").format(file=source.name),
            _("Import it again."),
        )
    return data


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
