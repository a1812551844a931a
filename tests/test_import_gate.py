"""Files that are not what they should be: refused with a code and a cure, never a crash."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from wordfiles import RELATIONS, paragraph, part, word

from kodeverk.corpus.importers import gate
from kodeverk.corpus.importers.formats import FORMATS, read_bytes, read_file
from kodeverk.errors import ImportRefused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def refused(name: str, data: bytes) -> str:
    with pytest.raises(ImportRefused) as error:
        read_bytes(name, data)
    assert error.value.message
    assert error.value.cure
    return error.value.code


def test_kinds_by_their_first_bytes() -> None:
    assert refused("a.docx", b"") == "empty"
    assert refused("a.txt", b"") == "empty"
    assert refused("a.txt", b" \n\xc2\xa0\n") == "no_text"
    assert refused("a.doc", OLE) == "legacy_format"
    assert refused("a.docx", OLE) == "legacy_format"
    assert refused("a.dot", b"\xdb\xa5-\x00") == "legacy_format"
    assert refused("a.docx", OLE + "EncryptedPackage".encode("utf-16-le")) == "encrypted"
    assert refused("a.docx", b"%PDF-1.7\n") == "corrupt"
    assert refused("a.docx", b"\x89PNG") == "wrong_type"
    assert refused("a.docx", b"Hei.") == "wrong_type"
    assert refused("a.txt", b"\x7fELF" + bytes(50)) == "wrong_type"
    assert refused("a.png", b"\x89PNG") == "unsupported"
    assert refused("a.odp", b"PK\x03\x04") == "unsupported"
    assert refused("uten", b"hei") == "unsupported"


def test_a_new_word_file_with_an_old_name_is_read() -> None:
    for name in ("a.doc", "a.docm", "a.DOTX"):
        assert read_bytes(name, word(paragraph("Hei."))).turns[0].text == "Hei."


def test_what_formats_work_is_said() -> None:
    with pytest.raises(ImportRefused) as error:
        read_bytes("a.png", b"\x89PNG")
    assert {".txt", ".docx", ".vtt", ".srt", ".json"} <= set(FORMATS)
    for suffix in FORMATS:
        assert suffix in str(error.value)


def test_damaged_packages() -> None:
    whole = word(paragraph("Hei."))
    assert refused("a.docx", whole[: len(whole) // 2]) == "corrupt"
    assert refused("a.docx", b"PK\x03\x04" + bytes(200)) == "corrupt"
    assert refused("a.docx", b"PK\x05\x06" + bytes(18)) == "corrupt"
    assert refused("a.docx", word(parts={"word/document.xml": "<w:document"})) == "corrupt"
    place = whole.index(b"word/document.xml") + len("word/document.xml") + 5
    assert refused("a.docx", whole[:place] + b"\xff\xff\xff" + whole[place + 3 :]) == "corrupt"


def test_no_word_inside() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("xl/workbook.xml", "<x/>")
    assert refused("a.docx", target.getvalue()) == "no_text"
    assert refused("a.docx", word()) == "no_text"


DOCTYPE = '<!DOCTYPE w [<!ENTITY a "x">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["word/document.xml", "word/settings.xml", "_rels/.rels"])
def test_a_document_type_is_refused(name: str, encoding: str) -> None:
    declared = "utf-16" if encoding.startswith("utf-16") else encoding
    body = part("document", "<w:body>" + paragraph("X") + "</w:body>").partition("?>")[2]
    mark = "\ufeff" if encoding.startswith("utf-16-") else ""
    text = f'{mark}<?xml version="1.0" encoding="{declared}"?>{DOCTYPE}{body}'
    assert refused("a.docx", word(parts={name: text.encode(encoding)})) == "unsafe_xml"


def test_bombs() -> None:
    swollen = part("document", "<w:body>" + paragraph("a" * 5_000_000) + "</w:body>")
    assert refused("a.docx", word(parts={"word/document.xml": swollen})) == "zip_bomb"
    huge = word(paragraph("hei"), parts={"word/media/bilde.bin": bytes(210_000_000)})
    assert refused("a.docx", huge) == "zip_bomb"


def test_a_long_but_ordinary_interview_is_no_bomb() -> None:
    body = [paragraph(f"Avsnitt nummer {n} handler om {n * 7919}.") for n in range(6000)]
    assert len(read_bytes("a.docx", word(*body)).turns) == 6000


@pytest.mark.parametrize(
    "name", ["../ute.xml", "word/../../ute.xml", "/etc/passwd", "..\\ute.xml", "C:/ute.xml", "a\\b"]
)
def test_names_that_point_outside(name: str) -> None:
    assert refused("a.docx", word(paragraph("hei"), parts={name: "x"})) == "unsafe_path"


def test_links_inside() -> None:
    target = io.BytesIO(word(paragraph("hei")))
    with zipfile.ZipFile(target, "a") as package:
        link = zipfile.ZipInfo("word/lenke")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
    assert refused("a.docx", target.getvalue()) == "unsafe_path"


def test_a_password_on_a_part() -> None:
    data = bytearray(word(paragraph("hei")))
    start = 0
    while (start := data.find(b"PK\x01\x02", start)) >= 0:
        data[start + 8] |= 1
        start += 4
    assert refused("a.docx", bytes(data)) == "encrypted"


@pytest.mark.parametrize(("method", "spoil"), [(12, b""), (97, b""), (14, b"\xff" * 40)])
def test_a_part_that_cannot_be_unpacked(method: int, spoil: bytes) -> None:
    data = bytearray(word(paragraph("hei")))
    at = data.find(b"word/document.xml") - 30
    central = data.rfind(b"word/document.xml") - 46
    data[at + 8] = data[central + 10] = method
    begin = at + 30 + len("word/document.xml")
    data[begin : begin + len(spoil)] = spoil
    assert refused("a.docx", bytes(data)) == "corrupt"


def test_depth_and_numbers() -> None:
    deep = "<w:sdt><w:sdtContent>" * 300 + paragraph("dypt") + "</w:sdtContent></w:sdt>" * 300
    assert refused("a.docx", word(deep)) == "too_complex"
    less = "<w:sdt><w:sdtContent>" * 200 + paragraph("dypt") + "</w:sdtContent></w:sdt>" * 200
    assert read_bytes("a.docx", word(less)).turns[0].text == "dypt"
    tables = "<w:tbl><w:tr><w:tc>" * 160 + paragraph("dypt") + "</w:tc></w:tr></w:tbl>" * 160
    assert read_bytes("a.docx", word(tables)).turns[0].text == "dypt"
    many = {f"word/media/{number}": b"" for number in range(5001)}
    assert refused("a.docx", word(paragraph("hei"), parts=many)) == "too_complex"


def code(path: Path) -> str:
    outcome = read_file(path, (), None)
    assert outcome.outcome == "reject"
    assert outcome.draft is None
    return outcome.code


def test_what_is_no_file(tmp_path: Path) -> None:
    assert code(tmp_path) == "not_a_file"
    assert code(tmp_path / "borte.txt") == "not_a_file"
    (tmp_path / "tom.txt").write_bytes(b"")
    assert code(tmp_path / "tom.txt") == "empty"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "roer.txt")
        assert code(tmp_path / "roer.txt") == "not_a_file"
        (tmp_path / "lenke.txt").symlink_to(tmp_path / "tom.txt")
        assert code(tmp_path / "lenke.txt") == "not_a_file"


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "stor.docx"
    with open(path, "wb") as file:
        file.truncate(gate.MAX_BYTES + 1)
    assert code(path) == "too_large"
    assert refused("stor.txt", b"ord " * (gate.MAX_TEXT_BYTES // 4 + 1)) == "too_large"


def test_the_fingerprint_is_that_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"abc")
    assert read_file(tmp_path / "a.pdf", (), None).sha256.startswith("ba7816bf8f01cfea")


def test_a_name_that_cannot_be_shown_is_told() -> None:
    draft = read_bytes("in\u202etervju\x1b[2J.txt", b"Hei du.")
    assert [notice.code for notice in draft.notices] == ["bad_name"]
    assert "\u202e" not in draft.title
    assert "\x1b" not in draft.title


@pytest.mark.parametrize(
    ("name", "clutter"),
    [
        ("~$intervju.docx", True),
        (".DS_Store", True),
        ("Thumbs.db", True),
        ("._intervju.docx", True),
        (".~lock.intervju.docx#", True),
        ("desktop.ini", True),
        ("intervju.docx", False),
        ("$intervju~.docx", False),
    ],
)
def test_clutter(name: str, clutter: bool) -> None:
    assert gate.is_clutter(name) is clutter


def test_what_cannot_be_opened_or_is_too_deep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Hei.", encoding="utf-8", newline="\n")

    def locked(_self: Path, _mode: str) -> None:
        raise PermissionError

    def deep(*_args: object) -> None:
        raise RecursionError

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", locked)
        assert code(path) == "not_a_file"
    with monkeypatch.context() as patch:
        patch.setattr("kodeverk.corpus.importers.formats.read_bytes", deep)
        assert code(path) == "too_complex"


def test_only_what_is_left_out() -> None:
    assert refused("a.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Per>&#7;</v>\n") == "no_text"
    assert refused("a.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Per></v>\n") == "no_text"
    assert refused("a.json", b'[{"text": "\\u0007"}]') == "no_text"


def test_a_sheet_in_word_clothes() -> None:
    relations = RELATIONS.replace("word/document.xml", "xl/workbook.xml")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("_rels/.rels", relations)
        package.writestr("xl/workbook.xml", "<x/>")
    assert refused("a.docx", target.getvalue()) == "no_text"
