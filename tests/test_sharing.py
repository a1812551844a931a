"""What is said of names before a file is shared, however they are written and wherever they are."""

from dataclasses import replace

import pytest
from fake_study import INTERVIEW, coding, memo, study, transcript

from kodeverk.analysis.margins import CodedTranscripts
from kodeverk.analysis.people import People
from kodeverk.analysis.reidentify import Names
from kodeverk.analysis.rows import Rows
from kodeverk.i18n import translator
from kodeverk.model import Memo, Role, Speaker, TargetKind, Transcript
from kodeverk.report import Options

EN = Options(language="en")
LOUD = "KARI ANNE-LISE ØDEGÅRD"


def told(
    *speakers: str, id: str = "int-01", title: str = "Intervju", said: str = "Ja."
) -> Transcript:
    turns = [(name, said) for name in speakers]
    return transcript(id, turns, [Speaker(name, Role.INFORMANT) for name in speakers], title=title)


def names(*speakers: str) -> Names:
    return Names(People([told(*speakers)], True, translator("en")))


@pytest.mark.parametrize(
    ("speaker", "text", "found"),
    [
        (LOUD, "Hun heter Kari.", True),
        (LOUD, "Det var Ødegårds idé.", True),
        (LOUD, "Anne-Lise sa det.", True),
        (LOUD, "KARI: ja", True),
        ("kari", "Kari sa det.", True),
        ("Kari Ødegård", "KARI ØDEGÅRD: ja", True),
        ("Dag Vik", "En dag i ei vik.", False),
        ("Kari", "En karikatur.", False),
        ("Informant 1", "Informant 1 sa det.", False),
        ("Bo Li", "Bo sa det.", False),  # too short to tell from other words
    ],
)
def test_a_name_is_found_however_it_is_written(speaker: str, text: str, found: bool) -> None:
    assert names(speaker).found("Noe annet.", text) == found


@pytest.mark.parametrize(
    ("id", "found"),
    [
        ("kari-anne-lise-odegard", True),
        ("intervju-odegard-2", True),
        ("int_kari.2", True),
        ("karikatur-01", False),
        ("int-01", False),
    ],
)
def test_a_name_is_found_in_the_name_of_a_file(id: str, found: bool) -> None:
    assert names(LOUD).found_in_id(id) == found
    assert not names("Informant 1").found_in_id(id)


def written(text: Transcript, *memos: Memo) -> list[list[str]]:
    """Return the notices of the table and of the coded transcripts, as their codes."""
    made = replace(study(coding(text, "Ja.", "kon", id="c")), texts=(text,), notes=memos)
    rows = Rows(made, EN)
    assert len(list(rows)) == 1
    return [[n.code for n in each.notices()] for each in (rows, CodedTranscripts(made, EN))]


def test_names_are_found_in_titles_file_names_texts_and_memos() -> None:
    assert written(told(LOUD)) == [[], []]
    named = [["names"], ["names"]]
    assert written(told(LOUD, title="Kari på torget")) == named
    assert written(told(LOUD, id="kari-odegard")) == named
    assert written(told(LOUD, said="Ja. Jeg er Kari.")) == [[], ["names"]]  # the quote is but «Ja.»
    about = TargetKind.CODING, "c", "Kari mener det."
    assert written(told(LOUD), memo(*about)) == named
    about = TargetKind.TRANSCRIPT, "int-01", "Kari mener det."
    assert written(told(LOUD), memo(*about)) == [[], ["names"]]


def test_a_notice_does_not_call_a_table_a_report() -> None:
    rows = Rows(study(coding(INTERVIEW, "Det er fint.", "kon")), EN)
    assert list(rows)
    assert {notice.cure for notice in rows.notices()} == {
        "Give a wider unit or place before you share this."
    }
