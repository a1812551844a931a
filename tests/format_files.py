"""A faithful sample of every transcript format, as bytes; what each must become stands beside it.

The layouts are those that the programs write; the words and the people are invented here.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from wordfiles import paragraph, run, word

Turns = list[tuple[str | None, float | None, str]]

ASKER, TELLER = "Åse Lund", "Bjørn Øye"
SAID = (
    "Hva tenkte du da dere flyttet sammen?",
    "Jeg tenkte at det kom til å gå bra, men så ble det trangt på bakrommet.",
    "Var det noen som sa ifra?",
    "Ja. Vi sa det på møtet i februar: nå må vi få en nøkkel til.",
)
STARTS = (1.5, 4.25, 3661.0, 3664.5)
ENDS = (4.0, 9.75, 3663.25, 3671.0)
GUID = "9c6f115e-8e2d-49a6-b5d2-d4d53d8685d1"


@dataclass(frozen=True, slots=True)
class Sample:
    """One file: which program writes it so, its name, its bytes, and the turns it holds."""

    format: str
    name: str
    data: bytes
    turns: Turns


def turns(names: Sequence[str | None], *, whole: bool = False, timed: bool = True) -> Turns:
    """Return the four turns, spoken by ``names`` in alternation; ``whole``: times in seconds."""
    times = [float(int(start)) if whole else start for start in STARTS]
    return [
        (names[index % len(names)], times[index] if timed else None, text)
        for index, text in enumerate(SAID)
    ]


def clock(time: float, *, hours: bool = True, mark: str = ".", digits: int = 3) -> str:
    """Return ``time`` as a subtitle writes it; ``hours`` False: only when there are any."""
    whole = int(time)
    text = f"{whole % 3600 // 60:02}:{whole % 60:02}"
    if hours or whole >= 3600:
        text = f"{whole // 3600:02}:{text}"
    return text + (f"{mark}{round(time % 1 * 10**digits):0{digits}}" if digits else "")


def short(time: float) -> str:
    """Return ``time`` as ``m:ss`` or ``h:mm:ss``."""
    whole = int(time)
    minutes = f"{whole // 60 % 60}" if whole < 3600 else f"{whole // 3600}:{whole // 60 % 60:02}"
    return f"{minutes}:{whole % 60:02}"


def unpadded(time: float) -> str:
    """Return ``time`` as Graph writes it: no zeros in front, whole milliseconds behind."""
    whole = int(time)
    return f"{whole // 3600}:{whole // 60 % 60}:{whole % 60}.{round(time % 1 * 1000)}"


def _spoken() -> list[tuple[str, float, float, str]]:
    names = (ASKER, TELLER) * 2
    return list(zip(names, STARTS, ENDS, SAID, strict=True))


def _text(*blocks: str) -> bytes:
    return ("\n\n".join(blocks) + "\n").encode()


def _two_lines(text: str) -> str:
    middle = text.find(" ", len(text) // 2)
    return text if middle < 0 else f"{text[:middle]}\n{text[middle + 1 :]}"


def teams_word(started: str, stopped: str, *, date: str, length: str) -> bytes:
    """Return what Teams writes since 2024: a paragraph a turn, name, time and text in it."""
    body = [
        paragraph(run("Samtale i Grimdalen-20240304_090312-Møteopptak", "<w:b/>")),
        paragraph(date),
        paragraph(length),
        paragraph(f"{ASKER} {started}"),
    ]
    for name, start, _end, text in _spoken():
        broken = _two_lines(text).split("\n")
        lines = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in broken)
        body.append(
            f"<w:p>{run(name, '<w:b/>')}"
            f'<w:r><w:t xml:space="preserve">   {short(start)}</w:t><w:br/></w:r>'
            f"<w:r>{lines}</w:r></w:p>"
        )
    body.append(paragraph(f"{ASKER} {stopped}"))
    return word(*body)


def teams_old_word() -> bytes:
    """Return what Teams wrote until 2022: timing, name and text with line breaks between."""
    return word(
        *(
            f"<w:p><w:r><w:t>{unpadded(start)} --&gt; {unpadded(end)}</w:t><w:br/>"
            f"<w:t>{name}</w:t><w:br/><w:t>{text}</w:t></w:r></w:p>"
            for name, start, end, text in _spoken()
        )
    )


def word_online(title: str, audio: str, heading: str, speaker: str) -> bytes:
    """Return what Word on the web puts in a document: a time and a label above each turn."""
    labels = (f"{speaker} 1", f"{speaker} 2") * 2
    body = [paragraph(title), paragraph(audio), paragraph("intervju Åse og Bjørn.m4a")]
    body.append(paragraph(heading))
    for label, start, text in zip(labels, STARTS, SAID, strict=True):
        body.append(paragraph(f"{clock(start, digits=0)} {label}"))
        body.append(paragraph(text))
    return word(*body)


def teams_vtt() -> bytes:
    """Return what Teams lets one download: cues with an id, voices, and no order of time."""
    cues = [
        f"{GUID}/{10 + index}-0\n{clock(start)} --> {clock(end)}\n"
        f"<v {name}>{_two_lines(escape(text))}</v>"
        for index, (name, start, end, text) in enumerate(_spoken())
    ]
    return _text("WEBVTT", cues[1], cues[0], *cues[2:])


def graph_vtt() -> bytes:
    """Return what the Graph interface sends."""
    return _text(
        "WEBVTT",
        *(
            f"{unpadded(start)} --> {unpadded(end)}\n<v {name}>{text}</v>"
            for name, start, end, text in _spoken()
        ),
    ).replace(b"\n", b"\r\n")


def cues(suffix: str, names: Sequence[str], *, hours: bool, header: str = "WEBVTT") -> bytes:
    """Return subtitles, each with what ``names`` writes before the text."""
    mark = "," if suffix == "srt" else "."
    blocks = [header] if suffix == "vtt" else []
    for index, (start, end, text) in enumerate(zip(STARTS, ENDS, SAID, strict=True)):
        number = f"{index + 1}\n" if suffix == "srt" or hours else ""
        timing = f"{clock(start, hours=hours, mark=mark)} --> {clock(end, hours=hours, mark=mark)}"
        blocks.append(f"{number}{timing}\n{names[index % len(names)]}{text}")
    return _text(*blocks)


def zoom_captions() -> bytes:
    """Return the captions one saves during a Zoom meeting: the time is that of the wall clock."""
    start = 23 * 3600 + 58 * 60 + 57  # past midnight in the third turn
    return _text(
        *(
            f"[{name}] {clock((start + int(time)) % 86400, digits=0)}\n{text}"
            for name, time, _end, text in _spoken()
        )
    )


def tsv() -> bytes:
    """Return Whisper's table: whole milliseconds."""
    rows = [
        f"{round(start * 1000)}\t{round(end * 1000)}\t{text}"
        for _name, start, end, text in _spoken()
    ]
    return ("\n".join(["start\tend\ttext", *rows]) + "\n").encode()


