"""A report that comes back: what became of each quote, and what only a person can say."""

from pathlib import Path

import pytest
from comeback_files import (
    CHANGED,
    DELT,
    FINT,
    LESER,
    NYE,
    OPTIONS,
    SVAR,
    VARME,
    again,
    back,
    comments,
    deletes,
    doubles,
    edited,
    loses,
    moves,
    one,
    says,
    states,
    tracks_deletion,
    tracks_insertion,
    with_comments,
    writes,
    written,
)

from kodeverk.errors import DataError
from kodeverk.export.returned.comeback import Comeback, items

KEPT = dict.fromkeys(("c1", "c2", "c3", "c4", "c5", "c6"), "kept")


def test_a_report_that_nobody_has_touched_has_all_its_quotes(tmp_path: Path) -> None:
    comparison = back(tmp_path, written()).compare(again())
    assert states(comparison) == KEPT
    assert not any(each.moved or each.comments or each.copies for each in comparison.found)
    assert all(each.untouched for each in comparison.found) and not comparison.unknown
    assert one(comparison, "c2").spot.heading == "Felles rom"  # type: ignore[union-attr]


def test_deleted_shortened_and_changed_quotes(tmp_path: Path) -> None:
    data = edited(
        written(),
        deletes("kv_c1", "kvs_c1"),
        says("kv_c2", "[…] folk blåser i hvem som eier hylla."),
        says("kv_c4", "Det kommer nye folk hver uke."),
        says("kv_c5", ""),
    )
    comparison = back(tmp_path, data).compare(again())
    assert states(comparison) == KEPT | {
        "c1": "deleted",
        "c2": "shortened",
        "c4": "changed",
        "c5": "deleted",
    }
    assert not one(comparison, "c2").untouched


def test_a_quote_that_is_shortened_when_its_source_has_changed_is_just_changed(
    tmp_path: Path,
) -> None:
    data = edited(written(), says("kv_c2", "folk blåser i hvem som eier hylla."))
    assert states(back(tmp_path, data).compare(again(CHANGED)))["c2"] == "changed"


def test_moved_quotes_are_those_in_another_order_or_theme(tmp_path: Path) -> None:
    data = edited(written(), moves("kv_c1", "kv_c3"), moves("kv_c4", "kv_c6"))
    comparison = back(tmp_path, data).compare(again())
    assert states(comparison) == KEPT | {"c1": "moved", "c4": "moved"}
    assert one(comparison, "c4").spot.heading == "Konflikt"  # type: ignore[union-attr]


def test_a_moved_quote_can_be_shortened_too(tmp_path: Path) -> None:
    data = edited(written(), moves("kv_c2", "kv_c6"), says("kv_c2", "Vi deler alt nå"))
    found = one(back(tmp_path, data).compare(again()), "c2")
    assert found.state.value == "shortened" and found.moved


def test_a_theme_that_is_moved_or_whose_heading_is_gone_moves_no_quote(tmp_path: Path) -> None:
    names = ("kvt", "kvc", "kv_c4", "kvs_c4", "kv_c5", "kvs_c5")
    report = written()
    key = back(tmp_path, report).manifest.quotes[3].theme
    whole = [f"{each}_{key}" if each in ("kvt", "kvc") else each for each in names]
    last = "kvs_c6"
    changes = []
    for name in whole:
        changes.append(moves(name, last))
        last = name
    assert states(back(tmp_path, edited(report, *changes)).compare(again())) == KEPT
    gone = edited(report, deletes(f"kvt_{key}"))
    assert states(back(tmp_path, gone).compare(again())) == KEPT


def test_tracked_changes_are_read_as_accepted_and_told(tmp_path: Path) -> None:
    data = edited(written(), tracks_deletion("kv_c1"), tracks_insertion("kv_c2", " altså"))
    comparison = back(tmp_path, data).compare(again())
    assert states(comparison) == KEPT | {"c1": "marked", "c2": "changed"}
    spot = one(comparison, "c1").spot
    assert spot is not None and spot.was == FINT and spot.tracked
    assert one(comparison, "c2").spot.was == DELT  # type: ignore[union-attr]


def test_comments_on_a_quote_or_its_source_come_with_their_authors(tmp_path: Path) -> None:
    data = edited(written(), comments("kv_c1"), comments("kvs_c2", 1))
    said = (("Turid Næss", "Bruk denne først."), ("Åse", "Hvem er dette?"))
    comparison = back(tmp_path, with_comments(data, *said)).compare(again())
    assert states(comparison) == KEPT
    assert one(comparison, "c1").comments == said[:1]
    assert one(comparison, "c2").comments == said[1:]
    assert not one(comparison, "c1").untouched


# What only a person can say


