"""The gate every file passes before a reader sees it: what it is on the disk, and its size.

Nothing is opened before ``lstat`` says it is a regular file: opening a pipe would wait for ever.
"""

import re
import stat
from pathlib import Path

from kodeverk.errors import ImportRefused
from kodeverk.i18n import _

MAX_BYTES = 100_000_000
MAX_TEXT_BYTES = 20_000_000
_MEGA = 1_000_000

# What lies about in folders and is nobody's transcript.
_CLUTTER = re.compile(
    r"(?i)~\$.*|\.~lock\..*#|\._.*|\.ds_store|thumbs\.db|ehthumbs\.db|desktop\.ini|\.gitkeep|~wrl.*"
    r"|\.(?:dropbox|localized|directory|gitignore|nextcloudsync\.log)"
)


def is_clutter(name: str) -> bool:
    """Tell whether a file of that name is a lock, a cache or the like, and not material."""
    return bool(_CLUTTER.fullmatch(name))


def check_path(path: Path) -> None:
    """Raise ImportRefused unless ``path`` is a regular file of a size that can be read."""
    try:
        found = path.lstat()
    except (OSError, ValueError) as error:
        raise ImportRefused(
            "not_a_file",
            _("There is no such file, or it cannot be reached."),
            _("Check the name and the folder; a file in the cloud must be downloaded first."),
        ) from error
    if stat.S_ISDIR(found.st_mode):
        raise ImportRefused(
            "not_a_file", _("This is a folder."), _("Choose the files inside it instead.")
        )
    if stat.S_ISLNK(found.st_mode):
        raise ImportRefused(
            "not_a_file", _("This is a link to a file."), _("Choose the file itself instead.")
        )
    if not stat.S_ISREG(found.st_mode):
        raise ImportRefused(
            "not_a_file", _("This is not an ordinary file."), _("Choose an ordinary file.")
        )
    if found.st_size == 0:
        raise empty()
    if found.st_size > MAX_BYTES:
        raise too_large(found.st_size, MAX_BYTES)


def check_text_size(size: int) -> None:
    """Raise ImportRefused when a text file is far longer than any conversation."""
    if size > MAX_TEXT_BYTES:
        raise too_large(size, MAX_TEXT_BYTES)


def empty() -> ImportRefused:
    """Return the refusal of a file without content."""
    return ImportRefused(
        "empty",
        _("The file is empty."),
        _("Check that it was saved, and fully downloaded if it lies in the cloud."),
    )


def no_text() -> ImportRefused:
    """Return the refusal of a file in which nothing is said."""
    return ImportRefused(
        "no_text",
        _("There is no text in the file."),
        _("If the text is in a picture, it must be written out first."),
    )


def encrypted() -> ImportRefused:
    """Return the refusal of a file that needs a password."""
    return ImportRefused(
        "encrypted",
        _("The file is locked with a password."),
        _("Open it in Word, remove the password (File, Info, Protect) and import again."),
    )


def legacy() -> ImportRefused:
    """Return the refusal of a file of Word or Excel from before 2007."""
    return ImportRefused(
        "legacy_format",
        _("The file is in an old format of Word or Excel that Kodeverk does not read."),
        _("Open it in Word, Excel or LibreOffice, save it as .docx or .xlsx and import that."),
    )


def too_large(size: int, limit: int) -> ImportRefused:
    """Return the refusal of a file of ``size`` bytes where ``limit`` is the most."""
    return ImportRefused(
        "too_large",
        _("The file is {size} MB; the most Kodeverk reads is {limit} MB.").format(
            size=-(-size // _MEGA), limit=limit // _MEGA
        ),
        _("Take pictures out of it, or divide it into several files."),
    )


def too_complex() -> ImportRefused:
    """Return the refusal of a file that takes more depth, time or memory than a text needs."""
    return ImportRefused(
        "too_complex",
        _("The file is built in a way that takes too much time or memory to read."),
        _("Open it in the program that made it, copy the text into a new file and import that."),
    )


def corrupt() -> ImportRefused:
    """Return the refusal of a damaged file."""
    return ImportRefused(
        "corrupt",
        _("The file is damaged and cannot be read."),
        _("Open it in the program that made it, save it anew, or fetch it once more."),
    )
