"""The gate every file passes before a reader sees it: what it is on the disk, its size, its kind.

Nothing is opened before ``lstat`` says it is a regular file: opening a pipe would wait for ever.
"""

import re
import stat
from pathlib import Path

from kodeverk.errors import ImportRefused
from kodeverk.i18n import _

FORMATS = (".txt", ".docx", ".vtt", ".srt", ".json")
_STUDIES = (".qdpx", ".qdc", ".sqlite3")
MAX_BYTES = 100_000_000
MAX_TEXT_BYTES = 20_000_000
_MEGA = 1_000_000

# What lies about in folders and is nobody's transcript.
_CLUTTER = re.compile(
    r"(?i)~\$.*|\.~lock\..*#|\._.*|\.ds_store|thumbs\.db|ehthumbs\.db|desktop\.ini|\.gitkeep|~wrl.*"
    r"|\.(?:dropbox|localized|directory|gitignore|nextcloudsync\.log)"
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_KINDS = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"RIFF", "WAV"),
    (b"ID3", "MP3"),
    (b"\xff\xfb", "MP3"),
    (b"OggS", "Ogg"),
    (b"fLaC", "FLAC"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"\x1aE\xdf\xa3", "WebM"),
    (b"MZ\x90", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format 3", "SQLite"),
)
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


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


def check_kind(data: bytes, suffix: str) -> None:
    """Raise ImportRefused when the content is not what ``suffix`` promises.

    ``suffix`` is that of a format we read (lower case, with the dot), or of an old Word file.
    """
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise encrypted()
        raise legacy()
    if suffix in (".doc", ".dot") and not data.startswith(ZIP):
        raise legacy()
    word = suffix in (".docx", ".docm", ".dotx", ".dotm", ".doc", ".dot")
    for magic, kind in _KINDS:
        if data.startswith(magic):
            raise ImportRefused(
                "wrong_type",
                _("The name ends with “{suffix}”, but the content is {kind}.").format(
                    suffix=suffix, kind=kind
                ),
                _("Give it its right name, or save it anew as .docx or .txt."),
            )
    if data.startswith(ZIP) and not word:
        raise ImportRefused(
            "wrong_type",
            _("The name ends with “{suffix}”, but the content is {kind}.").format(
                suffix=suffix, kind="ZIP"
            ),
            _("If it is a Word file, let its name end with .docx."),
        )
    if word and not data.startswith(ZIP):
        raise ImportRefused(
            "wrong_type",
            _("The name ends with “{suffix}”, but the content is not a Word file.").format(
                suffix=suffix
            ),
            _("Open it in the program that made it and save it as .docx."),
        )


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
    """Return the refusal of a Word file from before 2007."""
    return ImportRefused(
        "legacy_format",
        _("The file is in an old Word format that Kodeverk does not read."),
        _("Open it in Word or LibreOffice, save it as .docx and import that."),
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


def unsupported(suffix: str) -> ImportRefused:
    """Return the refusal of a format we do not read."""
    if suffix in _STUDIES:
        return ImportRefused(
            "unsupported",
            _("A file that ends with “{suffix}” holds a whole study, not a transcript.").format(
                suffix=suffix
            ),
            _("Name the file itself, not its folder, to bring the study in."),
        )
    message = (
        _("Kodeverk does not read files that end with “{suffix}”.").format(suffix=suffix)
        if suffix
        else _("The file has no ending that tells its format.")
    )
    cure = _("It reads {formats}: save the text as one of them.")
    return ImportRefused("unsupported", message, cure.format(formats=", ".join(FORMATS)))
