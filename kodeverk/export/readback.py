"""The quotes of a report read back from the Word file."""

import zipfile
from pathlib import Path

from kodeverk.errors import DataError
from kodeverk.export.ooxml import W
from kodeverk.i18n import _


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
