"""Odd but real ways of writing who speaks and when, in text, subtitles and JSON."""

import json

import pytest
from wordfiles import paragraph, run, word

from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers.formats import read_bytes

Turns = list[tuple[str | None, float | None, str]]


def turns(draft: Draft) -> Turns:
    return [(turn.speaker, turn.time, turn.text) for turn in draft.turns]


def read(name: str, text: str) -> Turns:
    return turns(read_bytes(name, text.encode()))


def told(text: str, name: str = "a.txt") -> str:
    draft = read_bytes(name, text.encode())
    return " ".join(f"{notice.code}: {notice.message}" for notice in draft.notices)


def test_captions_of_a_meeting_that_passes_midnight() -> None:
    said = read(
        "c.txt",
        "[Åse Lund] 23:59:58\nHva nå?\n\n[Bjørn Øye] 00:00:03\nKlokka er 00:00.\n\n"
        "[Åse Lund] 00:01:00\nJa.\n",
    )
    assert said == [
        ("Åse Lund", 0.0, "Hva nå?"),
        ("Bjørn Øye", 5.0, "Klokka er 00:00."),
        ("Åse Lund", 62.0, "Ja."),
    ]


def test_otter_with_voices_it_does_not_know() -> None:
    said = read(
        "o.txt",
        "Åse Lund  0:00  \nHva nå?\n\nUnknown Speaker  0:05  \nKlokka\n\n0:21  \nhar gått.\n\n"
        "Speaker 2  1:02:03  \nDet var i\n12:30\n\nTranscribed by https://otter.ai\n",
    )
    assert said == [
        ("Åse Lund", 0.0, "Hva nå?"),
        ("Unknown Speaker", 5.0, "Klokka"),
        (None, 21.0, "har gått."),
        ("Speaker 2", 3723.0, "Det var i\n12:30"),
    ]
    alone = "0:00  \nFørst ble det sagt.\n\n0:21  \nSå ble det stille.\n\nTranscribed by https://otter.ai"
    assert read("o.txt", alone) == [
        (None, 0.0, "Først ble det sagt."),
        (None, 21.0, "Så ble det stille."),
    ]


def test_what_a_program_would_say_said_by_a_person() -> None:
    said = ("Kari startet opptaket", "opptak")
    text = (
        f"Åse Lund   0:03\n{said[0]}\nBjørn Øye   0:05\n{said[1]}\nÅse Lund stoppet transkripsjon\n"
    )
    assert read("t.txt", text) == [("Åse Lund", 3.0, said[0]), ("Bjørn Øye", 5.0, said[1])]


@pytest.mark.parametrize(
    "text",
    [
        "[00:00:05 - 00:00:09] Åse: Hva?\n[00:00:09 - 00:00:12] Bjørn: Det.\n",
        "00:00:05 – 00:00:09 Åse: Hva?\n00:00:09 – 00:00:12 Bjørn: Det.\n",
        "00:00:05\nÅse: Hva?\n\n00:00:09\nBjørn: Det.\n",
        "[00:00:05]\nÅse: Hva?\n[00:00:09]\nBjørn: Det.\n",
        "[00:05.000 --> 00:09.000]  Åse: Hva?\n[00:09.000 --> 00:12.000]  Bjørn: Det.\n",
        "#00:00:05-0# Åse: Hva?\n#00:00:09-0# Bjørn: Det.\n",
        "Åse\t0:05\nHva?\nBjørn\t0:09\nDet.\n",
    ],
)
def test_other_ways_to_write_the_time(text: str) -> None:
    assert read("a.txt", text) == [("Åse", 5.0, "Hva?"), ("Bjørn", 9.0, "Det.")]


def test_labels_in_brackets_without_a_colon() -> None:
    assert read("a.txt", "[00:00:05.10] [SPEAKER_00] Hva?\n[00:00:09.5] [SPEAKER_01] Det.\n") == [
        ("SPEAKER_00", 5.1, "Hva?"),
        ("SPEAKER_01", 9.5, "Det."),
    ]


def test_labels_and_times_apart() -> None:
    assert read("a.txt", "[SPEAKER_00] Hva?\n[SPEAKER_01] Det.\n") == [
        ("SPEAKER_00", None, "Hva?"),
        ("SPEAKER_01", None, "Det."),
    ]
    text = "0:05\nÅse: Hva?\n\n0:09\nBjørn: Det.\n\n0:12\nÅse: Jo\n\nda.\n\n0:15\nBjørn: Nei.\n"
    assert read("a.txt", text) == [
        ("Åse", 5.0, "Hva?"),
        ("Bjørn", 9.0, "Det."),
        ("Åse", 12.0, "Jo\nda."),
        ("Bjørn", 15.0, "Nei."),
    ]


