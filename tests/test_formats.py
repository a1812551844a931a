"""Every transcript format is read right, also when it was saved, sent and edited on the way."""

import json

import pytest
from format_files import SAMPLES, Sample, Turns, noscribe_html, otr

from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers.formats import read_bytes
from kodeverk.errors import ImportRefused

TEXTS = [sample for sample in SAMPLES if not sample.name.endswith((".docx", ".rtf"))]
LETTERS = [sample for sample in TEXTS if not sample.name.endswith((".json", ".otr"))]


def turns(draft: Draft) -> Turns:
    return [(turn.speaker, turn.time, turn.text) for turn in draft.turns]


def read(name: str, text: str) -> Turns:
    return turns(read_bytes(name, text.encode()))


def codes(draft: Draft) -> list[str]:
    return [notice.code for notice in draft.notices]


def text_of(sample: Sample) -> str:
    try:
        return sample.data.decode()
    except UnicodeDecodeError:
        return sample.data.decode("cp1252")


def named(sample: Sample) -> str:
    return sample.format


@pytest.mark.parametrize("sample", SAMPLES, ids=named)
def test_every_format(sample: Sample) -> None:
    draft = read_bytes(sample.name, sample.data)
    assert turns(draft) == sample.turns
    assert draft.language == "nb"
    assert set(codes(draft)) <= {"dropped_content"}
    said = f"{draft.title}\n{[turn.text for turn in draft.turns]}\n{draft.speakers}"
    for private in ("C:/Brukere", ".m4a", ".mp3", "transkripsjon\n", "otter.ai"):
        assert private not in said


@pytest.mark.parametrize("sample", TEXTS, ids=named)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_encoding(sample: Sample, encoding: str) -> None:
    assert turns(read_bytes(sample.name, text_of(sample).encode(encoding))) == sample.turns


@pytest.mark.parametrize("sample", LETTERS, ids=named)
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp865"])
def test_every_code_page(sample: Sample, encoding: str) -> None:
    assert turns(read_bytes(sample.name, text_of(sample).encode(encoding))) == sample.turns


@pytest.mark.parametrize("sample", TEXTS, ids=named)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_way_of_ending_lines(sample: Sample, newline: str) -> None:
    text = text_of(sample).replace("\r\n", "\n").replace("\n", newline)
    assert read(sample.name, text) == sample.turns
    assert read(sample.name, newline * 2 + text.rstrip() + newline * 3) == sample.turns
    assert read(sample.name, text.rstrip()) == sample.turns


@pytest.mark.parametrize("sample", TEXTS, ids=named)
@pytest.mark.parametrize("name", ["samtale.txt", "samtale.TXT", "samtale.md"])
def test_every_format_under_another_name(sample: Sample, name: str) -> None:
    if (sample.format, name) == ("Whisper .txt", "samtale.md"):
        return  # in Markdown these lines are one paragraph
    assert turns(read_bytes(name, sample.data)) == sample.turns


# --- subtitles


def vtt(*blocks: str) -> Turns:
    return read("prove.vtt", "\n\n".join(("WEBVTT", *blocks)) + "\n")


def test_times_of_every_length() -> None:
    stamps = {
        "00:04.250": 4.25,
        "0:04.25": 4.25,
        "01:00:04.250": 3604.25,
        "1:00:04,5": 3604.5,
        "00:00:04": 4.0,
        "00:00:04.250000": 4.25,
        "100:00:04.000": 360004.0,
    }
    for stamp, time in stamps.items():
        assert vtt(f"{stamp} --> {stamp}\nHei på deg.") == [(None, time, "Hei på deg.")]
        assert vtt(f"{stamp}-->{stamp} align:start\nHei.") == [(None, time, "Hei.")]


def test_unpadded_fractions_are_milliseconds() -> None:
    assert vtt("0:0:4.90 --> 0:0:5.0\n<v Å>Ja.</v>", "0:12:11.5 --> 0:12:12.0\n<v Ø>Nei.</v>") == [
        ("Å", 4.09, "Ja."),
        ("Ø", 731.005, "Nei."),
    ]
    assert vtt("0:0:4.900000 --> 0:0:5.0\nJa.") == [(None, 4.9, "Ja.")]


def test_notes_styles_and_data_are_no_speech_and_told() -> None:
    draft = read_bytes(
        "prove.vtt",
        b"WEBVTT - Samtale\nKind: captions\nLanguage: nb\n\nSTYLE\n::cue {\n  color: red\n}\n\n"
        b"REGION\nid:fred\n\nNOTE ikke med\n\nen\n00:01.000 --> 00:02.000\nDen ene.\n\n"
        b"NOTE\nheller ikke\nmed\n\n00:02.000 --> 00:03.000\nNOTE: dette sa hun.\n",
    )
    assert turns(draft) == [(None, 1.0, "Den ene."), (None, 2.0, "NOTE: dette sa hun.")]
    assert codes(draft) == ["dropped_content"] and "2 notes" in draft.notices[0].message
    assert draft.title == "Samtale"


