"""Bad transcripts that are text: times that are none, depth, storms of signs, a million lines."""

import json
import random
from collections.abc import Callable, Iterator
from functools import partial

from hostile_files import LINES, TALK, Case, case, cues, otr, vtt, whisper

_NUMBERS = (
    "-1",
    "1e999",
    "NaN",
    "Infinity",
    "-1e308",
    "9" * 6000,
    "1e-400",
    '"00:01"',
    "null",
    "{}",
)
_TIMES = (
    "-00:00:05.000",
    "99:59:59.999",
    "9999999999:00:00.000",
    f"{'9' * 6000}:00:00.000",
    "00:99:99.999",
    "٠٠:٠٠:٠١.٠٠٠",
    "00:00:01.",
    "1e9:00:00.000",
)
# What slow expressions stumble in: many ways to begin, and no end.
_STORMS = {
    "colons": ":" * 8_000,
    "brackets": "[" * 5_000,
    "angles": "<" * 8_000,
    "times": "00:00:" * 5_000,
    "stamps": "[00:00:01] " * 6_000,
    "hashes": "#00:00:01-" * 6_000,
    "arrows": "00:00:01.000 --> " * 5_000,
    "names": "Åse Lund " * 3_000 + ":",
    "name ends": "A: " * 7_000,
    "dashes": "- " * 6_000,
    "blanks": " " * 8_000 + "x",
    "tabs": "a\t" * 6_000,
    "newlines": "\n" * 8_000 + "x",
    "blank lines": " \n" * 6_000 + "x",
    "marks on a letter": "e" + "\u0301" * 6_000,
    "marks in disorder": "e" + "\u0301\u0323" * 8_000,
    "joined": "\U0001f469\u200d" * 8_000,
    "entities": "&amp;" * 8_000 + "&#xD800;&#1114112;&nosuch;" * 100,
    "escapes": "\x1b[" * 5_000,
    "strings to a terminal": "\x1b]" * 8_000,
    "quotes": '"' * 8_001,
    "backslashes": "\\" * 8_001,
    "dots": "." * 8_000,
    "digits": "7" * 8_000,
}


def storms(suffix: str, frame: Callable[[str], str], giant: bool = False) -> Iterator[Case]:
    """Yield storms of signs, each within ``frame``."""
    for wrong, storm in _STORMS.items():
        yield case(f"a storm of {wrong}", f"storm.{suffix}", frame(storm).encode(), giant=giant)


def lines(number: int, write: Callable[[list[str]], str], _chance: random.Random) -> bytes:
    """Return a file of so many short lines."""
    return write([f"{TALK[n % 2][0]}: linje {n}" for n in range(number)]).encode()


def long_ones(suffix: str, write: Callable[[list[str]], str]) -> Iterator[Case]:
    """Yield files with very many lines."""
    codes = "import too_complex too_large"
    yield case("many lines", f"lang.{suffix}", partial(lines, 2_000, write), codes)
    yield case("a million lines", f"lang.{suffix}", partial(lines, 1_000_000, write), codes, True)


def _txt() -> Iterator[Case]:
    yield from storms("txt", lambda storm: f"Åse: Hei.\n\n{storm}\n\nPer: Ja.\n")
    yield from long_ones("txt", "\n".join)
    for number, time in enumerate(_TIMES):
        said = "\n".join(f"[{time}] {line}" for line in LINES)
        yield case(f"a time that is none {number}", "tid.txt", said.encode(), "import")
        marked = "\n".join(f"{line} #{time}#" for line in LINES)
        yield case(f"a mark that is none {number}", "tid.txt", marked.encode(), "import")
    many = "\n".join(f"Person {n}: Hei." for n in range(2_000))
    yield case("a name each line", "navn.txt", many.encode(), "import")
    yield case("a mark alone", "a.txt", b"\xff\xfe", "no_text")
    yield case("half of a wide letter", "a.txt", b"\xff\xfeH\0e\0i", "import")
    yield case("too large", "a.txt", lambda _chance: b"Hei du. " * 2_600_000, "too_large")


def _vtt() -> Iterator[Case]:
    yield from storms("vtt", lambda storm: vtt([*LINES, storm]))
    yield from long_ones("vtt", vtt)
    for number, time in enumerate(_TIMES):
        said = vtt(LINES).replace("00:00:05.000", time)
        yield case(f"a time that is none {number}", "tid.vtt", said.encode(), "import")
    for number, voice in enumerate(
        (
            "<v>",
            "<v ",
            "<v Å" + "s" * 100_000 + ">",
            "<v \x1b[2J>",
            "<v [/]>",
            "<c.a.b<i>",
            "</v></v>",
        )
    ):
        said = vtt([f"{voice}{line}" for line in LINES])
        yield case(f"an odd voice {number}", "stemme.vtt", said.encode(), "import")
    nested = "<i><b><c.x>" * 30_000 + "Hei" + "</c></b></i>" * 30_000
    yield case("tags within tags", "merker.vtt", vtt([nested]).encode(), "import")
    yield case("only a head", "a.vtt", b"WEBVTT\n", "no_text")
    yield case("only styles", "a.vtt", b"WEBVTT\n\nSTYLE\n::cue{}\n\nNOTE\nhei\n", "no_text")
    yield case("no head", "a.vtt", vtt(LINES)[8:].encode(), "import")
    yield case("all at once", "a.vtt", vtt(LINES).replace("00:00:0", "00:00:00").encode())


