"""A report as a Word document, and the quotes read back from one.

The text is in the language of the report, whatever that of the program. Every quote stands in a
bookmark ``kv_<id>``, so that it can be found again.

Who waits for a long report can watch it and stop it: ``document(report, template=…, progress=…)``
and ``write`` call ``progress(done, all)`` now and then, both counted in parts of the work. What
``progress`` raises goes through to the caller, and nothing is then written.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from kodeverk.errors import SaveError
from kodeverk.export.readback import bookmark, is_ours, read_back
from kodeverk.files import save_error, write_atomic
from kodeverk.report import Report

__all__ = ["bookmark", "document", "put", "read_back", "write"]


def document(
    report: Report,
    *,
    now: datetime | None = None,
    template: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> bytes:
    """Return ``report`` as the bytes of a .docx; ``now`` is when it is made.

    ``template`` is a .docx or .dotx whose styles, header, footer, page and text are kept; the
    report goes where it says ``{{kodeverk}}``, else after its text. Raises DataError when it
    cannot be used.
    """
    from kodeverk.export.layout import lay_out  # loads lxml

    return lay_out(report, now or datetime.now(UTC), template, progress)


def write(
    report: Report,
    path: Path,
    *,
    now: datetime | None = None,
    template: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Write ``report`` to ``path`` and return where it went; the rest is as for ``document``.

    Files of others are left alone as ``put`` does. Raises SaveError, and DataError as ``document``.
    """
    return put(document(report, now=now, template=template, progress=progress), path)


def put(data: bytes, path: Path) -> Path:
    """Write a .docx to ``path`` and return where it went.

    A file that is open in Word or LibreOffice, or that somebody has worked on since Kodeverk wrote
    it, is left alone: the new one then goes to ``name (2).docx`` beside it. Raises SaveError.
    """
    for number in count(1):
        target = path if number == 1 else path.with_stem(f"{path.stem} ({number})")
        try:
            if target.exists() and (is_open(target) or not is_ours(target)):
                continue
            write_atomic(target, data)
        except OSError as error:  # a name that no disk takes
            raise save_error(target, error) from error
        except SaveError as error:
            # Windows refuses to replace a file that a program has open.
            if isinstance(error.__cause__, PermissionError) and target.exists() and number < 10:
                continue
            raise
        return target
    raise AssertionError  # count() has no end


def is_open(path: Path) -> bool:
    """Tell whether Word or LibreOffice has left its sign beside ``path`` that it is open there."""
    stem = path.stem
    short = stem if len(stem) < 7 else stem[1:] if len(stem) == 7 else stem[2:]
    signs = (f"~${short}{path.suffix}", f".~lock.{path.name}#")
    return any(path.with_name(sign).exists() for sign in signs)
