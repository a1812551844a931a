"""What a file is, told by its content. No I/O.

A name's ending is only what somebody called it. Where the content does not tell (plain text is
plain text), ``kind_of`` says nothing, and the name decides.
"""

import io
import re

from kodeverk.corpus.importers import gate, safe
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HEAD = 200_000  # bytes in which a text shows what it is
_MEMBERS = 50_000
_WORD = 200  # bytes in which a package says what it is

# First bytes that no text has. Those in capitals are told to people; the others have a reader.
_MAGIC = tuple(
    (re.compile(pattern, re.DOTALL), kind)
    for pattern, kind in (
        (rb"[\0-\x20\xef\xbb\xbf]*%PDF-?", "pdf"),
        (rb"\s*\{\\rtf", "rtf"),
        (rb"\x89PNG", "PNG"),
        (rb"\xff\xd8\xff", "JPEG"),
        (rb"GIF8[79]a", "GIF"),
        (rb"II\*\0|MM\0\*", "TIFF"),
        (rb"RIFF....WEBP", "WebP"),
        (rb"RIFF....AVI ", "AVI"),
        (rb"RIFF....WAVE", "WAV"),
        (rb"....ftyp(?:hei[cfx]|mif1)", "HEIC"),
        (rb"....ftypM4A", "M4A"),
        (rb"....ftyp", "MP4"),
        (rb"ID3[\2-\4]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]", "MP3"),
        (rb"OggS", "Ogg"),
        (rb"fLaC", "FLAC"),
        (rb"#!AMR", "AMR"),
        (rb"0&\xb2\x75", "WMA"),
        (rb"\x1aE\xdf\xa3", "WebM"),
        (rb"\x1f\x8b", "gzip"),
        (rb"BZh[1-9]1AY&SY", "bzip2"),
        (rb"\xfd7zXZ\0", "xz"),
        (rb"7z\xbc\xaf", "7z"),
        (rb"Rar!\x1a", "RAR"),
        (rb"MZ\x90", "EXE"),
        (rb"\x7fELF", "ELF"),
        (rb"\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe", "Mach-O"),
        (rb"SQLite format 3", "SQLite"),
    )
)
# How a text of each kind opens; the first that fits. In UTF-16 the zeros are taken away first.
_OPENINGS = tuple(
    (re.compile(pattern, re.DOTALL | re.IGNORECASE), kind)
    for pattern, kind in (
        (rb"WEBVTT(?:[\s\-]|\Z)", "vtt"),
        (rb"\d+[^\S\n]*\n\s*\d{1,3}:\d\d:\d\d[.,]\d{1,3}\s*-->", "srt"),
        (rb"start\tend\ttext[^\S\n]*(?:\n|\Z)|(?:-?\d+[.,]\d+\t){2}[^\n]", "tsv"),
        (rb'"?start"?,"?end"?,(?:"?speaker"?,)?"?text"?[^\S\n]*\n', "tsv"),
        (rb'\{\s*(?:"|\}\s*\Z)|\[\s*\{\s*"|\[\s*\]\s*\Z', "json"),
        (rb"(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype )?html\b", "html"),
        (rb"<(?:head|body|meta|title|style)\b", "html"),
        (rb".{,1000}<(?:\w+:)?(?:CodeBook|Project)\b[^>]*QDA-XML", "qdc"),
        (rb"<\?xml\b", "XML"),
    )
)
# Two programs' own ways of writing JSON and HTML.
_SPECIAL = {
    "json": (re.compile(rb'"text"\s*:\s*"(?:\\[nrt]|\s)*<(?:p|div|br|span)\b', re.I), "otr"),
    "html": (re.compile(rb"<a\s[^<>]*\b(?:name|href)=[\"']?#?ts_\d+_\d+", re.I), "noscribe"),
}
_ODF = b"application/vnd.oasis.opendocument."
_FOLDERS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "PowerPoint"))
# Kinds that no file without the right first bytes can be, whatever it is called.
TOLD = frozenset({"docx", "odt", "xlsx", "pdf", "rtf"})
PACKED = frozenset({"docx", "odt", "xlsx"})


def kind_of(data: bytes) -> str:
    """Return what ``data`` is; empty where only the name can tell.

    In lower case a kind that may have a reader (``docx``, ``vtt`` …; ``zip`` is a ZIP of no known
    kind, or a damaged one), else what people call it (``PNG``). Raises ImportRefused for files of
    old Word and Excel, and locked ones.
    """
    if data.startswith(_OLE):
        raise gate.encrypted() if _ENCRYPTED in data else gate.legacy()
    if data.startswith(ZIP):
        return _packed(data)
    for magic, kind in _MAGIC:
        if magic.match(data):
            return kind
    head = data[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    head = head.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for opening, kind in _OPENINGS:
        if opening.match(head):
            special = _SPECIAL.get(kind)
            return special[1] if special and special[0].search(head) else kind
    return ""


def _packed(data: bytes) -> str:
    """Return what kind of package a ZIP is, by the names in it."""
    try:
        archive = safe.open_zip(io.BytesIO(data), _MEMBERS, _WORD)
        names = archive.namelist()
        declared = b""
        if "mimetype" in names:
            declared = safe.unpack(archive, archive.getinfo("mimetype"), _WORD)
    except safe.Unsafe:  # whoever reads it says what is wrong
        return "zip"
    if declared.startswith(_ODF + b"text"):
        return "odt"
    if declared.startswith(_ODF):
        return "OpenDocument"
    if declared.startswith(b"application/epub"):
        return "EPUB"
    lower = [name.lower() for name in names]
    if any(name.endswith(".qde") for name in lower):
        return "qdpx"
    for folder, kind in _FOLDERS:
        if any(name.startswith(folder) for name in lower):
            return kind
    return "docx" if "[content_types].xml" in lower else "zip"


def label(kind: str) -> str:
    """Return what people call a kind."""
    return {"noscribe": "HTML"}.get(kind, kind.upper() if kind.islower() else kind)


def check_word(data: bytes, suffix: str) -> None:
    """Raise ImportRefused unless ``data`` is a Word file, or a ZIP that might be one."""
    kind = kind_of(data)
    if not kind:
        raise ImportRefused(
            "wrong_type",
            _("The name ends with “{suffix}”, but the content is not a Word file.").format(
                suffix=suffix
            ),
            _("Open it in the program that made it and save it as .docx."),
        )
    if kind not in ("docx", "zip"):
        raise wrong_type(suffix, kind)


def wrong_type(suffix: str, kind: str) -> ImportRefused:
    """Return the refusal of content that is of another kind than the name ``suffix`` promises.

    ``kind`` is that of ``kind_of``; empty when it is just not what it is called.
    """
    if kind:
        return ImportRefused(
            "wrong_type",
            _("The name ends with “{suffix}”, but the content is {kind}.").format(
                suffix=suffix, kind=label(kind)
            ),
            _("Give it its right name, or save it anew as .docx or .txt."),
        )
    return ImportRefused(
        "wrong_type",
        _("The name ends with “{suffix}”, but the content is something else.").format(
            suffix=suffix
        ),
        _("Open it in the program that made it and save it as .docx or .txt."),
    )
