"""The earlier texts of transcripts, kept beside the sources, so that a correction can be undone."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from kodeverk import files
from kodeverk.corpus import canonical
from kodeverk.errors import DataError
from kodeverk.i18n import _
from kodeverk.model import Source, Transcript
from kodeverk.project.transcripts import Transcripts, read_source


class EarlierTexts:
    """Every text that a transcript of ``texts`` has had since it was first corrected."""

    def __init__(self, texts: Transcripts) -> None:
        self._texts = texts

    def kept(self, transcript_id: str, digest: str) -> Transcript | None:
        """Return the earlier text with ``digest`` of a transcript; None if it was not kept."""
        found, _problems = canonical.read(
            self._kept(transcript_id, digest), self._texts.name_of(transcript_id)
        )
        return found if found is not None and found.digest == digest else None

    def prepare(
        self,
        before: Transcript,
        after: Transcript,
        source: tuple[Path, str, str] | None,
        undo: list[Callable[[], None]],
    ) -> None:
        """Keep the text of ``before`` and the corrected one, so that ``switch`` can be told either.

        ``source`` is the file it came from, its SHA-256 and its importer; it is kept too. Raises
        ConflictError when the text on disk is not ``before``, DataError, SaveError.
        """
        before = self._texts.check_same(before)
        if source is not None:
            path, sha256, importer = source
            data = read_source(path, sha256)
            kept = self._texts.free_source(after.id, path.suffix.lower(), data)
            if not kept.exists():
                undo.append(partial(kept.unlink, True))
                files.write_atomic(kept, data)
            after = replace(after, source=Source(f"sources/{kept.name}", sha256, importer))
        for each in (before, after):
            kept = self._kept(each.id, each.digest)
            if not kept.exists():
                undo.append(partial(kept.unlink, True))
            files.write_atomic(kept, canonical.render(each).encode("utf-8"))

    def switch(self, transcript_id: str, digest: str) -> None:
        """Put the kept text with ``digest`` in place; what else is known stays as it is now.

        Raises DataError when it is not kept, SaveError.
        """
        here = self._texts.get(transcript_id)
        if here.digest == digest:
            return
        text = self.kept(transcript_id, digest)
        if text is None:
            raise not_kept(transcript_id)
        speakers = tuple(here.speaker(speaker.name) or speaker for speaker in text.speakers)
        known = replace(here, speakers=speakers, source=text.source)
        self._texts.write(replace(known, body=text.body, digest=digest, turns=text.turns))

    def _kept(self, transcript_id: str, digest: str) -> Path:
        return self._texts.folder / "sources" / f"{transcript_id}.{digest[:12]}.txt"


def not_kept(transcript_id: str) -> DataError:
    """Return what says that an earlier text of a transcript is not to be found (yet)."""
    return DataError(
        _("The earlier text of “{id}” is not in the folder corpus/sources.").format(
            id=transcript_id
        ),
        _("Wait until the folder is fully synced, or fetch it from the backup."),
    )
