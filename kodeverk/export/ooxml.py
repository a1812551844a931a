"""The parts of a .docx that say nothing of its content: package, styles, properties, footer.

Written as XML text, because a report may hold 20 000 quotes and an object model is a hundred times
slower. Everything that comes from outside goes through ``escape`` (text) or ``attribute``.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kodeverk.text import clean, clean_line

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
APPLICATION = "Kodeverk"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TAGS = {"nb": "nb-NO", "nn": "nn-NO", "da": "da-DK", "en": "en-GB"}
_FONT = "Calibri"
_INK = "1F3864"  # headings: 12:1 on white
_GREY = "404040"  # source lines: 10:1 on white


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file tells of itself. ``created`` is UTC."""

    title: str
    author: str
    language: str
    created: datetime


@dataclass(frozen=True, slots=True)
class StyleNames:
    """The names a person sees of the styles that are ours, in the language of the document."""

    source: str
    counts: str
    memo: str
    table: str
    cell: str
    speaker: str


def tag(language: str) -> str:
    """Return the language tag that Word wants, such as ``nb-NO``."""
    return _TAGS.get(language, "nb-NO")


def escape(text: str) -> str:
    """Return ``text`` for the content of an element, without what XML cannot hold."""
    if not text.isprintable():  # true of nearly all text, and much faster to ask than to clean
        text = clean(text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Return ``text`` for an attribute in double quotes, on one line."""
    return escape(clean_line(text)).replace('"', "&quot;")


def package(
    body: str, properties: Properties, names: StyleNames, footer: str, *, level: int = 4
) -> bytes:
    """Return the .docx with ``body`` (the XML inside ``w:body``, section properties excepted)."""
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>'
        '<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1417" w:right="1134" w:bottom="1417" w:left="1134" w:header="709" '
        'w:footer="709" w:gutter="0"/></w:sectPr>'
    )
    document = (
        f'{_HEAD}<w:document xmlns:w="{W}" xmlns:r="{_OFFICE}/relationships">'
        f"<w:body>{body}{section}</w:body></w:document>"
    )
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            {
                "rId1": (f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
                "rId2": (
                    f"{_PACKAGE}/relationships/metadata/core-properties",
                    "docProps/core.xml",
                ),
                "rId3": (f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
            }
        ),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relations(
            {
                "rId1": (f"{_OFFICE}/relationships/styles", "styles.xml"),
                "rId2": (f"{_OFFICE}/relationships/settings", "settings.xml"),
                "rId3": (f"{_OFFICE}/relationships/footer", "footer1.xml"),
            }
        ),
        "word/styles.xml": _styles(properties.language, names),
        "word/settings.xml": _settings(properties.language),
        "word/footer1.xml": f'{_HEAD}<w:ftr xmlns:w="{W}">{footer}</w:ftr>',
        "docProps/core.xml": _core(properties),
        "docProps/app.xml": (
            f'{_HEAD}<Properties xmlns="{_OFFICE}/extended-properties">'
            f"<Application>{APPLICATION}</Application></Properties>"
        ),
    }
    stamp = properties.created.timetuple()[:6]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, xml in parts.items():
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, xml.encode())
    return buffer.getvalue()


def _content_types() -> str:
    overrides = {
        "/word/document.xml": f"{_TYPE}.document.main+xml",
        "/word/styles.xml": f"{_TYPE}.styles+xml",
        "/word/settings.xml": f"{_TYPE}.settings+xml",
        "/word/footer1.xml": f"{_TYPE}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": (
            "application/vnd.openxmlformats-officedocument.extended-properties+xml"
        ),
    }
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(
            f'<Override PartName="{part}" ContentType="{kind}"/>'
            for part, kind in overrides.items()
        )
        + "</Types>"
    )


def _relations(relations: Mapping[str, tuple[str, str]]) -> str:
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
            for name, (kind, target) in relations.items()
        )
        + "</Relationships>"
    )


def _core(properties: Properties) -> str:
    moment = properties.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    author = escape(clean_line(properties.author))
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(clean_line(properties.title))}</dc:title>"
        f"<dc:creator>{author}</dc:creator>"
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        f"<dc:language>{tag(properties.language)}</dc:language></cp:coreProperties>"
    )


def _settings(language: str) -> str:
    return (
        f'{_HEAD}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="708"/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{tag(language)}"/></w:settings>'
    )


def _styles(language: str, names: StyleNames) -> str:
    code = tag(language)
    fonts = f'<w:rFonts w:ascii="{_FONT}" w:hAnsi="{_FONT}" w:eastAsia="{_FONT}" w:cs="{_FONT}"/>'
    quote = '<w:ind w:left="567" w:right="567"/>'
    bar = '<w:pBdr><w:left w:val="single" w:sz="{size}" w:space="8" w:color="{color}"/></w:pBdr>'
    edge = 'w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"'
    edges = "".join(
        f"<w:{side} {edge}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'{_HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}'
        '<w:sz w:val="22"/><w:szCs w:val="22"/>'
        f'<w:lang w:val="{code}" w:eastAsia="{code}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/>'
        "</w:style>"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        + "".join(_heading(level) for level in range(1, 7))
        + _paragraph(
            "Quote",
            "Quote",
            '<w:keepNext/><w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="8EAADB"/>'
            f'</w:pBdr><w:spacing w:before="120" w:after="60"/>{quote}',
        )
        + _paragraph(
            "SourceLine",
            names.source,
            f'<w:spacing w:after="200"/>{quote}',
            f'<w:color w:val="{_GREY}"/>',
            custom=True,
        )
        + _paragraph("Counts", names.counts, "<w:keepNext/>", "<w:b/>", custom=True)
        + _paragraph(
            "Memo",
            names.memo,
            f'{bar.format(size=6, color="7F7F7F")}<w:shd w:val="clear" w:color="auto" '
            'w:fill="F2F2F2"/><w:spacing w:after="200"/><w:ind w:left="567" w:right="567"/>',
            custom=True,
        )
        + _paragraph(
            "Caption",
            "caption",
            '<w:keepNext/><w:spacing w:before="240" w:after="80"/>',
            f'<w:b/><w:color w:val="{_INK}"/>',
        )
        + _paragraph(
            "TableText",
            names.cell,
            '<w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/>',
            custom=True,
        )
        + _paragraph("Footer", "footer", '<w:spacing w:after="0"/><w:jc w:val="center"/>')
        + '<w:style w:type="character" w:customStyle="1" w:styleId="QuoteSpeaker">'
        f'<w:name w:val="{attribute(names.speaker)}"/><w:basedOn w:val="DefaultParagraphFont"/>'
        "<w:qFormat/><w:rPr><w:b/></w:rPr></w:style>"
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        '<w:basedOn w:val="DefaultParagraphFont"/><w:rPr><w:color w:val="0B4F9E"/>'
        '<w:u w:val="single"/></w:rPr></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="KodeverkTable">'
        f'<w:name w:val="{attribute(names.table)}"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr>"
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
        '<w:shd w:val="clear" w:color="auto" w:fill="D9E2F3"/></w:tcPr></w:tblStylePr></w:style>'
        "</w:styles>"
    )


def _heading(level: int) -> str:
    size = (40, 32, 28, 24, 23, 22)[level - 1]
    before = (0, 480, 320, 240, 200, 200)[level - 1]
    return (
        f'<w:style w:type="paragraph" w:styleId="Heading{level}">'
        f'<w:name w:val="heading {level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/>'
        f'<w:uiPriority w:val="9"/><w:qFormat/><w:pPr><w:keepNext/><w:keepLines/>'
        f'<w:spacing w:before="{before}" w:after="120" w:line="240" w:lineRule="auto"/>'
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr><w:b/><w:color w:val="{_INK}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _paragraph(
    style: str, name: str, paragraph: str, run: str = "", *, custom: bool = False
) -> str:
    ours = ' w:customStyle="1"' if custom else ""
    return (
        f'<w:style w:type="paragraph"{ours}'
        f' w:styleId="{style}"><w:name w:val="{attribute(name)}"/><w:basedOn w:val="Normal"/>'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr>{f'<w:rPr>{run}</w:rPr>' if run else ''}</w:style>"
    )