def _srt() -> Iterator[Case]:
    yield from storms("srt", lambda storm: cues([*LINES, storm], ","), giant=True)
    yield from long_ones("srt", lambda said: cues(said, ","))
    for number, time in enumerate(_TIMES):
        said = cues(LINES, ",").replace("00:00:05,000", time.replace(".", ","))
        yield case(f"a time that is none {number}", "tid.srt", said.encode(), "import")
    numbers = cues(LINES, ",").replace("\n\n2\n", f"\n\n{'9' * 6000}\n")
    yield case("a number of 6000 digits", "a.srt", numbers.encode(), "import")


def _json() -> Iterator[Case]:
    whole = whisper(LINES)
    for number, value in enumerate(_NUMBERS):
        said = whole.replace('"start": 5.0', f'"start": {value}')
        yield case(f"a time that is none {number}", "tid.json", said.encode(), "import corrupt")
        chunk = f'{{"chunks": [{{"timestamp": [{value}, {value}], "text": "Hei du."}}]}}'
        yield case(f"a chunk's time {number}", "tid.json", chunk.encode(), "import corrupt")
        part = f'{{"transcription": [{{"offsets": {{"from": {value}}}, "text": "Hei du."}}]}}'
        yield case(f"an offset {number}", "tid.json", part.encode(), "import corrupt")
        odd = f'{{"segments": [{{"text": {value}, "speaker": {value}}}]}}'
        yield case(f"a text that is none {number}", "a.json", odd.encode())
        yield case(f"just a value {number}", "a.json", value.encode())
    for number, opening in enumerate(("[", '{"a":', '[{"a":[')):
        yield case(f"deep {number}", "dyp.json", (opening * 100_000).encode())
        deep = f'{{"segments": {opening * 5_000}'
        yield case(f"deep within {number}", "dyp.json", deep.encode())
    for number, half in enumerate((r"\ud83d", r"\udc00", r"\ud83d\u0041", r"\u0000", r"\u001b[2J")):
        said = whole.replace("huset", f"huset {half}")
        yield case(f"a half letter {number}", "halv.json", said.encode(), "import corrupt")
        speaker = f'{{"segments": [{{"text": "Hei du.", "speaker": "A{half}"}}]}}'
        yield case(f"a half name {number}", "halv.json", speaker.encode(), "import corrupt")
    yield case("the same key", "a.json", b'{"segments": [], "segments": [{"text": "Hei."}]}')
    yield case("a text cut off", "a.json", b'{"segments": [{"text": "Hei' + b"\\" * 50_001)
    yield case("comments", "a.json", b'{"segments": [/* x */ {"text": "Hei."},]}', "corrupt")
    yield case("another's JSON", "package.json", b'{"name": "x", "text": 3}', "unsupported")
    yield from storms("json", lambda storm: json.dumps({"segments": [{"text": storm}]}))
    yield from long_ones("json", whisper)


def _tsv() -> Iterator[Case]:
    head = "start\tend\ttext\n"
    for number, value in enumerate((*_NUMBERS, "", "٣", "1,5")):
        rows = "".join(f"{value}\t{value}\t{line}\n" for line in LINES)
        yield case(f"a time that is none {number}", "tid.tsv", (head + rows).encode())
    yield case("only a head", "a.tsv", head.encode())
    yield case("ragged", "a.tsv", f"{head}0\n1\t2\t3\t4\t5\n\t\t\n0\t1\tHei.\n".encode())
    frame: Callable[[str], str] = lambda storm: f"{head}0\t1000\t{storm}\n"  # noqa: E731
    yield from storms("tsv", frame, giant=True)


def _otr() -> Iterator[Case]:
    for wrong, text in {
        "deep": "<div>" * 15_000 + "Hei",
        "no end": "<p><span class='timestamp' data-timestamp='",
        "odd times": "".join(
            f"<p><span class='timestamp' data-timestamp='{value}'>00:01</span> Hei du.</p>"
            for value in ("-1", "1e999", "NaN", "9" * 6000, "", "x")
        ),
        "harm": "<p>\x1b[2J&#27;]52;c;eA==&#7;\u202eHei [/] &#xD800;</p>",
        "scripts": "<script>alert(1)</script><p onclick='x'>Hei.</p><img src='http://127.0.0.1:9/'>",
        "comments": "<!--" * 30_000 + "<p>Hei.</p>",
        "nothing": "<p></p>",
    }.items():
        said = json.dumps({"text": text, "media": "\x1b[2J", "media-time": float("nan")})
        yield case(wrong, "lyd.otr", said.encode())
    for number, value in enumerate(_NUMBERS):
        yield case(f"a text that is none {number}", "lyd.otr", f'{{"text": {value}}}'.encode())
    yield from storms("otr", lambda storm: otr([*LINES, storm]), giant=True)
    yield from long_ones("otr", otr)


