"""From a file as it came to an Outcome: one reader a format, run in a process that can be killed.

``read`` and ``read_many`` never raise for what is in a file, and never change anything on the disk.
"""

import codecs
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from kodeverk.corpus.draft import Outcome
from kodeverk.corpus.importers import gate
from kodeverk.corpus.importers.reading import NO_CHOICE, Choice
from kodeverk.errors import ImportRefused, UsageError
from kodeverk.i18n import _

__all__ = ["read", "read_many"]


def read(
    path: Path,
    *,
    interviewers: Sequence[str] = (),
    encoding: str | None = None,
    choice: Choice = NO_CHOICE,
) -> Outcome:
    """Return what the file at ``path`` holds; see ``read_many``."""
    return next(read_many([path], interviewers=interviewers, encoding=encoding, choice=choice))


def read_many(
    paths: Iterable[Path],
    *,
    interviewers: Sequence[str] = (),
    encoding: str | None = None,
    choice: Choice = NO_CHOICE,
    check: Callable[[Path], None] | None = None,
) -> Iterator[Outcome]:
    """Yield what each file holds, in order; a bad file is an Outcome and the others go on.

    ``interviewers`` are names of those who ask in this project. ``encoding`` is that of text files;
    left out, it is found. ``choice`` is of the columns of a survey. ``check`` raises ImportRefused
    for what is not to be read. Raises UsageError for an encoding that does not exist.
    """
    from kodeverk.corpus.importers.worker import Worker

    if encoding is not None:
        encoding = _known(encoding)
    with Worker() as worker:
        for path in paths:
            yield _before(path, check) or worker.read(path, interviewers, encoding, choice)


def _known(encoding: str) -> str:
    try:
        found = codecs.lookup(encoding)
        "æ".encode().decode(found.name, "replace")
    except (LookupError, UnicodeError, ValueError) as error:
        raise UsageError(
            _("There is no encoding called “{encoding}”.").format(encoding=encoding[:40]),
            _("Use for instance utf-8, cp1252, mac_roman or utf-16, or leave it out."),
        ) from error
    return found.name


def _before(path: Path, check: Callable[[Path], None] | None) -> Outcome | None:
    """Return the outcome where there is no need to start a process: clutter, or nothing to read."""
    if gate.is_clutter(path.name):
        message = _("Passed over: a file that programs leave behind, not material.")
        return Outcome(str(path), "ignore", "unsupported", message)
    try:
        gate.check_path(path)
        if check is not None:
            check(path)
    except ImportRefused as refusal:
        return Outcome(str(path), "reject", refusal.code, str(refusal))
    return None