def test_an_empty_line_within_a_cue_takes_no_words_away() -> None:
    said = vtt(
        "00:01.000 --> 00:02.000\n<v Å>Først.", "Så mer.</v>", "00:03.000 --> 4:00\n<v Ø>Ja."
    )
    assert said == [("Å", 1.0, "Først. Så mer."), ("Ø", 3.0, "Ja.")]
    assert vtt("Ord over alt.", "7\n00:01.000 --> 00:02.000\nEtter.") == [
        (None, None, "Ord over alt."),
        (None, 1.0, "Etter."),
    ]


def test_cues_out_of_order_with_a_damaged_time_among_them() -> None:
    assert vtt(
        "00:09.000 --> 00:10.000\n<v Å>Tre.</v>",
        "00:9x --> 00:11.000\n<v Ø>Fire.</v>",
        "00:01.000 --> 00:02.000\n<v Å>En.</v>",
        "00:03.000 --> 00:04.000\n<v Ø>To.</v>",
    ) == [("Å", 1.0, "En."), ("Ø", 3.0, "To."), ("Å", 9.0, "Tre."), ("Ø", None, "Fire.")]


def test_voices_left_open_closed_empty_and_missing() -> None:
    assert vtt(
        "00:01.000 --> 00:02.000\n<v.first.loud Åse Lund><lang nb-NO>Hva <i>da</i>?</lang>",
        "00:02.000 --> 00:03.000\nEn stemme til.",
        "00:03.000 --> 00:04.000\n<v >Og en.</v>",
        "00:04.000 --> 00:05.000\n<v Bjørn Øye (Viken)>«A&nbsp;&lt;&nbsp;B» &amp; R&D</v>",
    ) == [
        ("Åse Lund", 1.0, "Hva da?"),
        (None, 2.0, "En stemme til."),
        (None, 3.0, "Og en."),
        ("Bjørn Øye (Viken)", 4.0, "«A\xa0<\xa0B» & R&D"),
    ]


def test_what_looks_like_a_name_in_what_is_said() -> None:
    assert vtt(
        "00:01.000 --> 00:02.000\nÅse: Vi møttes kl. 12:30: på torget.",
        "00:02.000 --> 00:03.000\nBjørn: NB: husk https://eksempel.no/a: der.",
        "00:03.000 --> 00:04.000\nNB: det er viktig.",
        "00:04.000 --> 00:05.000\nÅse: Og 00:00:05 --> det er nå.",
        "00:05.000 --> 00:06.000\nBjørn: Ja -> nei.",
    ) == [
        ("Åse", 1.0, "Vi møttes kl. 12:30: på torget."),
        ("Bjørn", 2.0, "NB: husk https://eksempel.no/a: der. NB: det er viktig."),
        ("Åse", 4.0, "Og 00:00:05 --> det er nå."),
        ("Bjørn", 5.0, "Ja -> nei."),
    ]


def test_words_underlined_one_after_another_are_said_once() -> None:
    cues = (
        "1\n00:00:01,000 --> 00:00:01,500\n[SPEAKER_00]: <u>Hva</u> nå?\n\n"
        "2\n00:00:01,500 --> 00:00:01,800\n[SPEAKER_00]: Hva nå?\n\n"
        "3\n00:00:01,800 --> 00:00:02,000\n[SPEAKER_00]: Hva <u>nå?</u>\n\n"
        "4\n00:00:03,000 --> 00:00:04,000\n[SPEAKER_01]: <u>Ja.</u>\n\n"
        "5\n00:00:05,000 --> 00:00:06,000\n[SPEAKER_01]: <u>Ja.</u>\n"
    )
    assert read("lyd.srt", cues) == [
        ("SPEAKER_00", 1.0, "Hva nå?"),
        ("SPEAKER_01", 3.0, "Ja. Ja."),
    ]
    assert read("lyd.vtt", "WEBVTT\n\n" + cues.replace(",", ".")) == read("lyd.srt", cues)


def test_whisper_cpp_says_on_which_side_a_voice_was() -> None:
    assert vtt(
        "00:01.000 --> 00:02.000\n(speaker 0) Hva nå?",
        "00:02.000 --> 00:03.000\n(speaker 1)Ja.",
    ) == [("speaker 0", 1.0, "Hva nå?"), ("speaker 1", 2.0, "Ja.")]


