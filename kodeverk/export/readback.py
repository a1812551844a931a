"""What Kodeverk knows again in a Word file: that it wrote it, and the quotes by their bookmarks."""

import hashlib
import re
import zipfile
from functools import lru_cache
from pathlib import Path

from kodeverk.errors import DataError
from kodeverk.i18n import _

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
APPLICATION = "Kodeverk"
_NO_HOUR = (1980, 1, 1, 0, 0, 0)  # as ``package`` writes every part
_PLAIN_ID = re.compile(r"[a-z0-9_]{1,37}")


@lru_cache(16)
def bookmark(quote_id: str) -> str:
    """Return the bookmark of a quote: at most 40 letters that Word tells apart in any case."""
    if not _PLAIN_ID.fullmatch(quote_id):
        quote_id = hashlib.sha256(quote_id.encode()).hexdigest()[:32]
    return f"kv_{quote_id}"


def is_ours(path: Path) -> bool:
    """Tell whether ``path`` is as Kodeverk wrote it.

    Word processors put their name there; what else writes such files says when it did.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if any(each.date_time != _NO_HOUR for each in archive.infolist()):
                return False
            return f"<Application>{APPLICATION}<".encode() in archive.read("docProps/app.xml")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def read_back(path: Path) -> list[tuple[str, str]]:
    """Return the quotes of a report as (bookmark, text as shown), in order.

    Works on a file that Word has saved too. Raises DataError.
    """
    from lxml import etree

    try:
        with zipfile.ZipFile(path) as archive:
            xml = archive.read("word/document.xml")
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except (OSError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise DataError(
            _("“{file}” cannot be read as a Word document.").format(file=path.name),
            _("Open it in Word and save it again as .docx."),
        ) from error
    found: list[tuple[str, str]] = []
    open_: dict[str, tuple[str, list[str]]] = {}
    letters = {f"{{{W}}}br": "\n", f"{{{W}}}cr": "\n", f"{{{W}}}tab": "\t"}
    in_properties = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = etree.QName(element).localname
        if name in ("pPr", "rPr"):
            in_properties += 1 if event == "start" else -1
        elif event == "end" or in_properties:
            continue
        elif name == "bookmarkStart":
            label = element.get(f"{{{W}}}name") or ""
            if label.startswith("kv_"):
                open_[element.get(f"{{{W}}}id") or ""] = (label, [])
        elif name == "bookmarkEnd":
            done = open_.pop(element.get(f"{{{W}}}id") or "", None)
            if done:
                found.append((done[0], "".join(done[1])))
        elif name == "p":
            for _label, text in open_.values():
                text.append("\n")
        else:
            piece = (element.text or "") if name == "t" else letters.get(str(element.tag), "")
            for _label, text in open_.values():
                text.append(piece)
    return found
