"""What is written as REFI-QDA is valid, is what other programs take, and comes back the same."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from refi_study import books, members, pack, parcels, validate

from kodeverk.interchange.parcel import ForeignText, Parcel
from kodeverk.interchange.refi import (
    Target,
    guids,
    read_codebook,
    read_project,
    write_codebook,
    write_project,
)
from kodeverk.model import (
    Code,
    Codebook,
    Coding,
    Span,
)

NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
Q = "{urn:QDA-XML:project:1.0}"
ID = "0123456789abcdef0123"
TEXT = ForeignText("int-01", "Intervju 1", "Vi deler 😀 sal.\nDet går fint.", {"sted": "Ås"})
BOOK = Codebook(codes=(Code("deling", "Deling"), Code("rom", "Rom", parent="deling")))
CODING = Coding(ID, "int-01", "", Span(9, 14), "rom", "kari", "2026-01-02T03:04:05.678Z")
STUDY = Parcel("Kulturhus", "", BOOK, ("kari",), (TEXT,), (CODING,), extra={"project": "p"})


def written(
    parcel: Parcel, folder: Path, target: Target = Target.STANDARD
) -> tuple[etree._Element, Path]:
    path = folder / "studie.qdpx"
    write_project(parcel, path, target=target, now=NOW)
    return etree.fromstring(members(path)["project.qde"]), path


def codes_of(left: object) -> list[str]:
    assert isinstance(left, tuple)
    return [item.code for item in left]


@given(parcels(), st.sampled_from(Target))
def test_the_whole_study_comes_back(parcel: Parcel, target: Target) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "studie.qdpx"
        write_project(parcel, path, target=target, now=NOW)
        files = members(path)
        validate(files["project.qde"], "Project.xsd")
        assert replace(read_project(path), origin=parcel.origin) == parcel


@given(parcels(), st.sampled_from(Target))
def test_the_codings_come_back_without_what_only_kodeverk_reads(
    parcel: Parcel, target: Target
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "studie.qdpx"
        write_project(parcel, path, target=target, now=NOW)
        files = members(path)
        del files["kodeverk.json"]
        back = read_project(pack(path, files))
    assert [text.text for text in back.texts] == [text.text for text in parcel.texts]
    project = str(parcel.extra["project"])

    def told(study: Parcel, ours: bool) -> Counter[object]:
        def known(kind: int, id: str) -> str:
            return guids.guid(project, kind, id) if ours else id

        return Counter(
            (
                guids.unpack(known(guids.CODING, c.id), guids.CODING),
                known(guids.TEXT, c.transcript),
                c.span,
                known(guids.CODE, c.code),
                c.coder,
                frozenset((m.coder, m.text) for m in study.memos if m.target == c.memo_target),
            )
            for c in study.codings
        )

    assert told(back, False) == told(parcel, True)
    assert back.extra == {}


@given(books())
def test_a_codebook_is_valid_and_comes_back(book: Codebook) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bok.qdc"
        left = write_codebook(book, path, project="p")
        if not book.codes:
            assert codes_of(left) == ["no_codes"]
            assert not path.exists()
            return
        validate(path.read_bytes(), "Codebook.xsd")
        back = read_codebook(path).codebook

    def shape(codes: Codebook) -> list[tuple[str, bool, str]]:
        return [(c.color, c.codable, c.parent or "") for c in codes.codes]

    ids = {code.id: guids.guid("p", guids.CODE, code.id) for code in book.codes}
    assert [code.id for code in back.codes] == list(ids.values())
    assert [c[:2] for c in shape(back)] == [c[:2] for c in shape(book)]
    assert [c[2] for c in shape(back)] == [ids.get(c[2], "") for c in shape(book)]
    assert len({code.name for code in back.codes}) == len(book.codes)
