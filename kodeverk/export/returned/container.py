"""A .docx from anywhere, opened safely; only what is changed in it is written back."""

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk.corpus.importers import gate, sniff
from kodeverk.corpus.importers.package import Package
from kodeverk.errors import DataError, ImportRefused
from kodeverk.export.readback import W
from kodeverk.export.returned import manifest as manifests
from kodeverk.export.returned.manifest import Manifest
from kodeverk.i18n import _
from kodeverk.text import clean_line

if TYPE_CHECKING:
    from lxml.etree import _Element

_XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Docx:
    """A Word document: ``root`` is the tree of its text, which may be changed.

    Raises DataError when it is none, or none that can be read safely.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._data = data
        self._name = name
        try:
            sniff.check_word(data, ".docx")
            self._package = Package(data)
            self._main = self._main_part()
            self.root = self._package.tree(self._main)
        except ImportRefused as error:
            raise _refused(name, error) from error
        if self.root.tag != f"{{{W}}}document":
            raise not_word(name)

    @classmethod
    def open(cls, path: Path) -> "Docx":
        """Return the document in the file ``path``; raises DataError."""
        try:
            gate.check_path(path)
            data = path.read_bytes()
        except ImportRefused as error:
            raise _refused(path.name, error) from error
        except OSError as error:
            raise not_word(path.name) from error
        return cls(data, path.name)

    def part(self, kind: str) -> "_Element | None":
        """Return the tree of the part that the text is related to as ``kind``, if there is one."""
        return next(iter(self._related(self._main, kind)), (None, None))[1]

    def manifest(self) -> Manifest | None:
        """Return what the report knows of itself, if the document still holds it."""
        held = [
            manifests.decode("".join(str(text) for text in tree.itertext()))
            for _part, tree in self._related(self._main, "customXml")
            if tree.tag == f"{{{manifests.SPACE}}}report"
        ]
        if found := [each for each in held if each is not None]:
            return max(found, key=lambda each: each.made)  # an old report may be the template
        for _part, tree in self._related("", "custom-properties"):
            values = ((p.get("name") or "", "".join(map(str, p.itertext()))) for p in tree)
            if (kept := manifests.unpack(values)) is not None:
                return kept
        return None

    def bytes(self, manifest: Manifest) -> bytes:
        """Return the file anew, with the text as it is in ``root`` and this manifest."""
        from lxml import etree

        changed = {self._main: _XML + etree.tostring(self.root)}
        for part, tree in self._related(self._main, "customXml"):
            if tree.tag == f"{{{manifests.SPACE}}}report":
                changed[part] = manifests.encode(manifest)
        values = manifests.properties(manifest)
        for part, _tree in self._related("", "custom-properties"):
            changed[part] = manifests.properties_part(values, self._package.read(part))
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self._data)) as old, zipfile.ZipFile(target, "w") as new:
            for member in old.infolist():
                data = changed.get(member.filename.lower())
                new.writestr(
                    member, old.read(member) if data is None else data, zipfile.ZIP_DEFLATED
                )
        return target.getvalue()

    def _main_part(self) -> str:
        for part in self._targets("", "officeDocument"):
            if part in self._package and part.startswith("word/"):
                return part
        raise not_word(self._name)

    def _related(self, part: str, kind: str) -> "list[tuple[str, _Element]]":
        """Return the parts that ``part`` (empty: the package) is related to as ``kind``."""
        found = []
        for target in self._targets(part, kind):
            if target in self._package:
                try:
                    found.append((target, self._package.tree(target)))
                except ImportRefused:  # a broken part that is none of ours
                    continue
        return found

    def _targets(self, part: str, kind: str) -> list[str]:
        folder, _slash, name = part.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels" if part else "_rels/.rels"
        if relations not in self._package:
            return []
        found = []
        for relation in self._package.tree(relations):
            inside = relation.get("TargetMode") != "External"
            if inside and (relation.get("Type") or "").endswith(f"/{kind}"):
                found.append(_resolve(folder, relation.get("Target") or ""))
        return found


def not_word(name: str) -> DataError:
    """Return the error of a file that is no Word document."""
    return DataError(
        _("“{file}” cannot be read as a Word document.").format(file=clean_line(name)),
        _("Open it in Word and save it again as .docx."),
    )


def _refused(name: str, error: ImportRefused) -> DataError:
    cure = error.cure
    if error.code in ("encrypted", "wrong_type", "corrupt", "unsafe_xml", "empty"):
        cure = _("Open it in Word, take away any password, and save it again as .docx.")
    message = _("“{file}”: {reason}").format(file=clean_line(name), reason=error.message)
    return DataError(message, cure)


def _resolve(folder: str, target: str) -> str:
    """Return the name of a part that is named from another in ``folder``; in lower case."""
    parts = [] if target.startswith("/") else [each for each in folder.split("/") if each]
    for each in target.strip("/").split("/"):
        if each == "..":
            parts = parts[:-1]
        elif each != ".":
            parts.append(each)
    return "/".join(parts).lower()
