"""Whatever people say, every format that says who speaks gives each word back to who said it."""

import html
import json
from collections.abc import Callable, Sequence

import pytest
from format_files import clock, short, unpadded
from hypothesis import given, settings
from hypothesis import strategies as st
from wordfiles import run, word

from kodeverk.corpus.importers.formats import read_bytes

Said = Sequence[tuple[str, float, str]]

# What could be taken for something else than words.
WORDS = [
    *("12:30", "00:00:05", "0:03", "47m", "23s", "1", "5", "1)", "2.", "0)", "-->", "->", "–", "…"),
    *("NB:", "Åse:", "S00:", "sa:", "//S01:", "ja//", "(..)", "(speaker", "[ler]", "{", "}", "|"),
    *("&amp;", "&", "**fet**", "__", "*", "#", "~", "a\tb", "«hei»", "https://x.no", "Speakers"),
    *("NOTE", "STYLE", "WEBVTT", "opptak", "startet", "opptaket", "start", "Transkribert", "av"),
    *("og", "så", "gikk", "vi.", "Hva?", "Per", "Åse", "Bjørn", "Øye"),
]
PEOPLE, VOICES, MACHINE = ("Åse Lund", "Bjørn Øye"), ("S00", "S01"), ("SPEAKER_00", "SPEAKER_01")


def escape(text: str) -> str:
    return html.escape(text, quote=False)


def teams(said: Said) -> str:
    cues = [f"{clock(t)} --> {clock(t + 1)}\n<v {n}>{escape(x)}</v>\n\n" for n, t, x in said]
    return "WEBVTT\n\n" + "".join(cues)


def graph(said: Said) -> str:
    cues = [f"{unpadded(t)} --> {unpadded(t + 1)}\n<v {n}>{escape(x)}</v>\n\n" for n, t, x in said]
    return "WEBVTT\n\n" + "".join(cues)


def zoom(said: Said) -> str:
    cues = [f"{clock(t)} --> {clock(t + 1)}\n{n}: {escape(x)}\n\n" for n, t, x in said]
    return "WEBVTT\n\n" + "".join(f"{number}\n{cue}" for number, cue in enumerate(cues, 1))


def subrip(said: Said) -> str:
    cues = [
        f"{clock(t, mark=',')} --> {clock(t + 1, mark=',')}\n[{n}]: {x}\n\n" for n, t, x in said
    ]
    return "".join(f"{number}\n{cue}" for number, cue in enumerate(cues, 1))


def whisperx(said: Said) -> str:
    return json.dumps({"segments": [{"start": t, "text": x, "speaker": n} for n, t, x in said]})


def audacity(said: Said) -> str:
    return "".join(f"{t}\t{t + 1}\t[[{n}]]{x}\n" for n, t, x in said)


def noscribe(said: Said) -> str:
    lines = (
        f'<p><a name="ts_{t * 1000:.0f}_{t * 1000:.0f}_{n}" >{n}: '
        f"<span>[{clock(t, digits=0)}]</span> {escape(x)}</a></p>"
        for n, t, x in said
    )
    return f"<html><body><p>Tittel</p>{''.join(lines)}</body></html>"


def noscribe_text(said: Said) -> str:
    return "Tittel\n\n" + "".join(f"{n}: [{clock(t, digits=0)}] {x}\n\n" for n, t, x in said)


def otranscribe(said: Said) -> str:
    mark = '<span class="timestamp" data-timestamp="{}">0:00</span>&nbsp;'
    return json.dumps({"text": "".join(f"<p>{mark.format(t)}{n}: {escape(x)}" for n, t, x in said)})


def otter(said: Said) -> str:
    blocks = [f"{n}  {short(t)}  \n{x}\n\n" for n, t, x in said]
    return "".join(blocks) + "Transcribed by https://otter.ai\n"


def captions(said: Said) -> str:
    return "".join(f"[{n}] {clock(t, digits=0)}\n{x}\n\n" for n, t, x in said)


def teams_word(said: Said) -> bytes:
    return word(
        *(
            f"<w:p>{run(n, '<w:b/>')}{run(f'   {short(t)}')}<w:r><w:br/></w:r>"
            f"{run(escape(x))}</w:p>"
            for n, t, x in said
        )
    )


WRITERS: tuple[tuple[str, tuple[str, str], Callable[[Said], str | bytes]], ...] = (
    ("a.vtt", PEOPLE, teams),
    ("a.vtt", PEOPLE, graph),
    ("a.vtt", PEOPLE, zoom),
    ("a.srt", MACHINE, subrip),
    ("a.json", MACHINE, whisperx),
    ("a.aud", MACHINE, audacity),
    ("a.html", VOICES, noscribe),
    ("a.txt", VOICES, noscribe_text),
    ("a.otr", PEOPLE, otranscribe),
    ("a.txt", PEOPLE, otter),
    ("a.txt", PEOPLE, captions),
    ("a.docx", PEOPLE, teams_word),
)


@pytest.mark.parametrize(("name", "people", "write"), WRITERS, ids=[w[2].__name__ for w in WRITERS])
@settings(max_examples=30)
@given(
    texts=st.lists(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join),
        min_size=3,
        max_size=7,
    ),
    gaps=st.lists(st.sampled_from((1.25, 2.5, 7.0, 61.5, 3000.0)), min_size=7, max_size=7),
)
def test_every_word_is_given_back(
    name: str,
    people: tuple[str, str],
    write: Callable[[Said], str | bytes],
    texts: list[str],
    gaps: list[float],
) -> None:
    said = [(people[i % 2], sum(gaps[: i + 1]), text) for i, text in enumerate(texts)]
    data = write(said)
    draft = read_bytes(name, data if isinstance(data, bytes) else data.encode())
    found = [(turn.speaker, turn.text.split()) for turn in draft.turns]
    assert found == [(speaker, text.split()) for speaker, _time, text in said]
