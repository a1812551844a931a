"""Which program's file a path leads to, by what is in it, and the parcel that it holds."""

import hashlib
import re
import zipfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from kodeverk.corpus.importers import gate
from kodeverk.corpus.importers.sniff import ZIP
from kodeverk.errors import DataError, ImportRefused
from kodeverk.i18n import _
from kodeverk.interchange.parcel import Parcel

_WORD = (".docx", ".docm", ".dotx", ".dotm", ".doc", ".dot")  # ZIP too, and not for us
_CODES = re.compile(rb"<(?:\w+:)?CodeBook\b")
_TAGS = re.compile(rb"(?:\xef\xbb\xbf)?\"?tag\"?,\"?description\"?[,\r\n]")  # Taguette's codebook
_HEAD = 4096


class Kind(StrEnum):
    """A kind of file that holds a study, or its codes."""

    PROJECT = "qdpx"
    CODEBOOK = "qdc"
    TAGUETTE = "taguette"
    TAGS = "csv"


_NAMED = {".qdpx": Kind.PROJECT, ".qdc": Kind.CODEBOOK, ".sqlite3": Kind.TAGUETTE}


def kind_of(path: Path) -> Kind | None:
    """Return what the file at ``path`` is; None if it is none of these, or cannot be read."""
    try:
        gate.check_path(path)
        with open(path, "rb") as file:
            head = file.read(_HEAD)
    except ImportRefused as refusal:
        named = path.suffix.lower().lstrip(".")
        # What is too large for a transcript may be a study, and says so itself when it is not.
        if refusal.code == "too_large" and named in list(Kind):
            return Kind(named)
        return None
    except OSError:
        return None
    if head.startswith(b"SQLite format 3\0"):
        return Kind.TAGUETTE
    if head.startswith(ZIP):
        return Kind.PROJECT if path.suffix.lower() not in _WORD and _holds_project(path) else None
    if _TAGS.match(head):
        return Kind.TAGS
    plain = head.replace(b"\0", b"")  # also in UTF-16
    if b"QDA-XML" in plain and _CODES.search(plain):
        return Kind.CODEBOOK
    # What is called so and is something else is told what is wrong with it as such.
    return _NAMED.get(path.suffix.lower())


def _holds_project(path: Path) -> bool:
    if path.suffix.lower() == ".qdpx":
        return True
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.lower().endswith(".qde") for name in archive.namelist())
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError):
        return False


def read(path: Path) -> tuple[Parcel, str]:
    """Return what the file at ``path`` holds, and the SHA-256 of the file; raises DataError."""
    kind = kind_of(path)
    if kind is None:
        raise DataError(
            _("“{file}” is no project of another program that Kodeverk can read.").format(
                file=path.name
            ),
            _("It reads .qdpx and .qdc (REFI-QDA), and Taguette’s projects and codebooks."),
        )
    parcel = _reader(kind)(path)
    try:
        with open(path, "rb") as file:
            return parcel, hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataError(
            _("“{file}” cannot be read ({reason}).").format(file=path.name, reason=error.strerror),
            _("Check that the file is fully synced and that you may read it."),
        ) from error


def _reader(kind: Kind) -> Callable[[Path], Parcel]:
    if kind in (Kind.TAGUETTE, Kind.TAGS):
        from kodeverk.interchange.taguette import read_tags, read_taguette

        return read_taguette if kind is Kind.TAGUETTE else read_tags
    from kodeverk.interchange.refi import read_codebook, read_project

    return read_project if kind is Kind.PROJECT else read_codebook
