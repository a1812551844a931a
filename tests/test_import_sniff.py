"""What a file is, told by its content and not by its name."""

import io
import zipfile

import pytest
from wordfiles import paragraph, word

from kodeverk.corpus.importers import sniff
from kodeverk.corpus.importers.formats import READERS, read_bytes
from kodeverk.errors import ImportRefused


def packed(*names: str, mimetype: str = "") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<x/>")
    return target.getvalue()


ODF = "application/vnd.oasis.opendocument."
OTR = '{"text": "<p><span class=\\"timestamp\\">00:12</span>&nbsp;Hei</p>", "media": "a.mp3"}'
VOICES = '<html><body><p><a name="ts_0_1200_S00" >S00: Hei</a></p></body></html>'


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (word(paragraph("Hei")), "docx"),
        (packed("[Content_Types].xml"), "docx"),
        (packed("word/document.xml", "word/embeddings/xl/a.xlsx", "a.qd"), "docx"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
        (packed("content.xml", mimetype=ODF + "text"), "odt"),
        (packed("content.xml", mimetype=ODF + "text-template"), "odt"),
        (packed("content.xml", mimetype=ODF + "spreadsheet"), "OpenDocument"),
        (packed("OEBPS/a.xhtml", mimetype="application/epub+zip"), "EPUB"),
        (packed("Prosjekt/project.QDE", "sources/a.txt"), "qdpx"),
        (packed("a.txt"), "zip"),
        (packed(mimetype="x" * 201), "zip"),
        (word(paragraph("Hei"))[:200], "zip"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\xef\xbb\xbf\n%PDF-1.4", "pdf"),
        (b"{\\rtf1\\ansi Hei}", "rtf"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\0\0\0\x20ftypM4A \0", "M4A"),
        (b"\0\0\0\x20ftypisom", "MP4"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "WAV"),
        (b"ID3\3\0", "MP3"),
        (b"ID3: Hei.", ""),
        (b"SQLite format 3\0", "SQLite"),
        (b"WEBVTT\n\n", "vtt"),
        (b"\xef\xbb\xbf\r\nWEBVTT - M\xc3\xb8te\r\n", "vtt"),
        ("WEBVTT\n".encode("utf-16"), "vtt"),
        ("WEBVTT\n".encode("utf-16-be"), "vtt"),
        (b"WEBVTTER", ""),
        (b"1\n00:00:01,000 --> 00:00:02,000\nHei\n", "srt"),
        (b"1\r00:00:01,000 --> 00:00:02,000\rHei\r", "srt"),
        (b"start\tend\ttext\n0\t1200\tHei\n", "tsv"),
        (b"start\tend\ttext og mer\n", ""),
        (b'{"text": "Hei", "segments": []}', "json"),
        (b'[\n  {"text": "Hei"}]', "json"),
        (b"[00:00:12] Kari: Hei", ""),
        (b"[Kari] 12:00:01\nHei", ""),
        (b"{ler} Hei", ""),
        (OTR.encode(), "otr"),
        (OTR.encode("utf-16"), "otr"),
        (b'{"media": "a.mp3", "text": "\\n<p>Hei</p>"}', "otr"),
        (b"<!DOCTYPE html>\n<p>Hei", "html"),
        (b"<!-- laget av x -->\n<html lang='nb'>", "html"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x"><html>', "html"),
        (VOICES.encode(), "noscribe"),
        (VOICES.encode("utf-16-le"), "noscribe"),
        (b'<?xml version="1.0"?><TEI>', "XML"),
        (b'<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0">', "qdc"),
        (b"Kari: Hei <html>", ""),
        (b"<ler> Hei", ""),
        (b"", ""),
        (b"#!/bin/sh", ""),
    ],
)
def test_what_it_is(data: bytes, kind: str) -> None:
    assert sniff.kind_of(data) == kind


def told(name: str, data: bytes) -> tuple[str, list[str]]:
    """Return what it was read as, and the codes of what is told."""
    draft = read_bytes(name, data)
    return draft.importer, [notice.code for notice in draft.notices]


def test_a_word_file_called_something_else_is_read_and_told() -> None:
    whole = word(paragraph("Hei du."))
    for name in ("a.txt", "a.vtt", "a.pdf", "a.jpg", "Samtale 1.2 med Åse"):
        assert told(name, whole) == ("docx", ["wrong_type"])
    assert told("uten", whole) == told("a.docm", whole) == ("docx", [])
    message = read_bytes("a.txt", whole).notices[0].message
    assert "“.txt”" in message and "DOCX" in message


def test_any_text_may_be_called_txt() -> None:
    vtt = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHei du.\n"
    assert told("a.txt", vtt) == told("uten", vtt) == ("vtt", [])
    assert told("a.srt", vtt) == told("a.docx", vtt) == ("vtt", ["wrong_type"])
    assert told("a.txt", b'{"segments": [{"text": "Hei du."}]}') == ("json", [])


def refused(name: str, data: bytes) -> tuple[str, str]:
    with pytest.raises(ImportRefused) as error:
        read_bytes(name, data)
    assert error.value.cure
    return error.value.code, error.value.message


def test_what_is_not_read_is_told_by_what_it_is() -> None:
    for name, code in (("bilde.png", "unsupported"), ("b", "unsupported"), ("b.txt", "wrong_type")):
        assert refused(name, b"\x89PNG\r\n\x1a\n")[0] == code
        assert "PNG" in refused(name, b"\x89PNG\r\n\x1a\n")[1]
    assert refused("a.txt", b"<?xml version='1.0'?><TEI/>") == (
        "wrong_type",
        "The name ends with “.txt”, but the content is XML.",
    )
    assert refused("a.docx", b"Hei.")[0] == "wrong_type"
    assert refused("a.docx", b"PK\x03\x04")[0] == "corrupt"
    assert refused("a.txt", b"PK\x03\x04") == (
        "wrong_type",
        "The name ends with “.txt”, but the content is ZIP.",
    )
    for data in (packed("project.qde"), b"SQLite format 3\0"):
        assert "whole study" in refused("a.zip", data)[1]
    assert "no ending" in refused("uten", b"Hei.")[1]
    assert "“.log”" in refused("a.log", b"Hei.")[1]


def test_comments_without_end_take_no_time() -> None:
    assert sniff.kind_of(b"<!---->" * 20_000) == ""
    assert sniff.kind_of(b"<!--" * 40_000) == ""
    assert sniff.kind_of(b"<CodeBook " * 20_000) == ""


def test_every_reader_has_an_ending_and_a_name() -> None:
    for kind, (_reader, suffixes) in READERS.items():
        assert suffixes and all(suffix.startswith(".") for suffix in suffixes)
        assert sniff.label(kind).isupper()
