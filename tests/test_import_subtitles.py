"""Subtitle files: WebVTT from Teams, Graph, Zoom and noScribe, and SubRip."""

import pytest

from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers.formats import read_bytes
from kodeverk.errors import ImportRefused
from kodeverk.model import Kind, Role

GUID = "9c6f115e-8e2d-d9a6-55d2-d4d53d8685d1"


def vtt(text: str) -> Draft:
    return read_bytes("prove.vtt", text.encode("utf-8"))


def srt(text: str) -> Draft:
    return read_bytes("prove.srt", text.encode("utf-8"))


def turns(draft: Draft) -> list[tuple[str | None, float | None, str]]:
    return [(turn.speaker, turn.time, turn.text) for turn in draft.turns]


def codes(draft: Draft) -> list[str]:
    return [notice.code for notice in draft.notices]


def test_teams() -> None:
    draft = vtt(
        f"WEBVTT\n\n{GUID}/1-0\n00:00:09.000 --> 00:00:12.200\n<v Åse Lund>Vi ser deg,\n"
        f"men du er på skrå.</v>\n\n{GUID}/0-0\n00:00:04.300 --> 00:00:07.800\n"
        f"<v Per Moe>Hva ser dere?</v>\n\n{GUID}/1-1\n00:00:12.400 --> 00:00:13.000\n"
        "<v Åse Lund>Snudd &amp; rett.</v>\n"
    )
    assert turns(draft) == [
        ("Per Moe", 4.3, "Hva ser dere?"),
        ("Åse Lund", 9.0, "Vi ser deg, men du er på skrå. Snudd & rett."),
    ]
    assert codes(draft) == []


def test_graph_writes_times_without_zeros() -> None:
    draft = vtt(
        "WEBVTT\n\n-0:0:1.0 --> 0:0:1.0\n<v Per Moe>Før.</v>\n\n"
        "0:0:4.90 --> 0:0:5.320\n<v Åse Lund><lang nb-NO>Etter.</lang></v>\n"
    )
    assert turns(draft) == [("Per Moe", 0.0, "Før."), ("Åse Lund", 4.09, "Etter.")]
    assert codes(draft) == ["bad_timestamps"]


@pytest.mark.parametrize("minus", ["-", "−", "–", "- "])
@pytest.mark.parametrize("start", ["00:00:01", "0:01", "00:00:01,500"])
def test_times_before_the_recording_are_its_start_and_told(minus: str, start: str) -> None:
    draft = srt(
        f"1\n{minus}{start} --> {minus}00:00:00,500\nFør.\n\n"
        "2\n00:00:05,000 --> 00:00:06,000\nEtter.\n"
    )
    assert turns(draft) == [(None, 0.0, "Før."), (None, 5.0, "Etter.")]
    assert codes(draft) == ["bad_timestamps"]
    assert "before the start of the recording" in draft.notices[0].message
    damaged = srt(f"1\n{minus}00:00:x1,000 --> 00:00:02,000\nFør.\n")
    assert turns(damaged) == [(None, None, "Før.")] and codes(damaged) == ["bad_timestamps"]


def test_several_voices_in_one_cue() -> None:
    draft = vtt("WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud Per>Ja?</v> <v Åse: leder>Nei.</v>\n")
    assert turns(draft) == [("Per", 1.0, "Ja?"), ("Åse leder", 1.0, "Nei.")]


def test_zoom_names_are_in_the_text() -> None:
    draft = vtt(
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:03.000\nPer Moe: Hva er\n\n"
        "2\n00:00:03.000 --> 00:00:04.000\nPer Moe: det der?\n\n"
        "3\n00:00:05.000 --> 00:00:06.000\nÅse: Et hus.\n\n"
        "4\n00:00:06.000 --> 00:00:07.000\nmed dør.\n"
    )
    assert turns(draft) == [
        ("Per Moe", 1.0, "Hva er det der?"),
        ("Åse", 5.0, "Et hus. med dør."),
    ]


