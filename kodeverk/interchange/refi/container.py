"""The file around a project: a ZIP read by member name, never extracted, and XML without a DTD.

Only the members that are asked for are looked at, each within limits: a project may hold films.
"""

import io
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk.corpus.importers.gate import MAX_TEXT_BYTES
from kodeverk.corpus.importers.safe import Unsafe, open_zip, unpack
from kodeverk.corpus.importers.safe import tree as safe_tree
from kodeverk.errors import DataError
from kodeverk.i18n import _

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_MEMBERS = 50_000
MAX_XML = 30_000_000  # a hundred thousand codings; a tree of it takes 450 MB
MAX_TOTAL = 120_000_000


class Container:
    """A project file open for reading; use it in a ``with``. Raises DataError."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._left = MAX_TOTAL
        check_file(path)
        try:
            self._file = io.FileIO(path, "rb")
        except OSError as error:
            raise _unreadable(self._name) from error
        try:
            self._zip = open_zip(self._file, MAX_MEMBERS, MAX_TOTAL)
        except Unsafe as error:
            self._file.close()
            if error.code == "too_complex":
                raise _swollen(self._name) from error
            raise DataError(
                _("“{file}” is not a project file: it is no ZIP, or a damaged one.").format(
                    file=self._name
                ),
                _("Export the project once more from the program that made it."),
            ) from error
        # By its whole name and by its last part: some have no folder, or another.
        self._members: dict[str, zipfile.ZipInfo] = {}
        for name, member in _named(self._zip.infolist()):
            self._members.setdefault(name, member)
            self._members.setdefault(f"*/{name.rpartition('/')[2]}", member)

    def __enter__(self) -> "Container":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._zip.close()
        self._file.close()

    def project(self) -> bytes:
        """Return the project's XML: the one file ending with ``.qde``, at the root of them all."""
        found = [name for name in self._members if name.endswith(".qde") and "/" not in name]
        if "project.qde" in found:
            found = ["project.qde"]
        if len(found) != 1:
            raise DataError(
                _("“{file}” holds no project that can be read (a file “project.qde”).").format(
                    file=self._name
                ),
                _("Export it anew as a REFI-QDA project (.qdpx), not as a backup of the program."),
            )
        return self._read(self._members[found[0]], MAX_XML)

    def source(self, path: str) -> bytes | None:
        """Return the file that ``internal://…`` refers to; None if it is not in here."""
        plain = path.partition("://")[2] if "://" in path else path
        plain = plain.replace("\\", "/").strip("/").casefold()
        for name in (f"sources/{plain}", plain, f"*/{plain.rpartition('/')[2]}"):
            if name in self._members:
                return self._read(self._members[name], MAX_TEXT_BYTES)
        return None

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a member at the root with exactly that name."""
        return name in self._members

    def extra(self, name: str) -> bytes | None:
        """Return the member at the root with exactly that name, if there is one."""
        member = self._members.get(name)
        return self._read(member, MAX_XML) if member else None

    def _read(self, member: zipfile.ZipInfo, limit: int) -> bytes:
        self._left -= member.file_size
        if self._left < 0:
            raise _swollen(self._name)
        try:
            return unpack(self._zip, member, limit)
        except Unsafe as error:
            if error.code == "corrupt":
                raise DataError(
                    _("“{file}” is damaged: a part of it cannot be unpacked.").format(
                        file=self._name
                    ),
                    _("Export the project once more, or fetch the file anew."),
                ) from error
            if error.code == "encrypted":
                raise DataError(
                    _("“{file}” is locked with a password.").format(file=self._name),
                    _("Export it anew without a password."),
                ) from error
            raise _swollen(self._name) from error


def _named(members: Iterable[zipfile.ZipInfo]) -> list[tuple[str, zipfile.ZipInfo]]:
    """Return the files by their names in lower case.

    Who has unpacked a project and packed the folder has all of it one folder down, and on a Mac a
    shadow of each file besides; the folder is taken off the names, the shadows are left out.
    """
    files = [(member.filename.replace("\\", "/").casefold(), member) for member in members]
    files = [
        (name, member)
        for name, member in files
        if not name.endswith("/") and not name.rpartition("/")[2].startswith("._")
    ]
    projects = [name for name, _member in files if name.endswith(".qde")]
    folder = projects[0].rpartition("/")[0] + "/" if len(projects) == 1 else ""
    return [(name.removeprefix(folder), member) for name, member in files]


def check_file(path: Path) -> None:
    """Raise DataError unless ``path`` is an ordinary file: opening a pipe would wait for ever."""
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        raise _unreadable(path.name) from error
    if not stat.S_ISREG(found.st_mode):
        raise DataError(
            _("“{file}” is not an ordinary file.").format(file=path.name),
            _("Choose an ordinary file."),
        )


def read_file(path: Path) -> bytes:
    """Return the bytes of a file that is XML by itself; raises DataError."""
    check_file(path)
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_TEXT_BYTES + 1)
    except OSError as error:
        raise _unreadable(path.name) from error
    if len(data) > MAX_TEXT_BYTES:
        raise _swollen(path.name)
    return data


def tree(data: bytes, file: str) -> "_Element":
    """Return ``data`` as an element tree; raises DataError. ``file`` is for messages."""
    try:
        return safe_tree(data.strip())  # blanks before the declaration: an error to parsers only
    except Unsafe as error:
        if error.code == "unsafe_xml":
            raise DataError(
                _(
                    "“{file}” holds a declaration (DOCTYPE) that can hide or smuggle content."
                ).format(file=file),
                _("Do not open it unless you trust the sender; ask for another export."),
            ) from error
        raise (_swollen if error.code == "too_complex" else _no_xml)(file) from error


def _unreadable(file: str) -> DataError:
    return DataError(
        _("There is no file “{file}”, or it cannot be read.").format(file=file),
        _("Check the name and the folder; a file in the cloud must be downloaded first."),
    )


def _no_xml(file: str) -> DataError:
    return DataError(
        _("“{file}” is damaged: its XML cannot be read.").format(file=file),
        _("Export it once more from the program that made it."),
    )


def _swollen(file: str) -> DataError:
    return DataError(
        _("“{file}” is larger inside than a project of texts can be.").format(file=file),
        _("Do not open it unless you trust the sender; if you do, export fewer texts at a time."),
    )
