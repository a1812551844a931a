"""What is written as REFI-QDA is valid, and comes back the same."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import assume, given
from hypothesis import strategies as st
from refi_files import alone, members, validate
from refi_study import books, parcels

from kodeverk.interchange.parcel import Parcel
from kodeverk.interchange.refi import (
    Target,
    guids,
    read_codebook,
    read_project,
    write_codebook,
    write_project,
)
from kodeverk.interchange.refi.offsets import name_of
from kodeverk.model import Codebook

NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)


@given(parcels(), st.sampled_from(Target))
def test_the_whole_study_comes_back(parcel: Parcel, target: Target) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "studie.qdpx"
        write_project(parcel, path, target=target, now=NOW)
        validate(members(path)["project.qde"], "Project.xsd")
        assert replace(read_project(path), origin=parcel.origin) == parcel


@given(parcels())
def test_the_codings_come_back_without_what_only_kodeverk_reads(parcel: Parcel) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "studie.qdpx"
        write_project(parcel, path, now=NOW)
        back = alone(path)
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
                frozenset((m.coder, m.text) for m in study.memos if m.target.id == c.id),
            )
            for c in study.codings
        )

    assert [text.text for text in back.texts] == [text.text for text in parcel.texts]
    assert told(back, False) == told(parcel, True)
    assert back.extra == {}


@given(parcels())
def test_utf16_is_found_by_the_names_alone(parcel: Parcel) -> None:
    def said(study: Parcel) -> list[str]:
        texts = {text.id: text.text for text in study.texts}
        return sorted(
            name_of(texts[coding.transcript][coding.span.start : coding.span.end])
            for coding in study.codings
        )

    assume(all(said(parcel)))  # one of blanks only has no name
    with TemporaryDirectory() as folder:
        path = Path(folder) / "studie.qdpx"
        write_project(parcel, path, target=Target.NVIVO, now=NOW)
        assert said(alone(path)) == said(parcel)


@given(books())
def test_a_codebook_is_valid_and_comes_back(book: Codebook) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bok.qdc"
        left = write_codebook(book, path, project="p")
        if not book.codes:
            assert [(item.code, item.count) for item in left] == [("no_codes", 0)]
            assert not path.exists()
            return
        validate(path.read_bytes(), "Codebook.xsd")
        back = read_codebook(path).codebook
    ids = {code.id: guids.guid("p", guids.CODE, code.id) for code in book.codes}
    assert [(code.id, code.parent, code.color, code.codable) for code in back.codes] == [
        (ids[code.id], ids.get(code.parent or ""), code.color, code.codable) for code in book.codes
    ]
    assert len({code.name for code in back.codes}) == len(book.codes)
    for code, read in zip(book.codes, back.codes, strict=True):
        assert read.name.startswith(code.name)
        for words in (code.definition, code.include, *code.examples):
            assert words in read.definition


@given(st.binary(min_size=10, max_size=10), st.sampled_from(range(1, 10)), st.text(max_size=5))
def test_our_ids_lie_in_their_guids(data: bytes, kind: int, project: str) -> None:
    id = data.hex()
    guid = guids.guid(project, kind, id)
    assert guid[14] == "8" and guid[19] in "89ab"
    assert guids.unpack(guid, kind) == id
    assert guids.unpack(guid, kind % 9 + 1) == guid
    other = guids.guid(project, kind, f"{id}0")
    assert guids.unpack(other, kind) == other
    assert other != guids.guid(f"{project}x", kind, f"{id}0")
