"""Reports as LibreOffice saves them, which ``make_comeback.py`` makes anew: what survives."""

from pathlib import Path

import pytest
from comeback_files import (
    CHANGED,
    DOCUMENT,
    FINT,
    LATER,
    Q,
    again,
    edited,
    lines,
    one,
    parts,
    states,
    written,
)
from lxml import etree

from kodeverk.export.returned.comeback import Comeback
from kodeverk.export.returned.container import Docx

FOLDER = Path(__file__).parent / "data" / "comeback"


def came_back(name: str) -> Comeback:
    return Comeback(FOLDER / f"{name}.docx", "s1")


def test_a_report_that_was_only_saved_has_all_it_had() -> None:
    report = came_back("saved")
    assert set(states(report.compare(again())).values()) == {"kept"}
    assert all(found.untouched for found in report.compare(again()).found)
    mine = Docx(written(), "")
    assert report.manifest == mine.manifest()
    assert report.refresh(again(), LATER).steps == []


@pytest.mark.parametrize("lost", ["item", "properties"])
def test_libreoffice_keeps_the_manifest_in_both_places(tmp_path: Path, lost: str) -> None:
    path = tmp_path / "rapport.docx"
    path.write_bytes(edited((FOLDER / "saved.docx").read_bytes(), **{lost: None}))
    assert Comeback(path).manifest == came_back("saved").manifest


def test_what_people_did_is_seen_after_libreoffice_too() -> None:
    comparison = came_back("worked_on").compare(again())
    assert states(comparison) == {
        "c1": "kept",
        "c2": "shortened",
        "c3": "deleted",
        "c4": "moved",
        "c5": "marked",
        "c6": "changed",
    }
    first = one(comparison, "c1")
    assert first.comments == (("Turid Næss", "Sterkt sitat. Først?"),)
    assert [spot.heading for spot in first.copies] == ["Konflikt"]
    assert one(comparison, "c6").spot.tracked  # type: ignore[union-attr]
    assert comparison.unknown == []


def test_a_doubled_sign_is_renamed_by_libreoffice_and_told_as_a_copy() -> None:
    comparison = came_back("doubled").compare(again())
    first = one(comparison, "c1")
    assert first.state.value == "kept" and [spot.text for spot in first.copies] == [FINT]
    assert [spot.name for spot in first.copies] == ["kv_c1_Copy_1"]


def test_a_report_is_made_new_in_libreoffices_own_styles(tmp_path: Path) -> None:
    report = came_back("worked_on")
    done = report.refresh(again(CHANGED), LATER)
    assert [(s.doing.value, s.quote) for s in done.steps if s.quote] == [
        ("edited", "c2"),
        ("added", "c9"),
        ("added", "c8"),
    ]
    made = report.document.bytes(done.manifest)
    files = parts(made)
    named = {
        str(style.get(f"{Q}styleId"))
        for style in etree.fromstring(files["word/styles.xml"]).iter(f"{Q}style")
    }
    root = etree.fromstring(files[DOCUMENT])
    used = {str(e.get(f"{Q}val")) for e in root.iter(f"{Q}pStyle", f"{Q}rStyle", f"{Q}tblStyle")}
    assert used <= named
    assert "Dette er det viktigste vi fant." in lines(made)
    path = tmp_path / "rapport.docx"
    path.write_bytes(made)
    assert Comeback(path, "s1").refresh(again(CHANGED), LATER).steps[0].doing.value == "edited"