def test_a_doubled_sign_is_asked_about_and_never_guessed(tmp_path: Path) -> None:
    data = edited(written(), doubles("kv_c1", "kv_c6", "kv_c1"))
    report = back(tmp_path, data)
    found = one(report.compare(again()), "c1")
    assert found.state.value == "doubled" and found.spot is None
    assert [spot.heading for spot in found.candidates] == ["Felles rom", "Konflikt"]
    assert ("c1", "doubled") not in items(report.compare(again()), again())
    assert states(report.compare(again(), {"c1": 1}))["c1"] == "kept"
    assert states(report.compare(again(), {"c1": 2}))["c1"] == "moved"
    assert states(report.compare(again(), {"c1": 0}))["c1"] == "deleted"
    assert states(report.compare(again(), {"c1": 3}))["c1"] == "doubled"


@pytest.mark.parametrize("new", ["kv_c11", "kv_c1_Copy_1", "kv_c1_Kopi_12", ""])
def test_a_copy_is_told_and_the_quote_stays_where_its_sign_is(tmp_path: Path, new: str) -> None:
    comparison = back(tmp_path, edited(written(), doubles("kv_c1", "kv_c6", new))).compare(again())
    assert states(comparison) == KEPT and not comparison.unknown
    assert [spot.heading for spot in one(comparison, "c1").copies] == ["Konflikt"]


def test_a_lost_sign_is_looked_for_by_text_and_by_source_line(tmp_path: Path) -> None:
    data = edited(
        written(),
        loses("kv_c1"),  # its text is as it was
        says("kv_c3", "Skrevet helt om."),
        loses("kv_c3"),  # its source line tells where it was
        loses("kv_c2"),
        deletes("kvs_c2"),
    )
    report = back(tmp_path, data)
    comparison = report.compare(again())
    assert states(comparison) == KEPT | {"c1": "lost", "c2": "lost", "c3": "lost"}
    texts = {id: [s.text for s in one(comparison, id).candidates] for id in ("c1", "c2", "c3")}
    assert texts == {"c1": [FINT], "c2": [DELT], "c3": ["Skrevet helt om."]}
    chosen = report.compare(again(), {"c1": 1, "c2": 0, "c3": 1})
    assert states(chosen) == KEPT | {"c1": "kept", "c2": "deleted", "c3": "changed"}


def test_a_quote_moved_while_changes_are_tracked_is_asked_about(tmp_path: Path) -> None:
    data = edited(written(), doubles("kv_c1", "kv_c6"), tracks_deletion("kv_c1"))
    found = one(back(tmp_path, data).compare(again()), "c1")
    assert found.state.value == "lost"
    assert [spot.heading for spot in found.candidates] == ["Konflikt"]


def test_quotes_of_another_report_are_unknown(tmp_path: Path) -> None:
    data = edited(written(), doubles("kv_c1", "kv_c6", "kv_0a1b2c"), says("kv_0a1b2c", "Annet."))
    comparison = back(tmp_path, data).compare(again())
    assert states(comparison) == KEPT
    assert [spot.name for spot in comparison.unknown] == ["kv_0a1b2c"]


def test_what_people_write_is_no_quote(tmp_path: Path) -> None:
    words = "Vi tror at alle deler alt nå, og at folk blåser i alt."
    comparison = back(tmp_path, edited(written(), writes("kv_c2", words))).compare(again())
    assert states(comparison) == KEPT
    assert not any(each.copies or each.candidates for each in comparison.found)


# What the report knows of itself


def test_the_properties_tell_what_the_custom_xml_does_not(tmp_path: Path) -> None:
    report = back(tmp_path, written())
    for data in (edited(written(), item=None), edited(written(), item=b"<a/>")):
        assert back(tmp_path, data).manifest == report.manifest
    assert back(tmp_path, edited(written(), properties=None)).manifest == report.manifest
    assert report.manifest.options == OPTIONS


def test_a_report_that_has_lost_both_needs_a_copy_of_itself(tmp_path: Path) -> None:
    (tmp_path / "først.docx").write_bytes(written())
    path = tmp_path / "rapport.docx"
    path.write_bytes(edited(written(), deletes("kv_c1", "kvs_c1"), item=None, properties=None))
    with pytest.raises(DataError, match=r"no longer tells which report.*--original"):
        Comeback(path)
    comparison = Comeback(path, original=tmp_path / "først.docx").compare(again())
    assert states(comparison) == KEPT | {"c1": "deleted"}


def test_the_manifest_says_nothing_of_what_was_said(tmp_path: Path) -> None:
    from comeback_files import parts

    files = parts(written())
    for text in (DELT, FINT, NYE, LESER, SVAR, VARME, "Gro", "Åsvang", "Deltaker"):
        assert text not in files["customXml/item1.xml"].decode()
    assert written() == written()


def test_the_report_of_another_study_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rapport.docx"
    path.write_bytes(written())
    with pytest.raises(DataError, match="another study"):
        Comeback(path, "s2")