def test_bare_times_behind_the_names() -> None:
    text = "Åse: 0:00:05 Hva?\n\nBjørn: 0:00:09 Det.\n\nÅse: 0:00:12 Ja.\n"
    assert read("a.txt", text) == [
        ("Åse", 5.0, "Hva?"),
        ("Bjørn", 9.0, "Det."),
        ("Åse", 12.0, "Ja."),
    ]
    spoken = "Åse: 12:30 møttes vi.\n\nBjørn: 09:15 var det.\n\nÅse: Ja, 10:00.\n"
    assert [text for _name, _time, text in read("a.txt", spoken)] == [
        "12:30 møttes vi.",
        "09:15 var det.",
        "Ja, 10:00.",
    ]
    back = "Åse: 09:15 gikk vi.\n\nBjørn: 08:30 alt.\n\nÅse: 10:00 da?\n"
    assert read("a.txt", back)[1] == ("Bjørn", None, "08:30 alt.")


def test_f4_tenths_and_parlatype_hundredths() -> None:
    assert read(
        "a.txt", "I: Hva? #0:01-21#\n\nB: Det var #00:00:02-0# alt. #0:05-5#\n\nI: Ja.\n"
    ) == [
        ("I", 0.0, "Hva?"),
        ("B", 1.21, "Det var #00:00:02-0# alt."),
        ("I", 5.5, "Ja."),
    ]
    assert read("a.txt", "#00:00:05-7# I: Hva?\n#00:00:09-0# B: Det.\n") == [
        ("I", 5.7, "Hva?"),
        ("B", 9.0, "Det."),
    ]


def test_a_programme_with_hours_is_no_conversation() -> None:
    text = "Dagen på torget\n\n09:00 Åpning\nVelkommen til alle.\n\n12:00 Lunsj\nMat i kantina.\n"
    assert {speaker for speaker, _time, _text in read("a.txt", text)} == {None}


def test_names_without_capitals_that_speak_often() -> None:
    said = [("iPhone til Kari", "Hei."), ("Åse Lund", "Ja?"), ("iPhone til Kari", "Jo.")]
    said += [("student 1", "Nei."), ("iPhone til Kari", "Jaha."), ("Åse Lund", "Greit.")]
    cues = [f"00:0{n}.000 --> 00:0{n}.900\n{name}: {text}" for n, (name, text) in enumerate(said)]
    expected = [(name, float(n), text) for n, (name, text) in enumerate(said)]
    assert read("z.vtt", "\n\n".join(["WEBVTT", *cues])) == expected
    lower = [(name.lower(), None, text) for name, text in said]
    assert read("a.txt", "".join(f"{name}: {text}\n" for name, _t, text in lower)) == lower
    cues[3] = "00:03.000 --> 00:03.900\nog så sa jeg: nei."
    bare = "00:09.000 --> 00:09.900\nUten navn."
    found = {name for name, _time, _text in read("z.vtt", "\n\n".join(["WEBVTT", *cues, bare]))}
    assert found == {"iPhone til Kari", "Åse Lund"}


def test_words_that_recur_before_a_colon_are_nobody() -> None:
    text = "Vi skrev mye om huset.\nmed andre ord: det ble bra.\nOg så gikk tiden sin gang.\n" * 4
    assert {speaker for speaker, _time, _text in read("a.txt", text)} == {None}


def test_numbers_that_are_said_are_no_numbers_of_cues() -> None:
    cues = [f"00:0{n}.000 --> 00:0{n}.900\n<v {'ÅØ'[n % 2]}>{n}" for n in range(1, 4)]
    said = [("Ø", 1.0, "1"), ("Å", 2.0, "2"), ("Ø", 3.0, "3")]
    assert read("a.vtt", "\n\n".join(["WEBVTT", *cues])) == said
    bare = [cue.replace("<v Å>", "").replace("<v Ø>", "") for cue in cues]
    assert [text for _n, _t, text in read("a.vtt", "\n\n".join(["WEBVTT", *bare]))] == list("123")


