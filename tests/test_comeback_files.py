"""Reports as files: from elsewhere, broken, open in Word; and what is written beside them."""

import io
import zipfile
from pathlib import Path

import pytest
from comeback_files import (
    CHANGED,
    DOCUMENT,
    LATER,
    again,
    back,
    deletes,
    edited,
    packed,
    parts,
    written,
)
from docx import Document

from kodeverk.errors import ConflictError, DataError, SaveError
from kodeverk.export.returned.comeback import Comeback


def other_word_file() -> bytes:
    buffer = io.BytesIO()
    document = Document()
    document.add_paragraph("Referat fra møtet på Ås.")
    document.save(buffer)
    return buffer.getvalue()


def with_document(change: bytes) -> bytes:
    files = parts(written())
    files[DOCUMENT] = change
    return packed(files)


def bomb() -> bytes:
    files = parts(written())
    files["word/media/stor.xml"] = b" " * 60_000_000
    return packed(files)


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
DTD = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"Bare tekst.", "not a Word file"),
        (b"%PDF-1.7", "is PDF"),
        (LOCKED, "locked with a password"),
        (written()[:900], "damaged"),
        (with_document(DTD), "DOCTYPE"),
        (with_document(b"<w:document"), "damaged"),
        (with_document(b"<a/>"), "cannot be read as a Word document"),
        (packed({"a.txt": b"a"}), "cannot be read as a Word document"),
        (packed({"../a.xml": b"<a/>"}), "outside itself"),
        (bomb(), "swells"),
        (other_word_file(), "no report that Kodeverk has written"),
    ],
)
def test_a_file_that_is_no_report_is_refused_with_a_cure(
    tmp_path: Path, content: bytes, told: str
) -> None:
    path = tmp_path / "rapport.docx"
    path.write_bytes(content)
    with pytest.raises(DataError, match=told) as caught:
        Comeback(path)
    assert caught.value.cure and "rapport.docx" in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        Comeback(tmp_path / "borte.docx")


def test_a_broken_manifest_is_none(tmp_path: Path) -> None:
    broken = b'<report xmlns="urn:kodeverk:report">{"version": 1}</report>'
    path = tmp_path / "rapport.docx"
    path.write_bytes(edited(written(), item=broken, properties=b"<a"))
    with pytest.raises(DataError, match="no longer tells"):
        Comeback(path)


def test_the_file_as_it_was_is_kept_each_time(tmp_path: Path) -> None:
    report = back(tmp_path, written())
    first = report.path.read_bytes()
    kept = report.save(report.refresh(again(CHANGED), LATER))
    assert kept.name == "rapport.bak.docx" and kept.read_bytes() == first
    second = report.path.read_bytes()
    assert zipfile.is_zipfile(report.path) and second != first
    report = Comeback(report.path)
    kept = report.save(report.refresh(again(), LATER))
    assert kept.name == "rapport.bak2.docx" and kept.read_bytes() == second


@pytest.mark.parametrize("sign", ["~$apport.docx", ".~lock.rapport.docx#"])
def test_a_file_that_is_open_in_word_is_refused(tmp_path: Path, sign: str) -> None:
    report = back(tmp_path, written())
    done = report.refresh(again(CHANGED), LATER)
    (tmp_path / sign).write_bytes(b"")
    before = report.path.read_bytes()
    with pytest.raises(SaveError, match=r"is open in Word.*close it"):
        report.save(done)
    assert report.path.read_bytes() == before and not list(tmp_path.glob("*.bak*"))


def test_a_file_that_somebody_saved_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    report = back(tmp_path, written())
    done = report.refresh(again(CHANGED), LATER)
    report.path.write_bytes(edited(written(), deletes("kv_c1")))
    before = report.path.read_bytes()
    with pytest.raises(ConflictError, match="changed meanwhile"):
        report.save(done)
    assert report.path.read_bytes() == before
