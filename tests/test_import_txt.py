"""Text files: who speaks is found, and nothing that is said gets lost."""

import pytest

from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers.formats import read_bytes
from kodeverk.model import Kind, Role


def read(text: str, name: str = "prove.txt", interviewers: tuple[str, ...] = ()) -> Draft:
    return read_bytes(name, text.encode("utf-8"), interviewers)


def turns(draft: Draft) -> list[tuple[str | None, float | None, str]]:
    return [(turn.speaker, turn.time, turn.text) for turn in draft.turns]


INTERVIEW = """Intervju med verten i Grimdalen
Grimdalen, 3. mars 2022

Intervjuer: Hvordan begynte det?

Informant: Vi fikk nøkler til samme dør.
NB: dette sa hun to ganger.

Intervjuer: Og nå?

Informant: Nå går vi inn klokka 08:30, se https://eksempel.no: der står det.
"""


def test_names_title_and_date() -> None:
    draft = read(INTERVIEW)
    assert draft.title == "Intervju med verten i Grimdalen"
    assert draft.date == "2022-03-03"
    assert draft.kind is Kind.INTERVIEW
    assert draft.language == "nb"
    assert draft.importer == "txt"
    assert draft.notices == ()
    assert [(s.name, s.role) for s in draft.speakers] == [
        ("Intervjuer", Role.INTERVIEWER),
        ("Informant", Role.INFORMANT),
    ]
    assert turns(draft) == [
        ("Intervjuer", None, "Hvordan begynte det?"),
        ("Informant", None, "Vi fikk nøkler til samme dør.\nNB: dette sa hun to ganger."),
        ("Intervjuer", None, "Og nå?"),
        ("Informant", None, "Nå går vi inn klokka 08:30, se https://eksempel.no: der står det."),
    ]


def test_a_colon_once_is_no_speaker() -> None:
    draft = read(
        "Kari: Hva tenkte du?\n\nOla: Jeg tenkte mye.\nResultatet: ingenting.\n\n"
        "Kari: Ja?\n\nOla: Ja.\n\nJeg sa til henne: gå hjem.\n"
    )
    assert [s.name for s in draft.speakers] == ["Kari", "Ola"]
    assert draft.turns[1].text == "Jeg tenkte mye.\nResultatet: ingenting."
    assert draft.turns[3].text == "Ja.\nJeg sa til henne: gå hjem."


def test_every_line_a_name_is_enough() -> None:
    assert turns(read("Kari: Hei.\nOla Moe: Hei på deg.\n")) == [
        ("Kari", None, "Hei."),
        ("Ola Moe", None, "Hei på deg."),
    ]


def test_a_form_is_no_conversation() -> None:
    draft = read(
        "Plan for torget\n\n"
        "Aktivitet: Vi bygger om.\n\nBeskrivelse: Rommet blir større.\n\n"
        "Aktivitet: Vi åpner.\n\nBeskrivelse: Alle er velkomne.\n\nEtterpå rydder vi.\n"
    )
    assert draft.kind is Kind.DOCUMENT
    assert draft.speakers == ()
    assert len(draft.turns) == 6


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        ("time before", "[00:01:02] Kari: Hva?\n[00:01:05.500] Ola: Det.\n"),
        ("bare time", "00:01:02 Kari: Hva?\n00:01:05,5 Ola: Det.\n"),
        ("time in the middle", "Kari [00:01:02]: Hva?\nOla (00:01:05.5): Det.\n"),
        ("noScribe", "Kari: [00:01:02] Hva?\nOla: [00:01:05.5] Det.\n"),
        ("Otter", "Kari  1:02  \nHva?\n\nOla  1:05.5  \nDet.\n\nTranscribed by https://otter.ai\n"),
        ("one blank", "Kari 1:02\nHva?\n\nOla 1:05.5\nDet.\n"),
        ("Zoom", "[Kari] 00:01:02\nHva?\n\n[Ola] 00:01:05\nDet.\n"),
        ("Word", "Transkripsjon\n00:01:02 Kari\nHva?\n00:01:05 Ola\nDet.\n"),
        ("arrows", "0:1:2.0 --> 0:1:3.0\nKari\nHva?\n\n0:1:5.500 --> 0:1:9.0\nOla\nDet.\n"),
    ],
)
def test_layouts_with_times(layout: str, text: str) -> None:
    found = turns(read(text))
    last = 65.0 if layout in ("Zoom", "Word") else 65.5
    assert found == [("Kari", 62.0, "Hva?"), ("Ola", last, "Det.")]


