"""Bad documents that are neither a package nor plain text: .pdf, .rtf and .html."""

import random
import zlib
from collections.abc import Callable, Iterator
from functools import partial

from hostile_files import LINES, WHOLE, Case, case, html, pdf, pdf_of, pdf_stream, rtf
from hostile_texts import long_ones, storms

_PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<{}>>>>"
_FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
_HEI = pdf_stream(b"BT /F1 12 Tf 50 700 Td (Hei du.) Tj ET")


def _one(
    stream: bytes = _HEI,
    *,
    catalogue: str = "",
    pages: str = "/Kids[3 0 R]/Count 1",
    resources: str = "/Font<</F1 5 0 R>>",
    font: str | bytes = _FONT,
    more: tuple[str | bytes, ...] = (),
    trailer: str = "",
) -> bytes:
    """Return a PDF of one page, with this or that in it other than it should be."""
    return pdf_of(
        f"<</Type/Catalog/Pages 2 0 R{catalogue}>>",
        f"<</Type/Pages{pages}>>",
        _PAGE.format(resources),
        stream,
        font,
        *more,
        trailer=trailer,
    )


def _bomb(filters: int, size: int, _chance: random.Random) -> bytes:
    """Return a page whose content swells to ``size`` bytes, packed so many times over."""
    data = bytes(size)
    for _time in range(filters):
        data = zlib.compress(data, 9)
    names = "/FlateDecode" * filters
    head = f"<</Length {len(data)}/Filter[{names}]>>\nstream\n".encode()
    return _one(head + data + b"\nendstream")


def _pages(number: int, _chance: random.Random) -> bytes:
    """Return many pages that are one and the same."""
    return _one(pages=f"/Kids[{'3 0 R ' * number}]/Count {number}")


def _locked() -> bytes:
    entry = "/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O({0})/U({0})>>/ID[(a)(a)]"
    return _one(trailer=entry.format("x" * 32))