def labels() -> bytes:
    """Return WhisperX's labels for Audacity: seconds, and no header."""
    return "".join(
        f"{start}\t{end}\t[[SPEAKER_{index % 2:02}]]{text}\n"
        for index, (_name, start, end, text) in enumerate(_spoken())
    ).encode()


def whisper_json(*, speakers: bool) -> bytes:
    """Return Whisper's segments, or those of WhisperX with ``speakers``."""
    segments: list[dict[str, object]] = []
    for index, (_name, start, end, text) in enumerate(_spoken()):
        segment: dict[str, object] = {"start": start, "end": end, "text": f" {text}"}
        if speakers:
            words = [{"word": each, "score": 0.9} for each in text.split()]
            segment |= {"words": words, "speaker": f"SPEAKER_{index % 2:02}"}
        else:
            segment |= {"id": index, "seek": 0, "tokens": [50364, 27], "avg_logprob": -0.2}
        segments.append(segment)
    found = {"text": " ".join(SAID), "segments": segments, "language": "no"}
    return json.dumps(found, ensure_ascii=not speakers).encode()


def whisper_cpp_json() -> bytes:
    """Return what whisper.cpp writes: milliseconds under ``offsets``."""
    parts = [
        {
            "timestamps": {"from": clock(start, mark=","), "to": clock(end, mark=",")},
            "offsets": {"from": round(start * 1000), "to": round(end * 1000)},
            "text": f" {text}",
        }
        for _name, start, end, text in _spoken()
    ]
    found = {"systeminfo": "AVX = 1", "result": {"language": "no"}, "transcription": parts}
    return json.dumps(found, ensure_ascii=False, indent="\t").encode()


