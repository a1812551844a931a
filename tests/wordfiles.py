"""Small Word files for tests, written part by part."""

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def run(text: str, properties: str = "") -> str:
    """Return a run."""
    marked = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{marked}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inside: str) -> str:
    """Return a paragraph of runs; a string without markup becomes one."""
    return "<w:p>" + "".join(i if i.startswith("<") else run(i) for i in inside) + "</w:p>"


def part(name: str, inside: str) -> str:
    """Return a part's XML with ``inside`` in its root."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {_SPACES}>{inside}</w:{name}>'


def word(*body: str, parts: Mapping[str, str | bytes] = {}) -> bytes:
    """Return a .docx whose body holds ``body``; ``parts`` are added or replace ours."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="urn:x"/>',
        "_rels/.rels": RELATIONS,
        "word/document.xml": part("document", f"<w:body>{''.join(body)}</w:body>"),
        **parts,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return target.getvalue()