def _pdf() -> Iterator[Case]:
    name = "notat.pdf"
    forms = "/Font<</F1 5 0 R>>/XObject<</X 6 0 R>>"
    draw = pdf_stream(b"BT /F1 12 Tf 50 700 Td (Hei du.) Tj ET /X Do /X Do")
    shape = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
    ring = pdf_stream(b"/X Do /X Do /X Do", shape)
    lzw = (
        b"<</Length 40000/Filter/LZWDecode>>\nstream\n"
        + b"\x80"
        + b"\xff" * 40_000
        + b"\nendstream"
    )
    runs = (
        b"<</Length 40001/Filter/RunLengthDecode>>\nstream\n"
        + b"\x81 " * 20_000
        + b"\x80\nendstream"
    )
    wide = "/DecodeParms<</Predictor 12/Columns 999999999>>"
    mapped = (
        "1 begincodespacerange <00> <FF> endcodespacerange "
        "1 beginbfrange <00> <FFFFFF> <0041> endbfrange "
        "1 beginbfchar <48> <D83D> endbfchar"
    )
    unicode = "<</Type/Font/Subtype/Type1/BaseFont/X/ToUnicode 6 0 R>>"
    kids = {
        "a page tree in a ring": "/Kids[2 0 R]/Count 1",
        "a page twice": "/Kids[3 0 R 3 0 R]/Count 2",
        "a page that is not there": "/Kids[99 0 R]/Count 1",
        "no pages": "/Kids[]/Count 0",
        "pages that are a number": "/Kids 5/Count (x)",
        "a false count": "/Kids[3 0 R]/Count 999999999",
        "a count below nothing": "/Kids[3 0 R]/Count -7",
    }
    for wrong, entry in kids.items():
        yield case(wrong, name, _one(pages=entry))
    for wrong, stream in {
        "a length too long": _HEI.replace(b"/Length ", b"/Length 99999"),
        "a length below nothing": _HEI.replace(b"/Length ", b"/Length -"),
        "a length in a ring": _HEI.replace(b"/Length ", b"/Length 4 0 R %"),
        "an unknown filter": _HEI.replace(b"FlateDecode", b"KlingonDecode"),
        "a picture's filter": _HEI.replace(b"FlateDecode", b"DCTDecode"),
        "a broken stream": _HEI.replace(b"x", b"y"),
        "a wide predictor": pdf_stream(b"x" * 99, wide),
        "LZW of nothing": lzw,
        "runs": runs,
        "an operator without end": pdf_stream(b"BT (" * 9_000),
        "deep arrays": pdf_stream(b"[" * 30_000 + b"]" * 30_000 + b" TJ"),
        "deep dictionaries": pdf_stream(b"<<" * 30_000),
        "a state saved for ever": pdf_stream(b"q " * 30_000 + b"BT /F1 9 Tf (Hei du.) Tj ET"),
        "odd numbers": pdf_stream(
            b"BT /F1 1e999 Tf nan inf Td (Hei du.) Tj " + b"9" * 6000 + b" Tz ET"
        ),
        "a picture in the line": pdf_stream(b"BI /W 9 /H 9 ID " + b"x" * 50_000),
        "no font": pdf_stream(b"BT 50 700 Td (Hei du.) Tj ET"),
        "a storm of letters": pdf_stream(b"BT /F1 9 Tf " + b"(a)Tj 0 0 Td " * 5_000 + b"ET"),
        "harm": pdf_stream(b"BT /F1 9 Tf (\\033]52;c;eA==\\007 [/] Hei du.) Tj ET"),
        "no text": pdf_stream(b"0 0 10 10 re f"),
    }.items():
        yield case(wrong, name, _one(stream))
    yield case("shapes in a ring", name, _one(draw, resources=forms, more=(ring,)))
    yield case(
        "letters mapped astray", name, _one(font=unicode, more=(pdf_stream(mapped.encode()),))
    )
    yield case(
        "a font in a ring", name, _one(font="<</Type/Font/DescendantFonts[5 0 R]/Subtype/Type0>>")
    )
    yield case("a font that is a text", name, _one(font="(Arial)"))
    yield case("no fonts", name, _one(resources="/Font 5 0 R"))
    script = "/OpenAction<</S/JavaScript/JS(app.launchURL('http://127.0.0.1:9/'))>>"
    yield case("a script", name, _one(catalogue=script), "import")
    launch = "/OpenAction<</S/Launch/F(/bin/sh)>>/AA<</O<</S/URI/URI(http://127.0.0.1:9/)>>>>"
    yield case("a program to start", name, _one(catalogue=launch), "import")
    deep = "/Outlines" + "<</First " * 5_000
    yield case("deep outlines", name, _one(catalogue=deep))
    yield case("locked", name, _locked(), "encrypted corrupt")
    for number, trailer in enumerate(
        (
            "/Prev 0",
            "/Prev 999999999",
            "/Prev -1",
            "/Root 99 0 R",
            "/Root (x)",
            "/Size -3",
            "/XRefStm 15",
        )
    ):
        yield case(f"a false trailer {number}", name, _one(trailer=trailer))
    whole = WHOLE["pdf"][1]
    yield case("a false table", name, whole.replace(b"0000", b"9999"))
    yield case("no table", name, whole[: whole.index(b"xref")])
    yield case("a table in a ring", name, whole.replace(b"startxref\n", b"startxref\n9"))
    yield case("only a head", name, b"%PDF-1.7\n", "corrupt no_text")
    yield case("a head without end", name, b"%PDF-" + b"9" * 100_000)
    yield case("rubbish before it", name, b"\n" * 900 + whole)
    yield case("closed and closed again", name, whole + b"%%EOF\n" * 50_000)
    yield case("objects without end", name, whole + b"1 0 obj\n" * 50_000)
    title = "/Info<</Title(\\033[2J" + "x" * 100_000 + ")/CreationDate(D:99999999999999)>>"
    yield case("a title that does harm", name, _one(trailer=title), "import")
    yield case("many pages", name, partial(_pages, 300))
    yield case("a page that swells", name, partial(_bomb, 1, 6_000_000))
    yield case("a page that swells twice", name, partial(_bomb, 2, 6_000_000))
    yield case("one that swells far", name, partial(_bomb, 1, 400_000_000), giant=True)
    yield case("one that swells three times", name, partial(_bomb, 3, 400_000_000), giant=True)
    yield case("a hundred thousand pages", name, partial(_pages, 100_000), giant=True)
    yield case("one packed not at all", name, pdf(LINES, flate=False), "import")