@pytest.mark.parametrize("newline", ["\r\r\n", "\n\n", "\n \n"])
def test_subtitles_whose_line_endings_were_doubled(newline: str) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nVi så 3.\n\n2\n00:00:03,000 --> 00:00:04,000\n44\n\n"
    text += "3\n00:00:05,000 --> 00:00:06,000\nJa.\n"
    expected = [(None, 1.0, "Vi så 3."), (None, 3.0, "44 Ja.")]
    assert read("a.srt", text.replace("\n", newline)) == expected
    assert read("a.vtt", ("WEBVTT\n\n" + text.replace(",", ".")).replace("\n", newline)) == expected


def test_what_graph_says_when_asked_for_all() -> None:
    found = '{"startDateTime":"2024-03-04T09:03:16Z","speakerName":"Åse Lund","spokenText":"Hva?"}'
    text = f"WEBVTT\n\n00:00:16.246 --> 00:00:17.726\n{found}\n"
    assert read("m.vtt", text) == [("Åse Lund", 16.246, "Hva?")]
    broken = text.replace('Hva?"}', 'Hva?"')
    assert read("m.vtt", broken) == [(None, 16.246, found[:-1])]


def test_otter_with_its_summary_above() -> None:
    text = (
        "Intervju om huset\nMon, Mar 4, 2024 9:03AM • 1:01:11\n\nSUMMARY KEYWORDS\nhus, bakrom\n\n"
        "SPEAKERS\nBjørn Øye, Åse Lund\n\nÅse Lund  00:01\nHva nå?\n\nBjørn Øye  00:09\nDet går.\n"
    )
    draft = read_bytes("o.txt", text.encode())
    assert (draft.title, draft.date) == ("Intervju om huset", "2024-03-04")
    assert turns(draft) == [("Åse Lund", 1.0, "Hva nå?"), ("Bjørn Øye", 9.0, "Det går.")]
    assert "4 lines above" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "00:00:05 Høyttaler 1\nHva?\n00:00:09 Høyttaler 2\nDet.\n",
        "Høyttaler 1 [00:00:05]\nHva?\n\nHøyttaler 2 [00:00:09]\nDet.\n",
        "Høyttaler 1 (0:05):\nHva?\n\nHøyttaler 2 (0:09):\nDet.\n",
        "Høyttaler 1   0:05Hva?\nHøyttaler 2   0:09Det.\n",
        "**Høyttaler 1**   0:05\nHva?\n\n**Høyttaler 2**   0:09\nDet.\n",
        "0:05 **Høyttaler 1:** Hva?\n\n0:09 **Høyttaler 2:** Det.\n",
    ],
)
def test_labels_in_a_language_we_did_not_know(text: str) -> None:
    assert read("w.txt", text) == [("Høyttaler 1", 5.0, "Hva?"), ("Høyttaler 2", 9.0, "Det.")]


def test_marks_of_a_program_within_a_turn_go_and_times_that_are_said_stay() -> None:
    text = (
        "S00: [00:00:01] Vi gikk [00:01:02] inn 12:30 [13:00:00] der.\n\nS01: [00:01:09] Ja "
        "[00:00:01] nei.\n"
    )
    assert read("a.txt", text) == [
        ("S00", 1.0, "Vi gikk inn 12:30 [13:00:00] der."),
        ("S01", 69.0, "Ja [00:00:01] nei."),
    ]
    assert told(text).startswith("dropped_content: 1 time mark within")


def test_noscribe_without_voices_keeps_the_path_to_itself() -> None:
    text = (
        "Samtale\n\nTranscribed with noScribe vers. 0.7\nAudio file: C:/Brukere/åse/lyd.m4a\n"
        "(Start: 00:00:00 | Language: Norwegian (no))\n\nHva tenkte du? Mye.\n"
    )
    draft = read_bytes("n.txt", text.encode())
    assert turns(draft) == [(None, None, "Hva tenkte du? Mye.")] and draft.title == "Samtale"
    assert "1 line above" in told(text)