def test_zoom_writes_the_time_of_day() -> None:
    found = turns(read("[Kari Moe] 14:03:22\nHva?\n\n[Ola Dal] 14:03:30\nDet.\n"))
    assert [time for _name, time, _text in found] == [0.0, 8.0]


def test_f4_marks_stand_at_the_end() -> None:
    found = turns(read("I: Hva tenkte du? #00:01:02-3#\n\nB: Mye. #00:01:10-0#\n\nI: Ja.\n"))
    assert found == [("I", 0.0, "Hva tenkte du?"), ("B", 62.3, "Mye."), ("I", 70.0, "Ja.")]


def test_noscribe_keeps_pauses_and_overlaps() -> None:
    found = turns(read("S00: [00:00:01] Ja (..) //S01: mm// altså.\nS01: [00:00:04] Mm.\n"))
    assert found == [("S00", 1.0, "Ja (..) //S01: mm// altså."), ("S01", 4.0, "Mm.")]


def test_whisper_lines() -> None:
    draft = read("Vi flyttet sammen i fjor.\nDet gikk bra.\n")
    assert turns(draft) == [
        (None, None, "Vi flyttet sammen i fjor."),
        (None, None, "Det gikk bra."),
    ]
    timed = read("[00:00.000 --> 00:04.000]  Vi flyttet.\n[00:04.000 --> 00:06.500]  Det gikk.\n")
    assert turns(timed) == [(None, 0.0, "Vi flyttet."), (None, 4.0, "Det gikk.")]
    assert timed.kind is Kind.INTERVIEW


def test_whisperx_joins_what_one_speaker_says() -> None:
    text = "[SPEAKER_00]: Hva var\n[SPEAKER_00]: det?\n[SPEAKER_01]: Ingenting.\n"
    assert turns(read(text)) == [
        ("SPEAKER_00", None, "Hva var det?"),
        ("SPEAKER_01", None, "Ingenting."),
    ]


def test_lines_with_only_a_time() -> None:
    assert turns(read("[00:12] Vi flyttet.\n[00:20] Det gikk bra.\n")) == [
        (None, 12.0, "Vi flyttet."),
        (None, 20.0, "Det gikk bra."),
    ]


def test_a_time_that_is_none_is_told() -> None:
    draft = read("[00:75:99] Kari: Hva?\n[00:01:05] Ola: Det.\n")
    assert turns(draft) == [("Kari", None, "Hva?"), ("Ola", 65.0, "Det.")]
    assert [notice.code for notice in draft.notices] == ["bad_timestamps"]


def test_a_long_preface_is_kept() -> None:
    preface = "Dette er et notat om hvordan samtalen gikk, og det er langt. " * 4
    draft = read(f"Tittel på samtalen\n\n{preface}\n\nKari: Hva?\n\nOla: Det.\n\nKari: Ja?\n")
    assert draft.title == "Tittel på samtalen"
    assert turns(draft)[0] == (None, None, preface.strip())


def test_document_keeps_its_paragraphs_and_headings() -> None:
    draft = read(
        "Felles hus for alle\n\n14. desember 2016\n\nFørste avsnitt er\nlangt.\n\nDet andre."
    )
    assert draft.kind is Kind.DOCUMENT
    assert draft.title == "Felles hus for alle"
    assert draft.date == "2016-12-14"
    assert [turn.text for turn in draft.turns] == [
        "Felles hus for alle",
        "14. desember 2016",
        "Første avsnitt er\nlangt.",
        "Det andre.",
    ]