def nb_whisper_json(*, verbatim: bool = False) -> bytes:
    """Return what a pipeline of Transformers gives: chunks, the last of them without an end."""
    ends: list[float | None] = [*ENDS[:-1], None]
    chunks = [
        {"timestamp": [start, end], "text": f" {plain(text) if verbatim else text}"}
        for start, end, text in zip(STARTS, ends, SAID, strict=True)
    ]
    found = {"text": "".join(str(chunk["text"]) for chunk in chunks), "chunks": chunks}
    return json.dumps(found, ensure_ascii=False).encode()


def plain(text: str) -> str:
    """Return ``text`` as the verbatim models write: lower case, no signs."""
    return "".join(c for c in text.lower() if c.isalnum() or c == " ")


NOSCRIBE_INFO = (
    "Transcribed with noScribe vers. 0.6.2 ",
    "Audio file: C:/Brukere/Åse Lund/Opptak/Intervju med Bjørn Øye i Grimdalen bibliotek"
    " den fjerde mars, andre forsøk, redigert.m4a ",
    "(Start: 00:00:00 | Language: Norwegian (no) | Speaker detection: auto | Mark pause: 1)",
)


def noscribe_html() -> bytes:
    """Return noScribe's own format: anchors that hold the times, some of them in mid-turn."""
    body = []
    for index, (start, end, text) in enumerate(zip(STARTS, ENDS, SAID, strict=True)):
        label = f"S{index % 2:02}"
        head, _stop, tail = text.partition(", ")
        first = f"{head}," if tail else head
        stamp = f'<span style="color: #78909C" >[{clock(start, digits=0)}]</span>'
        name = f"ts_{round(start * 1000)}_{round(end * 1000)}_{label}"
        anchors = f'<a name="{name}" >{label}: {stamp} {first}</a>'
        if tail:
            late = round(end * 1000)
            anchors += f'<a name="ts_{late}_{late + 900}_{label}" > {tail}</a>'
        body.append(f"<p >{anchors}</p>")
    info = "<br >".join(NOSCRIBE_INFO)
    return (
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0//EN" '
        '"http://www.w3.org/TR/REC-html40/strict.dtd">\n<html >\n<head >\n'
        '<meta charset="UTF-8" />\n<style type="text/css" >\np, li { white-space: pre-wrap; }\n'
        '</style>\n<meta name="audio_source" content="C:/Brukere/Åse Lund/lyd.m4a" ></head>\n'
        '<body style="font-family: \'Arial\'" >\n<div class="WordSection1" >'
        '<p style="font-weight:600;" >Samtale i Grimdalen</p>'
        f'<p style="color: #909090; font-size: 0.8em" ><span >{info}</span></p><p ></p>\n'
        + "\n".join(body)
        + "</div>\n</body>\n</html>"
    ).encode()


def noscribe_vtt() -> bytes:
    """Return noScribe's subtitles: a title, notes, and voices that are never closed."""
    blocks = ["WEBVTT Samtale i Grimdalen", "NOTE\n" + "\n".join(NOSCRIBE_INFO)]
    blocks.append("\nNOTE media: C:/Brukere/Åse Lund/lyd.m4a")
    for index, (start, end, text) in enumerate(zip(STARTS, ENDS, SAID, strict=True)):
        timing = f"{clock(start)} --> {clock(end)}"
        blocks.append(f"{index + 1}\n{timing}\n<v S{index % 2:02}>{text}")
    return _text(*blocks)


