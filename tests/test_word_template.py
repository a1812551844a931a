"""Reports in somebody's own template: what is theirs stays, and what is lacking is added."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from fake_study import INTERVIEW, coding, study
from lxml import etree
from test_word import DELT, EN, NOW, body, full, parts, q, said, styled, values

from kodeverk.analysis import themed
from kodeverk.errors import DataError
from kodeverk.export import word
from kodeverk.export.readback import W

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MAIN = f"{_WORD}.document.main+xml"
_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
PICTURE = b"\x89PNG\r\n\x1a\nkommunevaapen"
STYLES = f"""<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="24"/>
<w:lang w:val="nb-NO"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
<w:style w:type="character" w:default="1" w:styleId="Skrift">
<w:name w:val="Default Paragraph Font"/></w:style>
<w:style w:type="paragraph" w:styleId="Overskrift1"><w:name w:val="heading 1"/>
<w:rPr><w:color w:val="006400"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Stor"><w:name w:val="Overskrift 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Mellom"><w:name w:val="Kommunens mellomtittel"/>
<w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="KOsitat"><w:name w:val="Utsagn"/>
<w:aliases w:val="Ord,Sitat"/></w:style>
<w:style w:type="character" w:styleId="SitatTegn"><w:name w:val="Sitat Tegn"/></w:style>
<w:style w:type="character" w:styleId="Memo"><w:name w:val="Memo"/></w:style>
<w:style w:type="table" w:styleId="Rutenett"><w:name w:val="Table Grid"/></w:style>
<w:style w:type="table" w:styleId="KommuneTabell"><w:name w:val="Kommunetabell"/></w:style>
</w:styles>"""
HEADER = f"""<w:hdr xmlns:w="{W}" xmlns:r="{_OFFICE}"><w:p><w:r><w:drawing><a:blip
xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:embed="rId1"/></w:drawing></w:r>
</w:p></w:hdr>"""
LANDSCAPE = """<w:sectPr><w:headerReference w:type="default" r:id="rId7"/>
<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>
<w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417"/></w:sectPr>"""
FRONT = (
    '<w:p><w:pPr><w:pStyle w:val="Overskrift1"/></w:pPr>'
    "<w:r><w:t>Indre by kommune</w:t></w:r></w:p>"
)


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def template(
    inside: str = FRONT,
    *,
    main: str = _MAIN,
    styles: str = STYLES,
    document: str = "word/document.xml",
    more: dict[str, bytes] | None = None,
) -> bytes:
    """Return a template as Norwegian Word would save it, with a picture in its header."""
    relation = f'<Relationship Id="{{}}" Type="{_OFFICE}/{{}}" Target="{{}}"/>'

    def relations(*rows: tuple[str, str, str]) -> bytes:
        told = "".join(relation.format(*row) for row in rows)
        return f'<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'.encode()

    files = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="PNG" ContentType="image/png"/>'
            f'<Override PartName="/{document}" ContentType="{main}"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
            f'<Override PartName="/word/header1.xml" ContentType="{_WORD}.header+xml"/></Types>'
        ).encode(),
        "_rels/.rels": relations(
            ("rId1", "officeDocument", document),
            ("rId2", "extended-properties", "docProps/app.xml"),
        ),
        document: (
            f'<w:document xmlns:w="{W}" xmlns:r="{_OFFICE}"><w:body>{inside}{LANDSCAPE}'
            "</w:body></w:document>"
        ).encode(),
        f"word/_rels/{document.removeprefix('word/')}.rels": relations(
            ("rId7", "header", "header1.xml"), ("rId8", "styles", "styles.xml")
        ),
        "word/styles.xml": styles.encode(),
        "word/header1.xml": HEADER.encode(),
        "word/_rels/header1.xml.rels": relations(("rId1", "image", "media/vaapen.png")),
        "word/media/vaapen.png": PICTURE,
        "docProps/app.xml": b"<Properties><Application>Word</Application></Properties>",
        **(more or {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def written(tmp_path: Path, data: bytes, name: str = "mal.docx") -> bytes:
    """Return a report written into a template of that name."""
    path = tmp_path / name
    path.write_bytes(data)
    return word.document(full(), now=NOW, template=path)


def test_what_is_the_templates_stays(tmp_path: Path) -> None:
    files = parts(written(tmp_path, template()))
    assert files["word/media/vaapen.png"] == PICTURE
    assert files["word/header1.xml"] == HEADER.encode()
    root = etree.fromstring(files["word/document.xml"])
    assert values(root, "headerReference", "type") == ["default"]
    assert values(root, "pgSz", "orient") == ["landscape"]
    assert said(root).startswith("Indre by kommuneSynergi & konflikt")
    before = etree.fromstring(STYLES, etree.XMLParser(remove_blank_text=True))
    after = {s.get(q("styleId")): s for s in etree.fromstring(files["word/styles.xml"])}
    for style in before.findall(q("style")):
        own = after[style.get(q("styleId"))]
        assert etree.tostring(own, method="c14n") == etree.tostring(style, method="c14n")


def test_styles_are_found_by_what_they_mean(tmp_path: Path) -> None:
    files = parts(written(tmp_path, template()))
    root = etree.fromstring(files["word/document.xml"])
    assert styled(root, "Overskrift1") == ["Indre by kommune", "Synergi & konflikt"]
    assert "Appendix: themes" in styled(root, "Stor")
    assert "Felles rom" in styled(root, "Mellom")
    assert styled(root, "KOsitat")[0] == DELT
    assert set(values(root, "tblStyle")) == {"KommuneTabell"}
    names = etree.fromstring(files["word/styles.xml"])
    defined = values(names, "style", "styleId")
    assert len(set(defined)) == len(defined)
    for use in ("pStyle", "rStyle", "tblStyle"):
        assert set(values(root, use)) <= set(defined)
    assert len(set(map(str.casefold, values(names, "name")))) == len(values(names, "name"))
    assert "KodeverkMemo" in defined, "Memo is theirs, and for letters"
    assert styled(root, "KodeverkMemo")
    assert values(names, "basedOn")[0] == "Standard"


def test_a_quote_stays_with_its_source_in_their_style_too(tmp_path: Path) -> None:
    root = etree.fromstring(parts(written(tmp_path, template()))["word/document.xml"])
    for paragraph in root.iter(q("p")):
        if values(paragraph, "pStyle") == ["KOsitat"]:
            assert paragraph.find(f"{q('pPr')}/{q('keepNext')}") is not None


def test_the_preferred_table_style_is_used(tmp_path: Path) -> None:
    settings = f'<w:settings xmlns:w="{W}"><w:defaultTableStyle w:val="Rutenett"/></w:settings>'
    own = parts(template())["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rId9" Type="{_OFFICE}/settings" Target="settings.xml"/>'
        "</Relationships>".encode(),
    )
    more = {"word/settings.xml": settings.encode(), "word/_rels/document.xml.rels": own}
    files = parts(written(tmp_path, template(more=more)))
    assert set(values(etree.fromstring(files["word/document.xml"]), "tblStyle")) == {"Rutenett"}
    assert files["word/settings.xml"] == settings.encode()


def test_all_quotes_are_read_back_from_a_template(tmp_path: Path) -> None:
    own, path, report = tmp_path / "mal.dotx", tmp_path / "rapport.docx", full()
    own.write_bytes(template(paragraph("Før") + paragraph("{{kodeverk}}")))
    assert word.write(report, path, template=own) == path
    assert word.read_back(path) == [(word.bookmark(x.id), x.text) for x in report.quotes()]
    assert word.write(report, path, template=own) == path, "it is known as ours"


@pytest.mark.parametrize(
    "mark", ["{{kodeverk}}", "{{ Kodeverk }}", "{{kode</w:t></w:r><w:r><w:t>verk}}"]
)
def test_the_report_goes_where_the_mark_is(tmp_path: Path, mark: str) -> None:
    inside = paragraph("Innledning") + paragraph(mark) + paragraph("Etterord")
    text = said(body(written(tmp_path, template(inside))))
    assert text.startswith("InnledningSynergi & konflikt")
    assert text.endswith("Etterord")
    assert "{{" not in text


def test_a_mark_that_ends_a_section_leaves_the_section(tmp_path: Path) -> None:
    upright = "<w:sectPr><w:pgSz w:w='11906' w:h='16838'/></w:sectPr>"
    marked = f"<w:p><w:pPr>{upright}</w:pPr><w:r><w:t>{{{{kodeverk}}}}</w:t></w:r></w:p>"
    root = body(written(tmp_path, template(marked + paragraph("Etter"))))
    assert values(root, "pgSz", "w") == ["11906", "16838"]
    width = sum(map(int, values(next(root.iter(q("tblGrid"))), "gridCol", "w")))
    assert width < 10000, "tables fit the page that the report is on"
    sections = [p for p in root.iter(q("p")) if p.find(f".//{q('sectPr')}") is not None]
    assert [said(p) for p in sections] == [""]


def test_tables_fit_the_page_after_a_front_page(tmp_path: Path) -> None:
    upright = "<w:sectPr><w:pgSz w:w='11906' w:h='16838'/></w:sectPr>"
    front = f"<w:p><w:pPr>{upright}</w:pPr></w:p>"
    for inside in (front, front + paragraph("{{kodeverk}}")):
        root = body(written(tmp_path, template(inside)))
        width = sum(map(int, values(next(root.iter(q("tblGrid"))), "gridCol", "w")))
        assert abs(width - (16838 - 2 * 1417)) < 5


@pytest.mark.parametrize(
    "inside",
    [
        paragraph("{{kodeverk}}") * 2,
        paragraph("Her: {{kodeverk}}"),
        f"<w:tbl><w:tr><w:tc>{paragraph('{{kodeverk}}')}</w:tc></w:tr></w:tbl>",
    ],
)
def test_a_mark_in_a_wrong_place_is_refused(tmp_path: Path, inside: str) -> None:
    with pytest.raises(DataError, match=r"\{\{kodeverk\}\}.*mal\.docx"):
        written(tmp_path, template(inside))


def test_only_an_empty_paragraph_is_no_front_page(tmp_path: Path) -> None:
    root = body(written(tmp_path, template('<w:p><w:pPr><w:spacing w:after="0"/></w:pPr></w:p>')))
    assert root[0][0].find(f"{q('pPr')}/{q('pStyle')}") is not None


def test_a_dotx_becomes_a_document(tmp_path: Path) -> None:
    data = template(main=f"{_WORD}.template.main+xml", document="word/document2.xml")
    files = parts(written(tmp_path, data, "mal.dotx"))
    types = files["[Content_Types].xml"].decode()
    assert types.count(_MAIN) == 1
    assert "template.main" not in types
    assert "word/document2.xml" not in files
    assert b'Target="word/document.xml"' in files["_rels/.rels"]
    assert b"header1.xml" in files["word/_rels/document.xml.rels"]


@pytest.mark.parametrize(
    "office", [f"{_PACKAGE}/", _OFFICE.replace("Doc", "doc").rpartition("rel")[0]]
)
def test_properties_are_ours_and_traces_go(tmp_path: Path, office: str) -> None:
    """LibreOffice calls the relation to its properties otherwise than Word does."""
    signature = "http://schemas.openxmlformats.org/package/2006/relationships/"
    rels = (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="a" Type="{signature}metadata/thumbnail" Target="docProps/t.jpeg"/>'
        f'<Relationship Id="b" Type="{signature}digital-signature/origin" Target="s/o.sigs"/>'
        f'<Relationship Id="c" Type="{office}relationships/metadata/core-properties"'
        ' Target="/docProps/core.xml"/>'
        "</Relationships>"
    )
    more = {
        "_rels/.rels": rels.encode(),
        "docProps/t.jpeg": b"bilde",
        "s/o.sigs": b"",
        "docProps/core.xml": b"<c>Hemmelig Navnesen</c>",
    }
    files = parts(written(tmp_path, template(more=more)))
    assert not {"docProps/t.jpeg", "s/o.sigs"} & set(files)
    assert b"Navnesen" not in b"".join(files.values())
    assert b"<dc:creator>Bibliotek og torg</dc:creator>" in files["docProps/core.xml"]
    assert b"<Application>Kodeverk<" in files["docProps/app.xml"]
    ids = [e.get("Id") for e in etree.fromstring(files["_rels/.rels"])]
    assert len(set(ids)) == len(ids)


def test_numbers_go_on_from_the_templates(tmp_path: Path) -> None:
    mark = '<w:bookmarkStart w:id="3" w:name="side"/><w:bookmarkEnd w:id="3"/>'
    root = body(written(tmp_path, template(f"<w:p>{mark}</w:p>{FRONT}")))
    numbers = values(root, "bookmarkStart", "id")
    assert len(set(numbers)) == len(numbers)
    assert numbers[:2] == ["3", "4"]


RELATIONS = "word/_rels/document.xml.rels"


def related(before: str, after: str) -> bytes:
    """Return a template with something else in the relations of its main part."""
    old = parts(template())[RELATIONS].decode()
    assert before in old
    return template(more={RELATIONS: old.replace(before, after).encode()})


def test_a_template_that_points_at_nothing_is_taken(tmp_path: Path) -> None:
    nothing = f'<Relationship Id="rId5" Type="{_OFFICE}/image" Target="../NULL"/></Relationships>'
    told = etree.fromstring(
        parts(written(tmp_path, related("</Relationships>", nothing)))[RELATIONS]
    )
    assert [e.get("TargetMode") for e in told if e.get("Id") == "rId5"] == ["External"]


def test_a_part_is_found_however_its_name_is_written(tmp_path: Path) -> None:
    root = body(written(tmp_path, related("styles.xml", "STYLES.XML")))
    assert styled(root, "KOsitat")[0] == DELT


def test_a_template_without_styles_gets_ours(tmp_path: Path) -> None:
    styles = f'<Relationship Id="rId8" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    files = parts(written(tmp_path, related(styles, "")))
    ours = etree.fromstring(parts(word.document(full(), now=NOW))["word/styles.xml"])
    theirs = etree.fromstring(files["word/styles.xml"])
    assert values(theirs, "style", "styleId") == values(ours, "style", "styleId")
    assert values(theirs, "lang") == ["en-GB"]


def test_measures_that_are_no_whole_numbers_are_left_alone(tmp_path: Path) -> None:
    text = parts(template())["word/document.xml"].decode()
    for name in ("w:w", "w:left", "w:top"):
        text = re.sub(f'{name}="[0-9]+"', f'{name}="708.661"', text)
    root = body(written(tmp_path, template(more={"word/document.xml": text.encode()})))
    assert values(root, "pgSz", "w") == ["708.661"]
    assert sum(map(int, values(next(root.iter(q("tblGrid"))), "gridCol", "w"))) > 9000


def test_remarks_go_and_blanks_stay(tmp_path: Path) -> None:
    blanks = "<!-- {{kodeverk}} -->" + paragraph("Her") + paragraph(" ") + paragraph("<!--x-->er")
    text = said(body(written(tmp_path, template(blanks))))
    assert text.startswith("Her erSynergi")


def test_reports_in_a_template_are_the_same_every_time(tmp_path: Path) -> None:
    path, report = tmp_path / "mal.docx", full()
    path.write_bytes(template())
    first, second = (word.document(report, now=NOW, template=path) for _time in range(2))
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert first == second


def test_a_text_in_another_language_than_the_template_says_so(tmp_path: Path) -> None:
    path = tmp_path / "mal.docx"
    path.write_bytes(template())
    own = study(coding(INTERVIEW, DELT, "kon"))
    for language, expected in (("nb", set()), ("en", {"en-GB"})):
        report = themed(own, replace(EN, language=language))
        root = body(word.document(report, now=NOW, template=path))
        assert set(values(root, "lang")) == expected, language


def test_prefixes_of_other_programs_are_borne(tmp_path: Path) -> None:
    text = parts(template())["word/document.xml"].decode()
    text = text.replace("w:", "ns0:").replace("xmlns:w=", 'xmlns:w="urn:noe" xmlns:ns0=')
    data = template(more={"word/document.xml": text.encode()})
    root = body(written(tmp_path, data))
    assert styled(root, "KOsitat")[0] == DELT


_TYPES = "[Content_Types].xml"
UNTOLD = parts(template())[_TYPES].replace(f' ContentType="{_WORD}.header+xml"'.encode(), b"")
NO_BODY = f'<w:document xmlns:w="{W}"/>'.encode()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("mal.docm", template(), "macros"),
        ("mal.dotm", template(), "macros"),
        ("mal.docx", template(main=_MACROS), "macros"),
        ("mal.odt", template(), "does not end with"),
        ("mal.docx", b"PK\x03\x04 noe", "cannot be used"),
        ("mal.docx", b"noe", "cannot be used"),
        ("mal.docx", b"", "cannot be used"),
        ("mal.docx", template()[:-300], "cannot be used"),
        ("mal.docx", template("<w:p>"), "cannot be used"),
        ("mal.docx", template(styles="<w:styles"), "cannot be used"),
        ("mal.docx", related("/styles", "/header"), "cannot be used"),
        ("mal.docx", related('Id="rId7" ', ""), "cannot be used"),
        ("mal.docx", related("/styles", "/webSettings"), "cannot be used"),
        ("mal.docx", related('styles.xml"', 'header1.xml"'), "cannot be used"),
        ("mal.docx", template(more={_TYPES: UNTOLD}), "cannot be used"),
        ("mal.docx", template(more={"word/document.xml": NO_BODY}), "cannot be used"),
        ("mal.docx", template(main=f"{_WORD}.styles+xml"), "cannot be used"),
        ("mal.docx", template(document="deler/document.xml"), "cannot be used"),
        ("mal.docx", template('<w:p><w:bookmarkStart w:id="1" w:name="kv_x"/></w:p>'), "itself"),
    ],
)  # fmt: skip
def test_what_is_no_template_is_refused(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    with pytest.raises(DataError, match=told) as caught:
        written(tmp_path, data, name)
    assert name in caught.value.message
    assert caught.value.cure


def test_a_strict_document_is_refused_with_a_cure(tmp_path: Path) -> None:
    strict = template(
        more={
            "_rels/.rels": (
                f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="a" Type='
                '"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"'
                ' Target="word/document.xml"/></Relationships>'
            ).encode(),
            "word/document.xml": b'<w:document xmlns:w="http://purl.oclc.org/ooxml/'
            b'wordprocessingml/main"><w:body/></w:document>',
        }
    )
    with pytest.raises(DataError, match="Strict"):
        written(tmp_path, strict)


def test_a_missing_template_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"borte\.docx"):
        word.document(full(), template=tmp_path / "borte.docx")