# --- tables


def test_tables_with_odd_rows() -> None:
    draft = read_bytes(
        "lyd.tsv",
        "start\tend\ttext\n0\t1500\tVi så\nbegge.\nx\t9\tUten tid.\n-20\t5\tFør.\n"
        "5\t6\t \n".encode(),
    )
    assert turns(draft) == [
        (None, 0.0, "Vi så begge."),
        (None, None, "Uten tid."),
        (None, 0.0, "Før."),
    ]
    assert codes(draft) == ["bad_timestamps"]
    early = read_bytes("lyd.tsv", "start\tend\ttext\n-20\t5\tFør.\n".encode())
    assert "before the start" in early.notices[0].message
    assert codes(read_bytes("a.tsv", b"start\tend\ttext\nx\t5\tHei.\n")) == ["bad_timestamps"]
    assert read("a.tsv", "start\tend\ttext\n0.5\t5\tHei.\n7\t8\tDa.\n")[1][1] == 7.0
    assert read("a.txt", "1,5\t2,0\tHei\tdu.\n\\\t-1,0\t-1,0\n3.5\t4.0\tDa så.\n") == [
        (None, 1.5, "Hei\tdu."),
        (None, 3.5, "Da så."),
    ]


@pytest.mark.parametrize(
    ("text", "code"), [("bare ord\n", "wrong_type"), ("start\tend\ttext\n", "no_text")]
)
def test_tables_without_a_transcript(text: str, code: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_bytes("lyd.aud", text.encode())
    assert refused.value.code == code


def test_whisper_cpp_writes_commas() -> None:
    draft = read_bytes(
        "lyd.csv", 'start,end,text\n0,9," Vi så, ja,"\n1500,9,"""Det"" gikk\nbra."'.encode()
    )
    assert turns(draft) == [(None, 0.0, 'Vi så, ja, "Det" gikk bra.')] and codes(draft) == []
    sides = 'start,end,speaker,text\n0,9,"0"," Hva?"\n\n1500,9,"1",Ja, da.\nuten\n2500,9,"?",Mm.\n'
    assert read("lyd.txt", sides) == [
        ("speaker 0", 0.0, "Hva?"),
        ("speaker 1", 1.5, "Ja, da. uten"),
        (None, 2.5, "Mm."),
    ]
    with pytest.raises(ImportRefused) as refused:
        read_bytes("a.csv", b'start,end,text\n1,2,"' + b"x" * 200_000)
    assert refused.value.code == "corrupt"


# --- noScribe


def noscribe(body: str, head: str = "<p>Tittel</p>") -> Draft:
    return read_bytes("lyd.html", f"<html><body>{head}{body}</body></html>".encode())


def test_noscribe_says_what_it_left_out() -> None:
    draft = read_bytes("lyd.html", noscribe_html())
    assert draft.title == "Samtale i Grimdalen" and draft.importer == "noscribe"
    assert codes(draft) == ["dropped_content"] and "3 lines" in draft.notices[0].message
    assert codes(noscribe('<p><a name="ts_0_9_S00">S00: Ja.</a></p>')) == []
    path = noscribe('<p><a name="ts_0_9_">Ja.</a></p>', "<p>C:\\Brukere\\åse\\lyd.html</p>")
    assert path.title == "lyd"


def test_noscribe_overlaps_pauses_and_stamps_within_a_turn() -> None:
    assert turns(
        noscribe(
            '<p><a name="ts_0_900_">(..) </a></p>'
            '<p><a name="ts_1000_2000_S00" >S00: <span style="color: #78909C" >[00:00:01]</span> '
            'Ja,</a><a name="ts_2100_2400_//S01" > //S01: mm.</a>'
            '<a name="ts_2500_3000_S00" >// Altså: <span>[00:01:02]</span> da &amp; nå.</a>'
            '<a name="ts_3000_9000_S00"> (...)</a></p>'
            '<p><a name="ts_9100_9900_S01" >S01: Uklart [00:01:02]?</a></p><p>Uten tid.</p>'
        )
    ) == [
        (None, 0.0, "(..)"),
        ("S00", 1.0, "Ja, //S01: mm.// Altså: da & nå. (...)"),
        ("S01", 9.1, "Uklart [00:01:02]?"),
        (None, None, "Uten tid."),
    ]


def test_noscribe_begins_a_turn_with_each_label() -> None:
    body = (
        '<p><a name="ts_0_9_S00">S00: Hei.</a></p><p><a name="ts_1000_9_S00">S00: Og<br>hallo.</a>'
    )
    assert turns(noscribe(body)) == [("S00", 0.0, "Hei."), ("S00", 1.0, "Og\nhallo.")]


def test_noscribe_after_its_editor() -> None:
    head = '<h1>Tittel</h1><p><span style="font-size:small">Audiodatei: C:/lyd.mp3</span></p>'
    for anchor in ('<a href="ts_{}">{}</a>', '<a name="ts_{}"></a><span>{}</span>'):
        body = (
            f"<p>{anchor.format('1000_2000_S00', 'Åse Lund: Hva')}"
            f"{anchor.format('2000_3000_S00', ' så du?')}</p>\n"
            f'<p style="margin:0">{anchor.format("4000_5000_S01", "Bjørn Øye: Huset.")}</p>'
        )
        draft = noscribe(body, head)
        assert turns(draft) == [
            ("Åse Lund", 1.0, "Hva så du?"),
            ("Bjørn Øye", 4.0, "Huset."),
        ]


def test_noscribe_without_speakers_keeps_the_times() -> None:
    body = '<p><a name="ts_0_9_">Først ble</a><a name="ts_1000_9_"> det sagt.</a>'
    body += '<a name="ts_2000_9_"> Så ble det stille. Hva</a><a name="ts_2500_9_">for?</a></p>'
    assert turns(noscribe(body)) == [
        (None, 0.0, "Først ble det sagt."),
        (None, 2.0, "Så ble det stille. Hvafor?"),
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<p><a name="ts_0_9_"> </a></p>', "no_text"),
        ("<![x", "corrupt"),
        ("<a " * 5000, "too_complex"),
        ("<!-- >" * 5000, "too_complex"),
    ],
)
def test_noscribe_without_words(body: str, code: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        noscribe(f'<a name="ts_0_9_"></a>{body}')
    assert refused.value.code == code


# --- oTranscribe


def otranscribe(html: str) -> Draft:
    return read_bytes("a.otr", json.dumps({"text": html, "media": "", "media-time": 0}).encode())


def mark(time: object, shown: str = "0:00") -> str:
    return f'<span class="timestamp" data-timestamp="{time}">{shown}</span>&nbsp;'


def test_otranscribe_marks_before_after_and_amid() -> None:
    draft = otranscribe(
        f"<p>{mark(1.25)}<b>Åse:</b> Hva så {mark(2)}du?</p><p>Bjørn: {mark(3.5)}Huset.<br/>Og "
        f"bakken &amp; sjøen.</p><div>Åse: Ja.</div><p><br></p>"
        f"<p>{mark('0:09', '0:09')}Bjørn: Nei.</p>"
    )
    assert turns(draft) == [
        ("Åse", 1.25, "Hva så du?"),
        ("Bjørn", 3.5, "Huset.\nOg bakken & sjøen."),
        ("Åse", None, "Ja."),
        ("Bjørn", 9.0, "Nei."),
    ]
    assert codes(draft) == ["dropped_content"] and "1 time mark " in draft.notices[0].message


def test_otranscribe_without_names_keeps_every_time() -> None:
    draft = otranscribe(
        f"{mark(0)}Først ble det sagt. {mark(4.5)}Så ble det stille.<br /><br />{mark('x', 'y')}Ja."
    )
    assert turns(draft) == [
        (None, 0.0, "Først ble det sagt."),
        (None, 4.5, "Så ble det stille."),
        (None, None, "Ja."),
    ]
    assert codes(draft) == ["bad_timestamps"]
    old = '<span class="timestamp">0:07</span>'
    assert turns(otranscribe(f"<p>{old} Vi så</p><p>{mark(-5, 'x')}Og.</p>")) == [
        (None, 7.0, "Vi så"),
        (None, None, "Og."),
    ]
    assert turns(otranscribe(f"<p>{mark(1)}Vi så</p><p>{mark(2)}det. {mark(3)}Og</p>")) == [
        (None, 1.0, "Vi så"),
        (None, 2.0, "det."),
        (None, 3.0, "Og"),
    ]
    assert turns(otranscribe("<p>Bare ord i ett avsnitt.</p>"))[0][2] == "Bare ord i ett avsnitt."


@pytest.mark.parametrize(
    ("data", "code"),
    [(b'{"text": "<p></p>"}', "no_text"), (b'{"text": 4}', "unsupported"), (b"[4]", "unsupported")],
)
def test_otranscribe_without_a_transcript(data: bytes, code: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_bytes("a.otr", data)
    assert refused.value.code == code


def test_otranscribe_says_nothing_of_the_recording() -> None:
    assert "Intervju med" not in str(read_bytes("a.otr", otr()))