def _csv() -> Iterator[Case]:
    head = "Nr;Kommune;Hva fungerer i huset?\n"
    rows = "".join(f"{n};Ås;{said}\n" for n, (_name, said) in enumerate(TALK))
    for wrong, text in {
        "a quote without end": f'{head}1;Ås;"Hei\n{rows}',
        "quotes in quotes": head + '1;"Å"s";"He"i""\n' * 300,
        "a quote on each line": head + '"\n' * 3_000,
        "ragged": head + ";" * 500 + "\n1\n" + rows,
        "one column": "Svar\n" + "\n".join(LINES),
        "only a head": head,
        "no head": rows,
        "the same head": "Svar;Svar;Svar\n" + rows,
        "no names": ";;\n" + rows,
        "only separators": ";;;;\n" * 500,
        "sep": "sep=\x00\n" + rows,
        "sep of letters": "sep=a\n" + rows,
        "formulas": head + '1;=1+1;=HYPERLINK("http://127.0.0.1:9/")\n2;@a;+b\n3;-c;Hei du der.\n',
        "harm": head + "1;\x1b[2J;\u202eHei du [/] der\x00.\n" * 3,
        "wide": ";".join(f"k{n}" for n in range(20_000)) + "\n" + rows,
        "prose": "\n".join(f"Ja, vi deler, på en måte, sal; {said}" for _n, said in TALK),
    }.items():
        yield case(wrong, "svar.csv", text.encode())
    frame: Callable[[str], str] = lambda storm: f"{head}{rows}9;Ås;{storm}\n"  # noqa: E731
    yield from storms("csv", frame)
    yield from long_ones("csv", lambda said: head + "".join(f"1;Ås;{line}\n" for line in said))


def _noscribe() -> Iterator[Case]:
    for number, name in enumerate(
        (
            "ts_-5_9_S00",
            f"ts_{'9' * 6000}_1_S00",
            "ts_1_2_",
            "ts_1_2_\x1b[2J",
            "ts_1_2_S" + "0" * 99_999,
        )
    ):
        body = f'<p><a name="ts_0_1_S00">S00: Hei.</a></p><p><a name="{name}">S01: Ja da.</a></p>'
        yield case(
            f"an odd anchor {number}", "lyd.html", f"<html><body>{body}</body></html>".encode()
        )
    anchors = '<a name="ts_0_1_S00">' * 20_000
    yield case("anchors in anchors", "lyd.html", f"<html><body>{anchors}Hei.".encode())
    frame: Callable[[str], str] = (  # noqa: E731
        lambda storm: f'<html><body><p><a name="ts_0_9_S00">S00: {storm}</a></p></body></html>'
    )
    yield from storms("html", frame, giant=True)


def _md() -> Iterator[Case]:
    yield from storms("md", lambda storm: f"# Møte\n\n{storm}\n\nÅse: Hei.\n")
    for wrong, text in {
        "quotes in quotes": "> " * 2_000 + "Hei",
        "lists in lists": "".join(f"{'  ' * n}- punkt {n}\n" for n in range(400)),
        "emphasis": "*a **b " * 2_000,
        "emphasis closed": "*" * 2_000 + "a" + "*" * 2_000,
        "links": "[a](" * 2_000,
        "links in links": "[" * 2_000 + "a" + "](b)" * 2_000,
        "definitions": "".join(f"[a{n}]: /b\n" for n in range(2_000)) + "[a1]",
        "code without end": "```\n" + "\n".join(LINES),
        "ticks": "".join("`" * n + "a" for n in range(300)),
        "a wide table": "|" + "a|" * 2_000 + "\n|" + "-|" * 2_000 + "\n|b|\n",
        "HTML": "<div>" * 2_000 + "\n\n<script>alert(1)</script>\n\nÅse: Hei.",
        "rules": "---\n" * 2_000,
        "front matter": "---\ntitle: !!python/object:os.system\na: &a [*a]\n---\nÅse: Hei.\n",
        "pictures": "![Hei](http://127.0.0.1:9/a.png)\n\n![](file:///etc/passwd)\n\nÅse: Hei.\n",
        "only pictures": "![](a.png)\n",
    }.items():
        yield case(wrong, "notat.md", text.encode())
    yield from long_ones("md", "\n\n".join)


SPECIAL: dict[str, Callable[[], Iterator[Case]]] = {
    "txt": _txt,
    "vtt": _vtt,
    "srt": _srt,
    "json": _json,
    "tsv": _tsv,
    "otr": _otr,
    "csv": _csv,
    "noscribe": _noscribe,
    "md": _md,
}