def _rtf() -> Iterator[Case]:
    inside = {
        "deep": "{" * 100_000 + "Hei",
        "closed too often": "}" * 100_000 + "Hei",
        "deep and closed": "{" * 60_000 + "Hei" + "}" * 60_000,
        "a long control word": "\\" + "a" * 1_000_000 + " Hei",
        "a number of 6000 digits": f"\\u{'9' * 6000}? Hei \\uc{'9' * 6000} du",
        "numbers out of range": "\\u-1?\\u65536?\\u1114112?\\u-70000? Hei \\'zz\\'8 du\\'",
        "half letters": "\\u-10179? Hei \\u-9216? \\u-10179?\\u-8704? du",
        "escapes for a screen": "\\'1b[2J\\u27?]52;c;eA==\\'07\\u8238? [/] Hei",
        "skips without end": "\\uc1000000 \\u229?Hei du. \\u229?Ja.",
        "much that is binary": "\\bin999999999 Hei",
        "binary below nothing": "\\bin-5 Hei",
        "a picture": "{\\pict\\pngblip " + "89504e47" * 200_000 + "} Hei",
        "an object": "{\\object\\objdata 010500} Hei",
        "fields that fetch": "{\\field{\\*\\fldinst INCLUDETEXT http://127.1:9/}{\\fldrslt Hei}}",
        "a template outside": "{\\*\\template http://127.0.0.1:9/a.dot} Hei",
        "an unknown page of letters": "\\ansicpg99999\\'e5 Hei",
        "another page of letters": "\\mac\\'8c Hei \\pca\\'86",
        "fonts without end": "{\\fonttbl"
        + "".join(f"{{\\f{n} A;}}" for n in range(20_000))
        + "} Hei",
        "a font that is not there": "\\f99999\\fcharset204\\'e5 Hei",
        "upr": "{\\upr{Hei}{\\*\\ud{Hå}}} Hei",
        "deleted and hidden": "{\\deleted borte}{\\v skjult} Hei",
        "backslashes": "\\\\" * 100_000,
        "tables without end": "\\trowd" + "\\cell" * 15_000 + " Hei",
        "footnotes in footnotes": "{\\footnote " * 2_000 + "Hei" + "}" * 2_000,
        "nothing": "",
    }
    for wrong, text in inside.items():
        yield case(wrong, "notat.rtf", b"{\\rtf1\\ansi " + text.encode() + b"}")
    yield case("no end", "notat.rtf", rtf(LINES)[:-1])
    yield case("much after the end", "notat.rtf", rtf(LINES) + b"{\\rtf1 mer}" * 500)
    yield case("only a head", "notat.rtf", b"{\\rtf")
    yield from long_ones("rtf", lambda said: rtf(said).decode())


def _html() -> Iterator[Case]:
    inside = {
        "deep": "<div>" * 100_000 + "Hei",
        "deep tables": "<table><tr><td>" * 20_000 + "Hei",
        "deep and closed": "<b><i>" * 30_000 + "Hei" + "</i></b>" * 30_000,
        "astray ends": "</p></div></table>" * 30_000 + "Hei",
        "a comment without end": "<p>Hei</p><!-- " + "Åse: Ja " * 100,
        "comments": "<!---->" * 50_000 + "Hei",
        "a tag without end": "<p>Hei</p><a href='" + "x" * 200_000,
        "many attributes": "<p " + "".join(f"a{n}=x " for n in range(50_000)) + ">Hei</p>",
        "scripts": "<script>while(1);</script><style>p{}</style><noscript>n</noscript><p>Hei</p>",
        "frames and pictures": "<iframe src='http://127.0.0.1:9/'></iframe><p>Hei<img src='file:///x'>",
        "a jump": "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'><p>Hei</p>",
        "a base": "<base href='http://127.0.0.1:9/'><link rel=stylesheet href=a.css><p>Hei</p>",
        "letters that are none": "<p>Hei &#xD800;&#1114112;&#0;&#27;[2J&#x202e; [/] &#"
        + "9" * 6000
        + ";</p>",
        "plaintext": "<plaintext><p>Hei</p>",
        "a text box": "<textarea>" + "<p>" * 1000 + "Hei",
        "cells over all": "<table><tr><td colspan=99999999 rowspan=99999999>Hei</td></tr></table>",
        "lists": "<ul><li>" * 20_000 + "Hei",
        "SVG and math": "<svg><text>Hei</text><foreignObject>du</svg><math><mi>x</mi></math>",
        "hidden": "<p hidden>skjult</p><p style='display:none'>borte</p><p>Hei</p>",
        "nothing": "<p></p><br>",
        "a picture within": f"<img src='data:image/png;base64,{'A' * 500_000}'><p>Hei</p>",
        "zeros": "<p>H\0e\0i</p>\0",
    }
    for wrong, text in inside.items():
        yield case(wrong, "side.html", f"<!DOCTYPE html><html><body>{text}</body></html>".encode())
    for number, charset in enumerate(("utf-16", "klingon", "utf-7", "x" * 5000, "ebcdic-cp-no")):
        head = html(LINES).replace('"utf-8"', f'"{charset}"')
        yield case(f"a false encoding {number}", "side.html", head.encode("cp1252"))
    laughs = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><html><p>Hei &b;</p></html>'
    yield case("entities of its own", "side.html", laughs.encode())
    outside = '<!DOCTYPE html SYSTEM "http://127.0.0.1:9/a.dtd"><html><p>Hei</p></html>'
    yield case("a document type outside", "side.html", outside.encode())
    frame: Callable[[str], str] = lambda storm: html([*LINES, storm])  # noqa: E731
    yield from storms("html", frame)
    yield from long_ones("html", html)


SPECIAL: dict[str, Callable[[], Iterator[Case]]] = {"pdf": _pdf, "rtf": _rtf, "html": _html}