def test_who_was_there_is_left_out_and_told() -> None:
    text = (
        "Møte om huset\n\nTil stede: Åse, Bjørn\nOpptak\n\nÅse: Hva?\n\nBjørn: Det.\n\nÅse: Ja.\n"
    )
    assert read("a.txt", text)[0] == ("Åse", None, "Hva?")
    assert told(text).startswith("dropped_content: 1 line above")
    picture = "<w:p><w:r><w:drawing><w:pic/></w:drawing></w:r></w:p>"
    lines = ("Møte om huset", "Til stede: Åse", "Åse: Hva?", "Bjørn: Det.", "Åse: Ja.")
    both = read_bytes("a.docx", word(*map(paragraph, lines), picture)).notices
    assert len(both) == 1 and "1 picture" in both[0].message and "1 line" in both[0].message
    assert told(text.replace("Til stede: Åse, Bjørn\n", "")) == ""


def test_a_pipeline_that_gives_a_list() -> None:
    found = [{"text": "Hei du.", "chunks": [{"timestamp": [0.5, None], "text": " Hei du."}]}]
    assert read("a.json", json.dumps(found)) == [(None, 0.5, "Hei du.")]
    speakers = [{"speaker": "SPEAKER_00", "timestamp": [0.0, 1.0], "text": "Hva?"}]
    both = {"speakers": speakers, "chunks": [{"timestamp": [0.0, 2.0], "text": "Hva?"}]}
    assert read("a.json", json.dumps(both)) == [("SPEAKER_00", 0.0, "Hva?")]


def test_segments_without_words() -> None:
    found = {"segments": [{"start": 0, "text": None}, {"start": 1.5, "text": "Hei."}, {"start": 2}]}
    assert read("a.json", json.dumps(found)) == [(None, 1.5, "Hei.")]
    assert read("a.json", json.dumps({"text": "Hei du.", "segments": []})) == [
        (None, None, "Hei du.")
    ]
    unknown = [{"start": 0.0, "text": "Hei.", "speaker": "?"}]
    assert read("a.json", json.dumps(unknown)) == [(None, 0.0, "Hei.")]


def test_chunks_of_one_word_become_lines() -> None:
    words = (
        "hei du vi snakker om huset og bakrommet og hvordan det gikk da vi flyttet inn der. Og så"
    )
    chunks: list[dict[str, object]] = [
        {"timestamp": [index * 0.4, index * 0.4 + 0.3], "text": f" {word}"}
        for index, word in enumerate(words.split())
    ]
    chunks += [{"timestamp": [20, None], "text": "var"}, {"timestamp": None, "text": "det"}]
    chunks += [{"timestamp": [30.0, 30.2], "text": "slutt"}]
    assert read("a.json", json.dumps({"chunks": chunks})) == [
        (None, 0.0, " ".join(words.split()[:-2])),
        (None, 6.8, "Og så var det slutt"),
    ]
    halves = [{"timestamp": [n + 5 * (n // 12)] * 2, "text": "ja"} for n in range(24)]
    said = read("a.json", json.dumps({"chunks": halves}))
    assert [(time, len(text.split())) for _name, time, text in said] == [(0.0, 12), (17.0, 12)]
    many = [{"timestamp": [n * 0.1, n * 0.1 + 0.1], "text": "ja"} for n in range(61)]
    said = read("a.json", json.dumps({"chunks": many}))
    assert [len(text.split()) for _name, _time, text in said] == [30, 30, 1]


def test_a_time_said_last_in_a_line_is_no_head() -> None:
    teams = [("Åse Lund", "0:03", "Vi kom"), ("Bjørn Øye", "0:09", "Klokka 12:30")]
    teams.append(("Åse Lund", "0:12", "Åse: 00:00:05"))
    body = (
        f"<w:p>{run(f'{name}   {time}')}<w:r><w:br/></w:r>{run(text)}</w:p>"
        for name, time, text in teams
    )
    assert [text for _n, _t, text in turns(read_bytes("a.docx", word(*body)))] == [
        text for _name, _time, text in teams
    ]
    said = [text for _name, _time, text in teams]
    tight = "".join(f"{name}   {time}\n{text}\n" for name, time, text in teams)
    assert [text for _n, _t, text in read("a.txt", tight)] == said
    close = "\n\n".join(f"{name} {time}\n{text}" for name, time, text in teams)
    assert [text for _n, _t, text in read("a.txt", close)] == said
    zoom = "[Åse] 00:00:01\nVi så [00:00:02] det.\n\n[Bjørn] 00:00:09\nJa.\n"
    assert read("a.txt", zoom)[0][2] == "Vi så [00:00:02] det."
    assert read("a.txt", "[00:05] Åse: [00:06] så vi det.\n[00:09] Bjørn: Ja.\n")[0][2] == (
        "[00:06] så vi det."
    )
