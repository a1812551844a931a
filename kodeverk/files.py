"""The rim to the disk: whole files written safely, lines appended durably, and one lock per coder.

Every write of the program goes through here, so that a test can stand in for the disk.
"""

import contextlib
import errno
import hashlib
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from time import sleep
from typing import BinaryIO, TypeVar

from kodeverk.errors import LockedError, SaveError
from kodeverk.i18n import _

_T = TypeVar("_T")
_WINDOWS = os.name == "nt"
_RETRIES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)  # a virus scanner or a sync program lets go in this time
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|$)")
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_TEMPORARY = re.compile(r"\..{1,60}\.\d+\.tmp")
_DAY = 86_400.0  # seconds
_FORBIDDEN = re.compile(r"[^\w .,()@+-]")


def write_atomic(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` whole or not at all: temporary file, fsync, rename, fsync folder.

    Raises SaveError; the old file then stands as it was.
    """
    with replacing(path) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to, which becomes ``path`` when all of it is written, as above.

    Whatever is raised meanwhile leaves the old file as it was. Raises SaveError for an OSError.
    """
    temporary = path.with_name(f".{path.name[:60]}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(temporary, "wb") as file:
            yield file
            file.flush()
            sync(file.fileno())
        _patiently(lambda: os.replace(temporary, path))
        sync_folder(path.parent)
    except OSError as error:
        raise save_error(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def remove_leftovers(folders: Iterable[Path], now: float) -> None:
    """Remove temporary files that a program killed while writing has left in ``folders``.

    Only those a day older than ``now`` (seconds since 1970): another machine may be writing.
    """
    for folder in folders:
        with contextlib.suppress(OSError):
            for path in list(folder.iterdir()):
                if _TEMPORARY.fullmatch(path.name) and path.stat().st_mtime < now - _DAY:
                    path.unlink()


def append(path: Path, data: bytes) -> None:
    """Append ``data`` to ``path`` in one write and have it on the disk before returning.

    On failure the file is cut back to what it was where that is possible; raises OSError.
    """
    new = not path.exists()
    how = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    descriptor = _patiently(lambda: os.open(path, how, 0o666))
    try:
        before = os.fstat(descriptor).st_size
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(descriptor, view) :]
            sync(descriptor)
            if new:
                sync_folder(path.parent)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(descriptor, before)
            raise
    finally:
        os.close(descriptor)


def sync(descriptor: int) -> None:
    """Have what was written on the disk itself (on macOS also past the drive's cache)."""
    if sys.platform == "darwin":
        try:
            import fcntl

            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
        except (ImportError, OSError):  # not every file system there knows it
            pass
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Have a new name in ``folder`` on the disk. Windows has no such call and needs none.

    Nor has every network folder; only a disk that fails or is full is an error.
    """
    if _WINDOWS:
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno in (errno.EIO, *_FULL):
            raise


def stamp(path: Path) -> tuple[int, int] | None:
    """Return what tells whether a file has changed: its time and size; None if there is none."""
    try:
        info = path.stat()
    except (OSError, ValueError):  # the latter for a name that no file can have
        return None
    return info.st_mtime_ns, info.st_size


def save_error(path: Path, error: OSError) -> SaveError:
    """Return the SaveError that says what the disk answered, and the cure."""
    if error.errno in _FULL:
        return SaveError(
            _("The disk is full: “{file}” was not saved.").format(file=path.name),
            _("Free some space and try again."),
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return SaveError(
            _("No permission to write “{file}”.").format(file=path.name),
            _("Check that the folder is not read-only and that nothing else has the file open."),
        )
    return SaveError(
        _("“{file}” was not saved ({reason}).").format(
            file=path.name, reason=error.strerror or type(error).__name__
        ),
        _("Check the disk and the network folder, and try again."),
    )


def _patiently(action: Callable[[], _T]) -> _T:
    for pause in _RETRIES:
        try:
            return action()
        except PermissionError:
            if not _WINDOWS:
                raise
            sleep(pause)
    return action()


def safe_name(name: str, fallback: str = "fil") -> str:
    """Return ``name`` as a file name that every system takes (about 80 bytes at most)."""
    name = unicodedata.normalize("NFC", name)
    name = _FORBIDDEN.sub("_", name).strip(" ._-")
    name = name.encode("utf-8")[:80].decode("utf-8", "ignore").strip(" ._-")
    if not name or _RESERVED.match(name):
        name = f"{fallback}-{name}" if name else fallback
    return name


def fresh_path(folder: Path, name: str, ending: str) -> Path:
    """Return a path in ``folder`` that holds nothing yet: ``name``, the day, ``ending``."""
    stem = f"{safe_name(name)} {date.today().isoformat()}"
    path = folder / f"{stem}{ending}"
    number = 2
    while path.exists():
        path = folder / f"{stem} ({number}){ending}"
        number += 1
    return path


def is_folder(path: Path) -> bool:
    """Tell whether there is a folder at ``path``; no for a name that no disk takes."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def state_folder() -> Path:
    """Return the folder of this program's own notes on this machine, outside every project."""
    chosen = os.environ.get("KODEVERK_STATE")
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_state_dir("kodeverk", False))


def cache_folder() -> Path:
    """Return the folder for what can be made again, outside every project."""
    chosen = os.environ.get("KODEVERK_CACHE")
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_cache_dir("kodeverk", False))


class Lock:
    """One writer per coder and machine: a lock kept outside the project folder.

    It is released when the process ends, however it ends.
    """

    def __init__(self, root: Path, coder: str) -> None:
        key = hashlib.sha256(f"{root.resolve()}\n{coder}".encode("utf-8", "surrogatepass"))
        self._coder = coder
        self._path = state_folder() / f"{key.hexdigest()[:24]}.lock"
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock; raises LockedError when another Kodeverk has it, SaveError."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise save_error(self._path, error) from error
        if not _try_lock(descriptor):
            os.close(descriptor)
            raise LockedError(
                _("The project is already open for {coder} on this machine.").format(
                    coder=self._coder
                ),
                _("Close the other window first, or choose another coder with --coder."),
            )
        self._descriptor = descriptor

    def release(self) -> None:
        """Let the lock go."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _try_lock(descriptor: int) -> bool:
    """Lock the open file against every other opening of it; False if another has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:  # a disk without locks: then there is none to respect
        return error.errno not in (errno.EAGAIN, errno.EACCES)
    return True