def noscribe_txt() -> bytes:
    """Return noScribe's plain text."""
    return _text(
        "Samtale i Grimdalen",
        "\n".join(NOSCRIBE_INFO),
        *(
            f"S{index % 2:02}: [{clock(start, digits=0)}] {text}"
            for index, (_name, start, _end, text) in enumerate(_spoken())
        ),
    )


def otter() -> bytes:
    """Return Otter's text: two blanks on either side of the time, and a signature."""
    blocks = [f"{name}  {short(start)}  \n{text}" for name, start, _end, text in _spoken()]
    return _text(*blocks, "Transcribed by https://otter.ai")


def f4_lines() -> list[str]:
    """Return f4's paragraphs: the mark at the end says when the speech ended."""
    return [
        f"{'IB'[index % 2]}: {text} #{clock(end, digits=0)}-{int(end % 1 * 10)}#"
        for index, (_name, _start, end, text) in enumerate(_spoken())
    ]


def f4_turns() -> Turns:
    """Return the turns of f4: each begins where the one before ended, in tenths."""
    begins = (0.0, *(int(end * 10) / 10 for end in ENDS[:-1]))
    return [("IB"[index % 2], begins[index], text) for index, text in enumerate(SAID)]


def f4_rtf() -> bytes:
    """Return f4's rich text, with Norwegian letters as escapes of the code page."""
    lines = [
        "".join(c if c < "\x7f" else f"\\'{c.encode('cp1252').hex()}" for c in line)
        for line in f4_lines()
    ]
    body = "".join(f"\\pard\\plain\\f0\\fs24 {line}\\par\r\n" for line in lines)
    head = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss Arial;}}\r\n"
    return f"{head}{body}}}".encode("ascii")


def otr() -> bytes:
    """Return oTranscribe's own file: HTML in JSON, a clickable time before each name."""
    lines = [
        f'<p><span class="timestamp" data-timestamp="{start}">{_otr_clock(start)}</span>'
        f"&nbsp;{'<b>' if index else ''}{name}:{'</b>' if index else ''} {escape(text)}</p>"
        for index, (name, start, _end, text) in enumerate(_spoken())
    ]
    media = "Intervju med Bjørn Øye.mp3"
    found = {"text": "".join(lines), "media": media, "media-time": 3671.25}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def otranscribe_text(*, markdown: bool = False) -> bytes:
    """Return oTranscribe's export to plain text or Markdown."""
    star = "**" if markdown else ""
    return _text(
        *(
            f"{_otr_clock(start)}\xa0{star}{name}:{star} {text}"
            for name, start, _end, text in _spoken()
        )
    )


def _otr_clock(time: float) -> str:
    whole = int(time)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


PEOPLE = (ASKER, TELLER)
MACHINE = ("SPEAKER_00", "SPEAKER_01")
BOXED = tuple(f"[{name}]: " for name in MACHINE)
NOSCRIBE = ("S00", "S01")
_SINCE: Turns = [(name, time - 1.0, text) for name, time, text in turns(PEOPLE, whole=True) if time]