def test_noscribe_leaves_voices_open_and_paths_out() -> None:
    draft = vtt(
        "WEBVTT Samtale om huset\n\nNOTE\nC:/Brukere/noen/lyd.m4a\n\nNOTE media: lyd.m4a\n\n"
        "1\n00:00:01.000 --> 00:00:03.000\n<v S00>Hva nå?\n\n"
        "2\n00:00:03.000 --> 00:00:04.000\n<v S01>NOTE kom seinere.\n"
    )
    assert turns(draft) == [("S00", 1.0, "Hva nå?"), ("S01", 3.0, "NOTE kom seinere.")]
    assert draft.title == "Samtale om huset"


def test_arrows_and_angles_in_what_is_said_stay() -> None:
    draft = vtt(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Per>Fra her --> dit <uklart> 3 < 4 &amp;amp;</v>\n"
    )
    assert turns(draft) == [("Per", 1.0, "Fra her --> dit <uklart> 3 < 4 &amp;")]


def test_a_damaged_time_keeps_the_text() -> None:
    draft = vtt(
        "WEBVTT\n\n00:00:61.000 --> 00:00:70.000\n<v Per>En.</v>\n\n"
        "00:99 --> x\n<v Åse>To.</v>\n\n00:00:05.000 --> 00:00:06.000\n<v Per>Tre.</v>\n"
    )
    assert turns(draft) == [("Per", None, "En."), ("Åse", None, "To."), ("Per", 5.0, "Tre.")]
    assert codes(draft) == ["bad_timestamps"]
    letters = srt(
        "1\n00:00:01,000 --> 00:00:03,000\nEn.\n\n2\n00:9x:00 --> tull\nTo.\n\n"
        "3\n00:00:05,000 --> 00:00:06,000\nTre.\n"
    )
    assert turns(letters) == [(None, 1.0, "En."), (None, None, "To."), (None, 5.0, "Tre.")]
    assert codes(letters) == ["bad_timestamps"]


def test_cues_without_names_follow_the_sentence() -> None:
    draft = vtt(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nVi flyttet\n\n00:02.000 --> 00:03.000\nsammen.\n\n"
        "00:03.000 --> 00:04.000\nDet gikk bra.\n"
    )
    assert turns(draft) == [(None, 1.0, "Vi flyttet sammen."), (None, 3.0, "Det gikk bra.")]
    assert draft.kind is Kind.INTERVIEW


def test_sounds_in_brackets_are_nobody() -> None:
    draft = vtt(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n[latter] Ja.\n\n"
        "00:02.000 --> 00:03.000\n[latter] Nei.\n"
    )
    assert [turn.speaker for turn in draft.turns] == [None, None]


@pytest.mark.parametrize("name", ["prove.vtt", "prove.srt"])
def test_no_subtitles(name: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_bytes(name, b"Bare noen ord.\n")
    assert refused.value.code == "wrong_type"
    with pytest.raises(ImportRefused) as refused:
        read_bytes(name, b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n")
    assert refused.value.code == "no_text"


def test_whisperx_in_subrip() -> None:
    draft = srt(
        "1\n00:00:02,300 --> 00:00:06,048\n[SPEAKER_00]: Hva gjør\n\n"
        "2\n00:00:06,144 --> 00:00:09,700\n[SPEAKER_00]: du?\n\n"
        "3\n00:00:10,700 --> 00:00:12,000\n[SPEAKER_01]: Jeg sitter i skranken.\n\n"
        "4\n00:00:13,000 --> 00:00:14,000\nMm.\n"
    )
    assert turns(draft) == [
        ("SPEAKER_00", 2.3, "Hva gjør du?"),
        ("SPEAKER_01", 10.7, "Jeg sitter i skranken."),
        (None, 13.0, "Mm."),
    ]
    assert [(s.name, s.role) for s in draft.speakers] == [
        ("SPEAKER_00", Role.INTERVIEWER),
        ("SPEAKER_01", Role.INFORMANT),
    ]


def test_subrip_without_blank_lines_and_with_tags() -> None:
    draft = srt(
        "1\r\n00:00:01,000 --> 00:00:02,000\r\n{\\an8}<i>Ja.</i>\r\n2\r\n"
        '00:00:02,000 --> 00:00:03,000\r\n<font color="red">Nei.</font>\r\n\r\nmer\r\n'
    )
    assert turns(draft) == [(None, 1.0, "Ja."), (None, 2.0, "Nei. mer")]
