"""The last reading of a codebook, kept in the user's cache folder: YAML takes too long to parse.

One file per codebook, replaced when the codebook changes, so that nothing taken out of a codebook
stays behind. Only a reading without problems is kept (problems are told in a language). A cache
that is missing, old or damaged is as good as none.
"""

import contextlib
import hashlib
import os
from pathlib import Path

import msgspec

from kodeverk.errors import SaveError
from kodeverk.files import write_atomic
from kodeverk.model import Codebook

_FORMAT = 1


def recall(path: Path, data: bytes) -> Codebook | None:
    """Return the codebook that ``data`` was read as before, if it is remembered."""
    try:
        found = msgspec.json.decode(
            _file(path).read_bytes(), type=tuple[int, str, Codebook], strict=True
        )
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return found[2] if found[:2] == (_FORMAT, _digest(data)) else None


def remember(path: Path, data: bytes, book: Codebook) -> None:
    """Keep what ``data`` was read as. A cache that cannot be written is no loss."""
    with contextlib.suppress(SaveError):
        write_atomic(_file(path), msgspec.json.encode((_FORMAT, _digest(data), book)))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _file(path: Path) -> Path:
    folder = os.environ.get("KODEVERK_CACHE")
    if not folder:
        import platformdirs

        folder = platformdirs.user_cache_dir("kodeverk", False)
    name = hashlib.sha256(str(path.absolute()).encode("utf-8", "surrogatepass")).hexdigest()
    return Path(folder) / f"codebook-{name[:24]}.json"
