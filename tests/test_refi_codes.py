"""Codes of other programs become one tree, whatever they write it as."""

from pathlib import Path

import pytest
from refi_files import (
    CASE,
    CODE,
    NOTE,
    book,
    code,
    coding,
    lost,
    paths,
    project,
    selection,
    sources,
)

from kodeverk.interchange.parcel import Parcel
from kodeverk.interchange.refi import read_codebook, read_project


def read_book(
    tmp_path: Path, *codes: str, origin: str = "X", space: str = "codebook:1.0"
) -> Parcel:
    path = tmp_path / "bok.qdc"
    whole = book(*codes, origin=origin).replace(
        "<CodeBook", f'<CodeBook xmlns="urn:QDA-XML:{space}"'
    )
    path.write_text("\ufeff" + whole, encoding="utf-8", newline="")
    return read_codebook(path)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("#ABC", "#aabbcc"),
        ("#A1B2C3", "#a1b2c3"),
        ("rgb(1, 2,300)", "#0102ff"),
        ("rgba(1,2,3,0.5)", "#010203"),
        ("#A1B2C380", "#a1b2c3"),
        ("", ""),
        ("rosa", ""),
    ],
)
def test_colours(tmp_path: Path, written: str, read: str) -> None:
    parcel = read_book(tmp_path, code("A", more=f'color="{written}"'))
    assert parcel.codebook.codes[0].color == read
    assert lost(parcel) == ({"color": 1} if written == "rosa" else {})


@pytest.mark.parametrize("space", ["codebook:1.0", "codebook:0:4", "codebook:1:0"])
def test_namespaces_do_not_matter(tmp_path: Path, space: str) -> None:
    inside = "<Description>Når noen deler.</Description>" + code("B", CASE)
    parcel = read_book(tmp_path, code("A", inside=inside), space=space)
    assert paths(parcel) == ["A", "A / B"]
    assert parcel.codebook.codes[0].definition == "Når noen deler."


def test_descriptions_as_attributes_and_sets_by_guid(tmp_path: Path) -> None:
    path = tmp_path / "bok.qdc"
    sets = f'<Sets><Set guid="{CASE}" name="Gruppe"><MemberCode guid="{CODE}"/></Set></Sets>'
    text = book(code("A", more='description="Kort"')).replace("</CodeBook>", sets + "</CodeBook>")
    path.write_text(f"\n {text}", encoding="utf-8", newline="")
    parcel = read_codebook(path)
    assert parcel.codebook.codes[0].definition == "Kort"
    assert parcel.left[0].where == ("Gruppe",)


def flat(*names: str) -> list[str]:
    return [code(name, f"{n:08d}-0000-4000-8000-000000000000") for n, name in enumerate(names)]


def test_names_that_stand_for_a_tree(tmp_path: Path) -> None:
    parcel = read_book(
        tmp_path, *flat("Rom::Sal", "Rom", "Tid::Kveld::Sen", "A::"), origin="ATLAS.ti"
    )
    assert paths(parcel) == ["Rom", "Rom / Sal", "Tid", "Tid / Kveld", "Tid / Kveld / Sen", "A::"]
    assert [c.codable for c in parcel.codebook.codes] == [True, True, False, False, True, True]
    assert "2 code names" in parcel.findings[0]
    assert paths(read_book(tmp_path, *flat("rom.sal"), origin="Taguette 1.5.2")) == [
        "rom",
        "rom / sal",
    ]


def test_names_that_do_not(tmp_path: Path) -> None:
    assert paths(read_book(tmp_path, *flat("Kap. 1", "a.b"), origin="NVivo")) == ["Kap. 1", "a.b"]
    nested = code("A", inside=code("B::C", CASE))
    assert paths(read_book(tmp_path, nested)) == ["A", "A / B::C"]
    assert paths(read_book(tmp_path, *flat("A::B"), origin="Kodeverk 1")) == ["A::B"]


def test_a_folder_with_its_namesake_is_one_code_of_qualcoder(tmp_path: Path) -> None:
    inner = code("Rom", CASE) + code("Sal", NOTE)
    folder = code("Rom", inside=f"<Description>Om rom</Description>{inner}").replace(
        '"true"', '"false"', 1
    )
    parcel = read_book(tmp_path, folder, origin="QualCoder 3.8.2")
    assert paths(parcel) == ["Rom", "Rom / Sal"]
    assert (parcel.codebook.codes[0].id, parcel.codebook.codes[0].definition) == (CASE, "Om rom")
    assert len(parcel.findings) == 1
    assert paths(read_book(tmp_path, folder, origin="X")) == ["Rom", "Rom / Rom", "Rom / Sal"]


def test_a_folder_that_is_coded_is_a_code(tmp_path: Path) -> None:
    body = book(code("A").replace('"true"', '"0"'), code("B", CASE).replace('"true"', '"false"'))
    parcel = read_project(project(tmp_path / "p.qdpx", body + sources(selection(0, 8, coding()))))
    assert [c.codable for c in parcel.codebook.codes] == [True, False]
