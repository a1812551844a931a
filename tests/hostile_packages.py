"""Bad files that are a ZIP of XML: .docx, .odt and .xlsx that swell, point outside, or lie."""

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from functools import partial

from hostile_files import SHEET, TALK, WHOLE, Case, Make, answers, case, pack, xlsx
from odtfiles import manifest, odt, p
from odtfiles import part as odt_part
from wordfiles import RELATIONS, paragraph, part, word

Parts = dict[str, bytes]

MAIN = {
    "docx": "word/document.xml",
    "odt": "content.xml",
    "xlsx": "xl/worksheets/sheet1.xml",
}
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_DOCTYPES = {
    "a document type": "<!DOCTYPE x>",
    "a file as entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    "an address as entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/x">]>',
    "an address as parameter": '<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:9/x"> %e;]>',
    "a billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]>',
}


def _parts(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _changed(kind: str, change: Callable[[Parts], object], _chance: random.Random) -> bytes:
    """Return a whole file with its parts changed."""
    parts = _parts(WHOLE[kind][1])
    change(parts)
    return pack(parts)


def _prologue(kind: str, text: str, encoding: str, _chance: random.Random) -> bytes:
    """Return a whole file whose main part has ``text`` before its root."""
    parts = _parts(WHOLE[kind][1])
    body = parts[MAIN[kind]].decode("utf-8")
    if body.startswith("<?xml"):
        body = body.partition("?>")[2]
    declared = "utf-16" if encoding.startswith("utf-16") else encoding
    whole = f'<?xml version="1.0" encoding="{declared}"?>{text}{body}'
    parts[MAIN[kind]] = ("\ufeff" * encoding.endswith("e") + whole).encode(encoding)
    return pack(parts)


def _bytes(kind: str, change: Callable[[bytearray, int, int], None], _c: random.Random) -> bytes:
    """Return a whole file with the bytes of its main part's two headers changed."""
    data = bytearray(WHOLE[kind][1])
    name = MAIN[kind].encode()
    change(data, data.find(name) - 30, data.rfind(name) - 46)
    return bytes(data)


def _method(number: int, data: bytearray, local: int, central: int) -> None:
    data[local + 8] = data[central + 10] = number


def _flag(data: bytearray, local: int, central: int) -> None:
    data[local + 6] |= 1
    data[central + 8] |= 1


def _crc(data: bytearray, local: int, central: int) -> None:
    data[local + 14] ^= 255
    data[central + 16] ^= 255


def _size(number: int, data: bytearray, local: int, central: int) -> None:
    for place in (local + 22, central + 24):
        data[place : place + 4] = struct.pack("<I", number)


def _offset(number: int, data: bytearray, _local: int, central: int) -> None:
    data[central + 42 : central + 46] = struct.pack("<I", number)


def _directory(data: bytearray, _local: int, _central: int) -> None:
    end = data.rfind(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<I", 0xFFFFFF00)


def _extra(data: bytearray, _local: int, central: int) -> None:
    data[central + 30] = 4  # the extra field is said to begin in the next header


def _members(kind: str, *names: str, _c: random.Random) -> bytes:
    return pack(_parts(WHOLE[kind][1]) | dict.fromkeys(names, b"ute"))


def _link(kind: str, _chance: random.Random) -> bytes:
    target = io.BytesIO(WHOLE[kind][1])
    with zipfile.ZipFile(target, "a") as archive:
        link = zipfile.ZipInfo("lenke")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return target.getvalue()


def _twice(kind: str, _chance: random.Random) -> bytes:
    """Return a file with two main parts: two programs would read two texts."""
    target = io.BytesIO()
    parts = [*_parts(WHOLE[kind][1]).items(), (MAIN[kind], b"<x/>")]
    with zipfile.ZipFile(target, "w") as archive:
        known: set[str] = set()
        for name, data in parts:
            plain = name if name not in known else name.swapcase()
            known.add(name)
            archive.writestr(plain, data)
    data = target.getvalue()
    return data.replace(MAIN[kind].swapcase().encode(), MAIN[kind].encode())


def _named(name: bytes, kind: str, _chance: random.Random) -> bytes:
    """Return a file with one member called ``name``, whatever zipfile thinks of that."""
    stand_in = "x" * len(name)
    return pack(_parts(WHOLE[kind][1]) | {stand_in: b""}).replace(stand_in.encode(), name)


def _nested(kind: str, _chance: random.Random) -> bytes:
    inner = WHOLE[kind][1]
    for _level in range(40):
        inner = pack({"a.zip": inner})
    return pack(_parts(WHOLE[kind][1]) | {"a.zip": inner})


def _body(kind: str, inside: str, _chance: random.Random) -> bytes:
    """Return a file of ``kind`` with ``inside`` where its paragraphs or rows are."""
    if kind == "docx":
        return word(inside)
    return odt(inside) if kind == "odt" else xlsx(inside)


def _cell(text: str) -> str:
    return f'<row><c t="inlineStr"><is><t>{text}</t></is></c><c><v>1</v></c></row>'


SAID: dict[str, Callable[[str], str]] = {"docx": paragraph, "odt": p, "xlsx": _cell}
_DEEP = {
    "docx": ("<w:sdt><w:sdtContent>", paragraph("dypt"), "</w:sdtContent></w:sdt>"),
    "odt": ("<text:section>", p("dypt"), "</text:section>"),
    "xlsx": ("<x>", _cell("dypt"), "</x>"),
}


def packages(kind: str) -> Iterator[Case]:
    """Yield what is bad in the same way in every package."""
    suffix = WHOLE[kind][0]
    name = f"pakke.{suffix}"

    def change(by: Callable[[Parts], object]) -> Make:
        return partial(_changed, kind, by)

    def spoil(by: Callable[[bytearray, int, int], None]) -> Make:
        return partial(_bytes, kind, by)

    for number, outside in enumerate(
        (
            "../ute.xml",
            "a/../../ute.xml",
            "/etc/passwd",
            "..\\ute.xml",
            "C:/ute.xml",
            "\\\\tjener\\a",
        )
    ):
        member: Make = lambda c, outside=outside: _members(kind, outside, _c=c)  # type: ignore[misc] # noqa: E731
        yield case(f"outside {number}", name, member, "unsafe_path")
    yield case("a zero in a name", name, partial(_named, b"ab\0cd", kind), "unsafe_path")
    yield case("a name of odd bytes", name, partial(_named, b"\xff\xfe\x1b[2J", kind))
    yield case("a link", name, partial(_link, kind), "unsafe_path")
    yield case("two main parts", name, partial(_twice, kind))
    yield case("wrong sum", name, spoil(_crc), "corrupt")
    yield case("a password", name, spoil(_flag), "encrypted")
    for method in (1, 12, 14, 93, 97, 255):
        yield case(f"packed by {method}", name, spoil(partial(_method, method)), "corrupt")
    yield case("said to be empty", name, spoil(partial(_size, 0)), "corrupt no_text")
    yield case("said to be huge", name, spoil(partial(_size, 0xFFFFFFF0)), "zip_bomb")
    yield case("a part beyond the end", name, spoil(partial(_offset, 0xFFFFFF)), "corrupt")
    yield case("parts on one another", name, spoil(partial(_offset, 0)), "corrupt")
    yield case("a list beyond the end", name, spoil(_directory), "corrupt")
    yield case("an odd extra field", name, spoil(_extra))
    yield case("no main part", name, change(lambda parts: parts.pop(MAIN[kind])))
    yield case("nothing in it", name, pack({}), "corrupt wrong_type")
    yield case("a main part that is no XML", name, change(lambda x: x.update({MAIN[kind]: b"nei"})))
    cut = change(lambda x: x.update({MAIN[kind]: x[MAIN[kind]][:-30]}))
    yield case("XML cut off", name, cut, "corrupt")
    odd = change(lambda x: x.update({MAIN[kind]: b"\xff\xfe" + x[MAIN[kind]]}))
    yield case("XML with a false mark", name, odd, "corrupt")
    yield case("only its own kind in it", name, change(lambda x: [x.pop(k) for k in list(x)[1:]]))
    for wrong, doctype in _DOCTYPES.items():
        for encoding in ("utf-8", "utf-16", "utf-16-be"):
            made = partial(_prologue, kind, doctype, encoding)
            yield case(f"{wrong}, {encoding}", name, made, "unsafe_xml")
    yield case("klingon", name, partial(_prologue, kind, "", "utf-7"), "corrupt import")
    order = '<?xml-stylesheet href="http://127.0.0.1:9/x"?><?php echo 1?><!-- hei -->'
    yield case("instructions", name, partial(_prologue, kind, order, "utf-8"), "import")
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
    inside = include + SAID[kind]("hei")
    yield case("an inclusion", name, partial(_body, kind, inside), "import no_text unsupported")
    opening, text, ending = _DEEP[kind]
    deep = partial(_body, kind, opening * 30_000 + text + ending * 30_000)
    yield case("deep", name, deep, "too_complex no_text")
    many = "".join(f' a{n}="x"' for n in range(50_000))
    yield case("many attributes", name, partial(_body, kind, f"<x{many}/>{SAID[kind]('hei')}"))
    spaces = "".join(f' xmlns:n{n}="urn:{n}"' for n in range(20_000))
    yield case("many name spaces", name, partial(_body, kind, f"<x{spaces}/>{SAID[kind]('hei')}"))
    yield case("one text that swells", name, partial(_body, kind, SAID[kind]("a" * 9_000_000)))
    yield case("parts within parts", name, partial(_nested, kind), "import")
    bomb = {f"m/{n}": bytes(3_900_000) for n in range(60)}
    swell = change(lambda x: x.update(bomb))
    yield case("many that swell", name, swell, "zip_bomb", giant=kind != "docx")
    crowd = {f"m/{n}": b"" for n in range(5_100)}
    yield case("a crowd of parts", name, change(lambda x: x.update(crowd)), "too_complex")
    big: Make = lambda c: _body(kind, SAID[kind]("Bandet øver.") * 3_000, c)  # noqa: E731
    yield case("paragraphs that swell", name, big, "zip_bomb too_complex import")
    slow = partial(_numbered, kind, 600_000)
    yield case("very many paragraphs", name, slow, "zip_bomb too_complex import", giant=True)


def _numbered(kind: str, number: int, chance: random.Random) -> bytes:
    """Return a file of so many paragraphs, no two of them alike."""
    noise = (f"{chance.getrandbits(64):x}" for _n in range(number))
    return _body(kind, "".join(SAID[kind](f"Bandet øver {each}.") for each in noise), chance)


def _docx() -> Iterator[Case]:
    yield from packages("docx")
    whole = _parts(WHOLE["docx"][1])
    for number, target in enumerate(
        ("http://127.0.0.1:9/a.dotm", "file:///etc/passwd", "\\\\tjener\\a", "../../../etc/passwd")
    ):
        relation = (
            f'<Relationship Id="r9" Type="{_OFFICE}/attachedTemplate" Target="{target}" '
            'TargetMode="External"/></Relationships>'
        )
        relations = RELATIONS.replace("</Relationships>", relation)
        parts = whole | {"_rels/.rels": relations.encode(), "word/_rels/document.xml.rels": b"<x/>"}
        yield case(f"a relation outside {number}", "brev.docx", pack(parts), "import")
        astray = RELATIONS.replace("word/document.xml", target)
        yield case(
            f"its text outside {number}",
            "brev.docx",
            pack(whole | {"_rels/.rels": astray.encode()}),
        )
    harm = paragraph("\u202eb[/]\ue000 &#x9b;31m &#27;[2J") + paragraph("[bold]Hei[/bold]")
    yield case("harm in it", "brev.docx", word(harm))
    yield case(
        "control letters in it", "brev.docx", word(paragraph("a\u0085b\u009b31mc")), "import"
    )
    types = '<Types><Override PartName="/word/document.xml" ContentType="image/png"/></Types>'
    yield case(
        "a false type", "brev.docx", pack(whole | {"[Content_Types].xml": types.encode()}), "import"
    )
    loop = '<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style>' + (
        '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    looped = {"word/styles.xml": part("styles", loop)}
    styled = '<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>Hei.</w:t></w:r></w:p>'
    yield case("styles in a ring", "brev.docx", word(styled, parts=looped), "import")
    grid = '<w:gridSpan w:val="999999999999999999999"/><w:vMerge w:val="x"/>'
    cell = f"<w:tc><w:tcPr>{grid}</w:tcPr>{paragraph('Hei.')}</w:tc>"
    yield case(
        "a cell over all", "brev.docx", word(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"), "import"
    )
    comments = "".join(
        f'<w:comment w:id="{n % 3}" w:author="&#x202e;A" w:date="tull">{paragraph("x")}</w:comment>'
        for n in range(3000)
    )
    marks = (
        '<w:commentRangeStart w:id="1"/>' * 500
        + paragraph("Hei.")
        + ('<w:commentRangeEnd w:id="2"/><w:commentReference w:id="-1"/>' * 500)
    )
    loose = word(marks, parts={"word/comments.xml": part("comments", comments)})
    yield case("comments astray", "brev.docx", loose, "import")
    empty = paragraph("") * 5_000 + "<w:r/><w:t>løs</w:t><w:p><w:p><w:t>i</w:t></w:p></w:p>"
    yield case("paragraphs of nothing", "brev.docx", word(empty))
    yield case("no body", "brev.docx", word(parts={"word/document.xml": "<x/>"}))
    symbol = '<w:p><w:r><w:sym w:char="ZZZZ"/><w:sym w:char="D800"/><w:sym/></w:r></w:p>'
    yield case("odd symbols", "brev.docx", word(symbol + paragraph("Hei.")), "import")


def _odt() -> Iterator[Case]:
    yield from packages("odt")
    blanks = '<text:s text:c="999999999"/><text:s text:c="-5"/><text:s text:c="tull"/>'
    yield case("a billion blanks", "brev.odt", odt(p("Hei", blanks, "du.")))
    some = '<text:s text:c="9999"/>' * 300
    yield case("many blanks", "brev.odt", odt(p("Hei", some, "du.")))
    table = (
        '<table:table><table:table-row table:number-rows-repeated="1048576">'
        f'<table:table-cell table:number-columns-repeated="16384">{p("Hei.")}</table:table-cell>'
        "</table:table-row></table:table>"
    )
    yield case("cells repeated", "brev.odt", odt(table), "import too_complex")
    ring = '<style:style style:name="{}" style:parent-style-name="{}" style:family="text"/>'
    styles = ring.format("A", "B") + ring.format("B", "A")
    yield case("styles in a ring", "brev.odt", odt(p("Hei.", style="A"), styles=styles), "import")
    for number, link in enumerate(("http://127.0.0.1:9/a.png", "file:///etc/passwd", "../../a")):
        frame = f'<draw:frame><draw:image xlink:href="{link}" xmlns:xlink="urn:x"/></draw:frame>'
        yield case(f"a picture outside {number}", "brev.odt", odt(p(frame, "Hei.")), "import")
    locked = {"META-INF/manifest.xml": manifest("<manifest:encryption-data/>")}
    yield case("locked", "brev.odt", odt(p("x"), parts=locked), "encrypted")
    lying = {"mimetype": "application/vnd.oasis.opendocument.text" + " " * 300}
    yield case("a long word for itself", "brev.odt", odt(p("Hei."), parts=lying))
    yield case("a sheet", "brev.odt", odt(p("Hei."), kind="spreadsheet"))
    other = {"content.xml": odt_part("styles", "")}
    yield case("another root", "brev.odt", odt(parts=other))
    notes = "<text:note><text:note-body>" * 150 + p("x") + "</text:note-body></text:note>" * 150
    yield case("notes in notes", "brev.odt", odt(p("Hei.", notes)), "import")


def _v(reference: str, value: str, kind: str = "", style: str = "") -> str:
    marks = (f' t="{kind}"' if kind else "") + (f' s="{style}"' if style else "")
    return f'<c r="{reference}"{marks}><v>{value}</v></c>'


def _xlsx() -> Iterator[Case]:
    yield from packages("xlsx")
    some = answers(6)
    fine = xlsx(some, before='<dimension ref="A1:A1"/>')
    yield case("a small size said", "svar.xlsx", fine, "import")
    yield case(
        "a large size said", "svar.xlsx", xlsx(some, before='<dimension ref="A1:XFD1048576"/>')
    )
    corner = f'<row r="1">{_v("A1", "1")}</row><row r="1048576">{_v("XFD1048576", "2")}</row>'
    yield case("a value in each corner", "svar.xlsx", xlsx(corner))
    for number, place in enumerate(
        ("ZZZZ1", "A0", "A99999999", "1A", "", "AA-1", "A" + "9" * 6000)
    ):
        yield case(f"an odd place {number}", "svar.xlsx", xlsx(f"<row>{_v(place, '1')}</row>"))
    odd = f'<row r="{"9" * 6000}">{_v("A1", "1")}</row>'
    yield case("a row of 6000 digits", "svar.xlsx", xlsx(odd))
    for number, index in enumerate(("0", "99999", "-1", "x", "9" * 6000)):
        yield case(
            f"a shared text astray {number}",
            "svar.xlsx",
            xlsx(f"<row>{_v('A1', index, 's')}</row>"),
        )
    heading = (
        "<row>" + "".join(f'<c t="str"><v>{each}</v></c>' for each in ("Nr", "Svar")) + "</row>"
    )
    values = ("1e999", "-1e308", "NaN", "INF", "9" * 6000, "0x10", "1e-400", "", " ", "٣")
    rows = "".join(
        f'<row><c><v>{value}</v></c><c t="str"><v>{TALK[1][1]}</v></c></row>' for value in values
    )
    yield case("odd numbers", "svar.xlsx", xlsx(heading + rows))
    dates = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    styles = {"xl/styles.xml": f'<styleSheet xmlns="{SHEET}">{dates}</styleSheet>'}
    when = "".join(
        f'<row>{_v(f"A{n + 2}", value, style="1")}<c t="str"><v>{TALK[1][1]}</v></c></row>'
        for n, value in enumerate(("1e18", "-700000", "2958466", "60", "0", "nan", "-inf"))
    )
    yield case("dates out of range", "svar.xlsx", xlsx(heading + when, styles), "import")
    far = f"<row>{_v('A1', '1', style='9' * 50)}{_v('B1', '2', 'tull', '-4')}</row>"
    yield case("odd styles and kinds", "svar.xlsx", xlsx(far))
    formula = (
        '<c t="str"><f>WEBSERVICE("http://127.0.0.1:9/")</f><v>Hei du.</v></c><c><f>1/0</f></c>'
    )
    yield case("formulas", "svar.xlsx", xlsx(heading + f"<row>{formula}</row>"))
    merged = '</sheetData><mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells><sheetData>'
    yield case(
        "all cells merged",
        "svar.xlsx",
        xlsx("".join(f"<row>{_cell('a')[5:]}" for _n in "ab") + merged),
    )
    ranges = "".join(f'<mergeCell ref="A{n}:A1048576"/>' for n in range(1, 3_000))
    many = f"</sheetData><mergeCells>{ranges}</mergeCells><sheetData>"
    yield case("many merged", "svar.xlsx", xlsx("".join(_cell(f"k{n}") for n in range(300)) + many))
    hidden = '<cols><col min="1" max="99999999999" hidden="1"/></cols>'
    yield case("all hidden", "svar.xlsx", xlsx(some, before=hidden))
    wide = "<row>" + "<c><v>1</v></c>" * 16_384 + "</row>"
    yield case("a wide row", "svar.xlsx", xlsx(wide + heading))
    harm = [["Nr", "\u202eHva\u009b31m", "[/]"], ["=1+1", "[bold]Hei[/bold] du", "@SUM(A1)"]]
    yield case("harm in it", "svar.xlsx", xlsx(harm), "import")
    lost = '<workbook xmlns:r="urn:x"><sheets><sheet name="A" r:id="r7"/></sheets></workbook>'
    yield case("no sheet", "svar.xlsx", xlsx(some, {"xl/workbook.xml": lost}))
    astray = f'<Relationship Id="r1" Target="../../etc/passwd" Type="{_OFFICE}/worksheet"/>'
    ring = f"<Relationships>{astray}</Relationships>"
    yield case("a sheet outside", "svar.xlsx", xlsx(some, {"xl/_rels/workbook.xml.rels": ring}))
    million: Make = lambda _c: xlsx("<row><c><v>1</v></c><c><v>22</v></c></row>" * 1_000_000)  # noqa: E731
    yield case("a million rows", "svar.xlsx", million, "too_complex zip_bomb", giant=True)


SPECIAL: dict[str, Callable[[], Iterator[Case]]] = {"docx": _docx, "odt": _odt, "xlsx": _xlsx}
