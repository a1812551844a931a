"""The folder of a study and what stands in it."""

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Self

from kodeverk import codebook as books
from kodeverk import files, settings
from kodeverk.corpus.canonical import Head
from kodeverk.errors import ImportRefused, NotFoundError, ProjectError, UsageError
from kodeverk.i18n import _
from kodeverk.journal.ledger import Ledger
from kodeverk.model import (
    Codebook,
    Coder,
    Coding,
    Loss,
    Outcome,
    Problem,
    Rejection,
    Severity,
    Span,
    Transcript,
)
from kodeverk.project import outcomes, problems
from kodeverk.project.earlier import EarlierTexts
from kodeverk.project.held import Held
from kodeverk.project.journals import Journals
from kodeverk.project.transcripts import Transcripts
from kodeverk.text import clean_line


def find_root(start: Path) -> Path:
    """Return the study that ``start`` is in: the nearest folder up that holds ``kodeverk.toml``.

    Raises ProjectError.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / settings.FILE).is_file():
            return folder
    raise ProjectError(
        _("There is no Kodeverk study in “{folder}”.").format(folder=start),
        _("Make one with: kodeverk new FOLDER"),
    )


class Study:
    """A study as it stands. Reading never raises for data: what is wrong stands in ``problems``."""

    def __init__(self, root: Path, coder: Coder) -> None:
        self.root = root
        self.coder = coder
        self.settings, self._setting_problems = settings.load(root)
        self._transcripts = Transcripts(root)
        self._earlier = EarlierTexts(self._transcripts)
        self._book_seen = (0, 0)
        self._withheld: dict[str, tuple[Problem, ...]] = {}
        self._answers = outcomes.Answers()
        self._held = Held(root, self.settings.id, coder, self._transcripts.digest)

    @classmethod
    def open(cls, root: Path, *, coder: str | None = None, device: str | None = None) -> Self:
        """Open the study at ``root``; raises ProjectError if it is none."""
        if not (root / settings.FILE).is_file():
            if not root.is_dir():
                raise ProjectError(
                    _("There is no folder “{folder}”.").format(folder=root),
                    _("Check the name, or make a study with: kodeverk new FOLDER"),
                )
            raise ProjectError(
                _("“{folder}” is not a Kodeverk study.").format(folder=root.name),
                _("Make one with: kodeverk new FOLDER"),
            )
        who = Coder(
            settings.coder_name(coder) if coder else settings.default_coder(),
            settings.device_name(device) if device else settings.default_device(),
        )
        return cls(root.resolve(), who)

    @classmethod
    def create(
        cls,
        root: Path,
        *,
        name: str = "",
        language: str = "nb",
        template: str = "empty",
        coder: str | None = None,
        device: str | None = None,
    ) -> Self:
        """Make a new study at ``root`` with a codebook from ``template`` and open it.

        Raises ProjectError when there is one already, UsageError for an unknown template.
        """
        if (root / settings.FILE).exists():
            raise ProjectError(
                _("“{folder}” is a Kodeverk study already.").format(folder=root.name),
                _("Open it with: kodeverk --project FOLDER"),
            )
        if template not in books.templates():
            raise UsageError(
                _("There is no codebook template “{name}”.").format(name=template),
                _("Choose one of: {names}").format(names=", ".join(books.templates())),
            )
        chosen = settings.Settings(
            id=os.urandom(6).hex(),
            name=clean_line(name or root.resolve().name),
            language=language,
            codebook="codebooks/kodebok.yaml",
            blind=settings.BLIND,
        )
        try:
            for folder in ("corpus/sources", "corpus/codings", "codebooks", "exports"):
                (root / folder).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise files.save_error(root, error) from error
        book = root / chosen.codebook
        if not book.exists():
            files.write_atomic(book, books.template_text(template).encode("utf-8"))
        files.write_atomic(root / settings.FILE, settings.render(chosen).encode("utf-8"))
        return cls.open(root, coder=coder, device=device)

    def close(self) -> None:
        """Let another Kodeverk write for this coder."""
        self._held.close()

    def lock(self) -> None:
        """Become the writer for this coder on this machine; raises LockedError."""
        self._held.lock()

    # --- what stands

    @property
    def _journals(self) -> Journals:
        return self._held.journals

    @property
    def is_read(self) -> bool:
        """Tell whether the journals have been read, and not only glanced at."""
        return self._held.are_read

    def glance(self, transcript_id: str) -> tuple[tuple[Coding, ...], tuple[Span, ...]]:
        """Return the codings that stand in a transcript, and what the coder has read of it.

        Until the journals have been read, only what is about it is looked up; nobody waits.
        """
        ledger = self._held.about(transcript_id)
        digest = self.transcript(transcript_id).digest
        read = ledger.read_spans(self.coder.name, transcript_id, digest)
        return tuple(self._standing(transcript_id, ledger)), tuple(read)

    @property
    def codebook_path(self) -> Path:
        """The file of the codebook."""
        return self.root / self.settings.codebook

    @cached_property
    def _book(self) -> tuple[Codebook, tuple[Problem, ...]]:
        self._book_seen = self._book_stamp()
        return books.load(self.codebook_path, self.root)

    @property
    def codebook(self) -> Codebook:
        """The codebook as it was last read."""
        return self._book[0]

    @property
    def coders(self) -> tuple[str, ...]:
        """The names of all who have a journal in the study."""
        return self._journals.coders

    @property
    def incomplete(self) -> frozenset[str]:
        """The coders whose journals are not whole: no agreement figure may be printed for them."""
        return self._journals.incomplete

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What is gone for good, as somebody has accepted: what is counted lacks it."""
        return self._journals.losses

    @property
    def book_problem(self) -> Problem | None:
        """Why there are no codes at all, when it is that a file cannot be read."""
        if self.codebook.codes:
            return None
        found = (*self._settings_unread, *self._book[1])
        return next((p for p in found if p.severity is Severity.ERROR), None)

    @property
    def _settings_unread(self) -> tuple[Problem, ...]:
        """Why nobody knows what the settings say, not even which codebook is meant."""
        unread = ("bad_settings", "unreadable_settings")
        return tuple(p for p in self._setting_problems if p.code in unread)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with what has been read so far; ``check`` reads everything first."""
        withheld = [p for name in sorted(self._withheld) for p in self._withheld[name]]
        # Without settings the usual codebook is tried: that it is not there tells nothing.
        book = [p for p in self._book[1] if p.code != "codebook-file" or not self._settings_unread]
        return (
            *self._setting_problems,
            *book,
            *self._journals.problems,
            *self._transcripts.problems,
            *(
                problems.behind(name)
                for name in self._journals.ledger.corrections.behind()
                if name in self.transcript_ids
            ),
            *withheld,
        )

    def check(self) -> tuple[Problem, ...]:
        """Read everything there is and return every problem."""
        self.transcripts()
        standing = self.codings()
        # A book that cannot be read at all is one problem, and not one for each code in use.
        known = self.codebook.codes or not self._book[1]
        unknown = sorted({c.code for c in standing if known and not self.codebook.get(c.code)})
        return (
            *self.problems,
            *(problems.no_source(*each) for each in self._transcripts.missing_sources()),
            *(problems.no_code(self.settings.codebook, code) for code in unknown),
        )

    @property
    def transcript_ids(self) -> tuple[str, ...]:
        """The ids of all transcripts, in order."""
        return self._transcripts.ids

    def transcript(self, transcript_id: str) -> Transcript:
        """Return the transcript; raises NotFoundError, or DataError if it cannot be used."""
        return self._transcripts.get(transcript_id)

    def transcripts(self) -> tuple[Transcript, ...]:
        """Return every transcript that can be used, in order of their ids."""
        found = (self._transcripts.find(name) for name in self.transcript_ids)
        return tuple(transcript for transcript in found if transcript is not None)

    def head(self, transcript_id: str) -> Head | None:
        """Return what is known of a transcript without reading its text; None if it cannot be."""
        return self._transcripts.head(transcript_id)

    def last_transcript(self) -> str | None:
        """Return the id of the transcript the coder was in last on this machine, if any."""
        return self._held.last_transcript()

    def is_stale(self) -> bool:
        """Tell whether files of the study have changed on disk since they were read. Cheap."""
        book = "_book" in self.__dict__ and self._book_stamp() != self._book_seen
        return self._journals.is_stale() or book

    def check_source(self, path: Path) -> None:
        """Raise ImportRefused for a file that is the study's own material."""
        if self._transcripts.holds(path):
            raise ImportRefused(
                "unsafe_path",
                _("The file is part of this study already: it lies in its folder “corpus”."),
                _("If you put it there yourself, move it out of that folder and import it then."),
            )

    def with_source(self, sha256: str) -> str | None:
        """Return the id of the transcript that came from the file with that SHA-256, if any."""
        return self._transcripts.with_source(sha256)

    def with_words(self, digest: str) -> str | None:
        """Return the id of the transcript whose words have that ``words_digest``, if any."""
        return self._transcripts.with_words(digest)

    def codings(
        self, transcript: str | None = None, *, coder: str | None = None, code: str | None = None
    ) -> tuple[Coding, ...]:
        """Return the codings that stand, by transcript, start, end and id.

        Their codes are those of today: a merged code gives the one it was merged into. Codings
        whose transcript is missing or has another text are withheld, with a Problem.
        """
        wanted = self.codebook.resolve(code) if code is not None else None
        ledger = self._journals.ledger
        names = ledger.transcripts() if transcript is None else (transcript,)
        found = [coding for name in names for coding in self._standing(name, ledger)]
        if coder is not None:
            found = [coding for coding in found if coding.coder == coder]
        if wanted is not None:
            found = [coding for coding in found if coding.code == wanted]
        return tuple(found)

    def _standing(self, transcript_id: str, ledger: Ledger) -> list[Coding]:
        """Return the codings that stand in a transcript; after every key, so without detours."""
        transcript = self._transcripts.find(transcript_id)
        codings = ledger.codings(transcript_id)
        if transcript is None:
            missing = transcript_id not in self.transcript_ids
            self._withheld[transcript_id] = (
                (problems.no_transcript(transcript_id, len(codings)),)
                if codings and missing
                else ()
            )
            return []
        digest, size = transcript.digest, len(transcript.body)
        standing = [c for c in codings if c.digest == digest and c.span.end <= size]
        held = len(codings) - len(standing)
        corrected = held and ledger.is_corrected(transcript_id, digest)
        told = problems.adrift if corrected else problems.other_text
        self._withheld[transcript_id] = (told(transcript_id, held),) if held else ()
        today = {code: self.codebook.resolve(code) for code in {c.code for c in standing}}
        if all(code == now for code, now in today.items()):
            return standing
        return [c if (now := today[c.code]) == c.code else replace(c, code=now) for c in standing]

    def count(self) -> Counter[str]:
        """Count the codings of the whole study by code, as ``codings`` would give them.

        Made for a thread beside the screen: texts are read to check them, but none is kept.
        """
        counts: Counter[str] = Counter()
        for name in self._journals.ledger.transcripts():
            if name in self.transcript_ids and (found := self._transcripts.fingerprint(name)):
                counts.update(self._journals.ledger.tally(name, *found))
        book = self.codebook
        today: Counter[str] = Counter()
        for code, number in counts.items():
            today[book.resolve(code)] += number
        return today

    def withheld(self) -> tuple[Coding, ...]:
        """Return the codings that ``codings`` leaves out: their text is missing or another."""
        shown = {coding.id for coding in self.codings()}
        return tuple(
            replace(coding, code=self.codebook.resolve(coding.code))
            for name in self._journals.ledger.transcripts()
            for coding in self._journals.ledger.codings(name)
            if coding.id not in shown
        )

    def coding(self, coding_id: str) -> Coding:
        """Return the coding that stands under that id; raises NotFoundError."""
        found = self._journals.ledger.coding(coding_id)
        if found is None:
            raise NotFoundError(
                _("There is no coding “{id}”.").format(id=coding_id),
                _("See which there are with: kodeverk code list"),
            )
        return replace(found, code=self.codebook.resolve(found.code))

    def coded(self, coding_id: str) -> Coding | None:
        """Return the coding that was ever set under that id, whether it stands or not."""
        return self._journals.ledger.was_coding(coding_id)

    def rejections(self, transcript: str | None = None) -> tuple[Rejection, ...]:
        """Return the rejections that stand on the texts of today, of all coders."""
        ledger, found = self._journals.ledger, []
        for name in ledger.transcripts() if transcript is None else (transcript,):
            if noes := ledger.rejections(name):
                digest, size = self._transcripts.fingerprint(name) or ("", 0)
                found += [no for no in noes if no.digest == digest and no.span.end <= size]
        return tuple(found)

    def read_spans(self, transcript_id: str) -> tuple[Span, ...]:
        """Return what the coder has read of the transcript, joined and in order."""
        digest = self.transcript(transcript_id).digest
        return tuple(self._journals.ledger.read_spans(self.coder.name, transcript_id, digest))

    def read_by_all(self) -> Mapping[str, tuple[Span, ...]]:
        """Return per transcript what any coder has read of it, joined and in order."""
        return self._answers.read(self._journals.ledger, self._transcripts.fingerprint)

    def outcomes(self) -> tuple[Outcome, ...]:
        """Return what became of every suggestion that was put before a coder, by time."""
        book = self.codebook
        return self._answers.all(self._journals.ledger, self._transcripts.fingerprint, book)

    def refresh(self) -> frozenset[str]:
        """Take in what others have written since; return the ids of the transcripts it touches.

        A codebook changed by another program is read anew too.
        """
        touched = self._journals.refresh()
        self._transcripts.forget()
        if self._book_stamp() != self._book_seen:
            self.reload_codebook()
        return frozenset(touched)

    def reload_codebook(self) -> None:
        """Read the codebook anew."""
        self.__dict__.pop("_book", None)

    def _book_stamp(self) -> tuple[int, int]:
        return files.stamp(self.codebook_path) or (0, 0)
