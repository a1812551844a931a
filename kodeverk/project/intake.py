"""What comes into a study from elsewhere at once: transcripts, codes, and codings of many coders.

All of it is written, or nothing: the journals last, each whole and once.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kodeverk import files
from kodeverk.errors import SaveError
from kodeverk.journal.events import AnyEvent, Opened, encode, new_id, now
from kodeverk.model import Codebook, Transcript

if TYPE_CHECKING:
    from kodeverk.codebook import CodeChange


@dataclass(frozen=True, slots=True)
class NewText:
    """A transcript as it is to stand in the study, and the text it was made of, which is kept."""

    transcript: Transcript
    source: bytes
    importer: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What a study is to take in.

    ``book`` is a codebook for a study that has none yet, ``codes`` are changes to one it has.
    ``journals`` are events by the name of their coder, without header and running numbers;
    ``device`` is what stands for a machine in the names of their files.
    """

    device: str
    texts: tuple[NewText, ...] = ()
    book: Codebook | None = None
    codes: tuple["CodeChange", ...] = ()
    journals: Mapping[str, Sequence[AnyEvent]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """True if there is nothing to take in."""
        return not (self.texts or self.book or self.codes or self.journals)

    @property
    def steps(self) -> int:
        """How many files are written."""
        return len(self.texts) + bool(self.book or self.codes) + len(self.journals)


Step = Callable[[], None]


@contextlib.contextmanager
def undoing() -> Iterator[list[Callable[[], None]]]:
    """Give a list for what undoes each thing done; it is carried out, last first, on any error."""
    undo: list[Callable[[], None]] = []
    try:
        yield undo
    except BaseException:
        while undo:
            try:
                with contextlib.suppress(OSError, SaveError):  # the first error is what is told
                    undo[-1]()
            except KeyboardInterrupt:  # who presses Ctrl+C twice has it taken back all the same
                continue
            undo.pop()
        raise


def write_journals(
    folder: Path, project: str, intake: Intake, undo: list[Callable[[], None]], step: Step
) -> None:
    """Write a journal for each coder of ``intake``; raises SaveError."""
    device, number = intake.device, 1
    names = {path.name.lower() for path in folder.glob("*")} if folder.is_dir() else set()
    while any(f"{coder}@{device}.jsonl".lower() in names for coder in intake.journals):
        number += 1
        device = f"{intake.device}-{number}"
    for coder, events in sorted(intake.journals.items()):
        path = folder / f"{coder}@{device}.jsonl"
        header = Opened(n=1, id=new_id(), at=now(), project=project, coder=coder, device=device)
        act = new_id()
        numbered = (
            msgspec.structs.replace(event, n=n, act=act) for n, event in enumerate(events, start=2)
        )
        undo.append(partial(path.unlink, True))
        files.write_atomic(path, b"".join(map(encode, (header, *numbered))))
        step()
