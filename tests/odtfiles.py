"""Small OpenDocument texts for tests, written part by part."""

import io
import zipfile
from collections.abc import Mapping

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = {
    "office": "office",
    "style": "style",
    "text": "text",
    "table": "table",
    "draw": "drawing",
    "fo": "xsl-fo-compatible",
    "svg": "svg-compatible",
    "manifest": "manifest",
    "form": "form",
}
_SPACES = " ".join(f'xmlns:{short}="{_OASIS}{name}:1.0"' for short, name in _NAMES.items())
_SPACES += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
KIND = "application/vnd.oasis.opendocument.text"


def p(*inside: str, style: str = "") -> str:
    """Return a paragraph."""
    return f'<text:p text:style-name="{style}">{"".join(inside)}</text:p>'


def span(style: str, inside: str) -> str:
    """Return a run of letters of a style."""
    return f'<text:span text:style-name="{style}">{inside}</text:span>'


def style(name: str, properties: str, *, family: str = "text", parent: str = "") -> str:
    """Return a style whose letters have ``properties``."""
    return (
        f'<style:style style:name="{name}" style:family="{family}" '
        f'style:parent-style-name="{parent}"><style:text-properties {properties}/></style:style>'
    )


def part(name: str, inside: str) -> str:
    """Return a part's XML with ``inside`` in its root."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:{name} {_SPACES}>{inside}</office:{name}>'
    )


def odt(
    *body: str, styles: str = "", kind: str = "text", parts: Mapping[str, str | bytes] = {}
) -> bytes:
    """Return an .odt whose body holds ``body``; ``parts`` are added or replace ours."""
    inside = (
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{''.join(body)}</office:{kind}></office:body>"
    )
    files: dict[str, str | bytes] = {
        "mimetype": KIND,
        "content.xml": part("document-content", inside),
        "META-INF/manifest.xml": manifest(),
        **parts,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            if content:
                package.writestr(name, content)
    return target.getvalue()


def manifest(inside: str = "") -> str:
    """Return a list of the parts, where a locked package says so."""
    return (
        f'<manifest:manifest {_SPACES}><manifest:file-entry manifest:full-path="content.xml">'
        f"{inside}</manifest:file-entry></manifest:manifest>"
    )