@pytest.mark.parametrize(
    ("above", "title", "date"),
    [
        (
            "Feltnotat Strømsø\n\nDet var folk der.\n\nHit kommer jeg hver dag",
            "Feltnotat Strømsø",
            "",
        ),
        ("sted: Ål nå\n2026-03-02 og da\ntags: felt\n\nPå Ål nå\n\nNei.", "På Ål nå", "2026-03-02"),
        ("Hei, Kari.\n\nJeg glemte å si at vi låner ut sykler!", "prove", ""),
        ("Vi begynner. Kan du si litt om hvordan det kom i gang?\n\nDet var lite", "prove", ""),
        (
            "Referat fra styringsgruppa 12.03.2026\n\nTil stede: Kari Nordmann og Per\n\nSlutt.",
            "Referat fra styringsgruppa 12.03.2026",
            "2026-03-12",
        ),
        ("Til stede: Kari Nordmann og Per\n\nIntervju nr. 4 På Ål", "Intervju nr. 4 På Ål", ""),
    ],
)
def test_a_documents_title_stands_above_its_text(above: str, title: str, date: str) -> None:
    draft = read(above)
    assert (draft.kind, draft.title, draft.date) == (Kind.DOCUMENT, title, date)


def test_wrapped_lines_are_one_sentence() -> None:
    draft = read("Denne setningen er brukket av fordi siden\nvar smal.\n\nDet andre avsnittet.\n")
    assert draft.turns[0].text == "Denne setningen er brukket av fordi siden var smal."


def test_subtitles_named_txt() -> None:
    assert read("WEBVTT\n\n00:01.000 --> 00:02.000\nHei.\n").importer == "vtt"
    assert read("1\n00:00:01,000 --> 00:00:02,000\nHei.\n").importer == "srt"


def test_the_title_falls_back_on_the_file() -> None:
    draft = read("Kari: Hva?\nOla: Det.\n", name="Verksted i Mysen-20220510_090000-Møteopptak.txt")
    assert (draft.title, draft.date) == ("Verksted i Mysen", "2022-05-10")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Mysen, 16. februar 2022", "2022-02-16"),
        ("16.02.2022", "2022-02-16"),
        ("2022-02-16 kl. 09:00", "2022-02-16"),
        ("February 16, 2022", "2022-02-16"),
        ("den 16. mai 2022", "2022-05-16"),
        ("31. februar 2022", ""),
    ],
)
def test_dates(line: str, day: str) -> None:
    assert read(f"{line}\n\nKari: Hva?\n\nOla: Det.\n\nKari: Ja?\n").date == day


def test_control_characters_and_bidi_are_left_out_and_told() -> None:
    draft = read("Kari: Hei\x1b]52;c;aGVp\x07 du.\nOla: Ja\u202e nei --> der.\n")
    assert turns(draft) == [("Kari", None, "Hei du."), ("Ola", None, "Ja nei --> der.")]
    assert [notice.code for notice in draft.notices] == ["control_chars", "bidi"]


def test_markup_is_text() -> None:
    draft = read("Kari: [ler] hei [/] [uklart]\nOla: <b>ja</b> &amp;\n")
    assert [turn.text for turn in draft.turns] == ["[ler] hei [/] [uklart]", "<b>ja</b> &amp;"]


def test_a_programme_is_no_conversation() -> None:
    draft = read(
        "Program for dagen på torget\n\nÅpning   09:00\nLunsj   12:00\nPause   14:00\n\nVel møtt!\n"
    )
    assert draft.kind is Kind.DOCUMENT
    assert draft.notices == ()


def test_times_in_running_text_are_not_warned_about() -> None:
    draft = read(
        "Vi møttes i går   99:99\n\nDet sto 0:0:0 --> ingenting der.\n\nSlutt på det hele."
    )
    assert draft.kind is Kind.DOCUMENT
    assert draft.notices == ()


def test_one_turn_is_a_conversation_when_the_line_says_so() -> None:
    assert turns(read("Kari Moe   0:03\nJeg er her alene.\n")) == [
        ("Kari Moe", 3.0, "Jeg er her alene.")
    ]
    assert turns(read("Informant: Jeg er her alene.\n")) == [
        ("Informant", None, "Jeg er her alene.")
    ]


def test_names_late_in_a_long_text_are_quotes() -> None:
    body = "\n\n".join(f"Avsnitt {n} forteller om huset og det som skjedde der." for n in range(60))
    draft = read(f"{body}\n\nKari: Hei.\n\nOla: Hei.\n\nKari: Ja.\n\nOla: Nei.\n")
    assert draft.kind is Kind.DOCUMENT
    assert len(draft.turns) == 64