SAMPLES: tuple[Sample, ...] = (
    Sample(
        "Teams .docx 2024+, Norwegian",
        "Samtale.docx",
        teams_word(
            "startet transkripsjon",
            "stoppet transkripsjon",
            date="4. mars 2024, 09:03",
            length="1t 1m 11s",
        ),
        [(n, t, _two_lines(x)) for n, t, x in turns(PEOPLE, whole=True)],
    ),
    Sample(
        "Teams .docx 2024+, English",
        "Meeting.docx",
        teams_word(
            "started transcription",
            "stopped transcription",
            date="March 4, 2024, 9:03AM",
            length="1h 1m 11s",
        ),
        [(n, t, _two_lines(x)) for n, t, x in turns(PEOPLE, whole=True)],
    ),
    Sample("Teams .docx 2021–22", "Samtale.docx", teams_old_word(), turns(PEOPLE)),
    Sample("Teams .vtt", "Samtale.vtt", teams_vtt(), turns(PEOPLE)),
    Sample("Graph .vtt", "transcript.vtt", graph_vtt(), turns(PEOPLE)),
    Sample(
        "Zoom cloud .vtt",
        "audio_transcript.vtt",
        cues("vtt", [f"{name}: " for name in PEOPLE], hours=True),
        turns(PEOPLE),
    ),
    Sample("Zoom saved captions", "meeting_saved_closed_caption.txt", zoom_captions(), _SINCE),
    Sample(
        "Whisper .txt",
        "lyd.txt",
        ("\n".join(SAID) + "\n").encode(),
        turns([None], timed=False),
    ),
    Sample("Whisper .vtt", "lyd.vtt", cues("vtt", [""], hours=False), turns([None])),
    Sample("Whisper .srt", "lyd.srt", cues("srt", [""], hours=True), turns([None])),
    Sample("Whisper .tsv", "lyd.tsv", tsv(), turns([None])),
    Sample("Whisper .json", "lyd.json", whisper_json(speakers=False), turns([None])),
    Sample("whisper.cpp .json", "lyd.wav.json", whisper_cpp_json(), turns([None])),
    Sample(
        "WhisperX .txt",
        "lyd.txt",
        "".join(f"{BOXED[i % 2]}{text}\n" for i, text in enumerate(SAID)).encode(),
        turns(MACHINE, timed=False),
    ),
    Sample("WhisperX .vtt", "lyd.vtt", cues("vtt", BOXED, hours=False), turns(MACHINE)),
    Sample("WhisperX .srt", "lyd.srt", cues("srt", BOXED, hours=True), turns(MACHINE)),
    Sample("WhisperX .json", "lyd.json", whisper_json(speakers=True), turns(MACHINE)),
    Sample("WhisperX for Audacity", "lyd.aud", labels(), turns(MACHINE)),
    Sample("nb-whisper .json", "lyd.json", nb_whisper_json(), turns([None])),
    Sample(
        "nb-whisper verbatim .json",
        "lyd.json",
        nb_whisper_json(verbatim=True),
        [(None, time, plain(text)) for _name, time, text in turns([None])],
    ),
    Sample("noScribe .html", "lyd.html", noscribe_html(), turns(NOSCRIBE)),
    Sample("noScribe .vtt", "lyd.vtt", noscribe_vtt(), turns(NOSCRIBE)),
    Sample("noScribe .txt", "lyd.txt", noscribe_txt(), turns(NOSCRIBE, whole=True)),
    Sample("Otter .txt", "Samtale_otter_ai.txt", otter(), turns(PEOPLE, whole=True)),
    Sample("f4 .txt", "f4.txt", ("\r\n".join(f4_lines()) + "\r\n").encode("cp1252"), f4_turns()),
    Sample("f4 .docx", "f4.docx", word(*map(paragraph, f4_lines())), f4_turns()),
    Sample("f4 .rtf", "f4.rtf", f4_rtf(), f4_turns()),
    Sample("oTranscribe .otr", "Samtale.otr", otr(), turns(PEOPLE)),
    Sample("oTranscribe .txt", "Samtale.txt", otranscribe_text(), turns(PEOPLE, whole=True)),
    Sample(
        "oTranscribe .md",
        "Samtale.md",
        otranscribe_text(markdown=True),
        turns(PEOPLE, whole=True),
    ),
    Sample(
        "Word online, Norwegian",
        "Dokument.docx",
        word_online("Transkripsjon av samtalen", "Lydfil", "Transkripsjon", "Taler"),
        turns(("Taler 1", "Taler 2"), whole=True),
    ),
    Sample(
        "Word online, English",
        "Document.docx",
        word_online("Document", "Audio file", "Transcript", "Speaker"),
        turns(("Speaker 1", "Speaker 2"), whole=True),
    ),
    Sample(
        "UiO Autotekst .vtt",
        "autotekst.vtt",
        cues("vtt", [""], hours=True, header="WEBVTT"),
        turns([None]),
    ),
)
