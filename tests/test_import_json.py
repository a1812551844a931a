"""JSON from Whisper and its kin."""

import json

import pytest

from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers.formats import read_bytes
from kodeverk.errors import ImportRefused


def read(value: object) -> Draft:
    return read_bytes("prove.json", json.dumps(value).encode())


def turns(draft: Draft) -> list[tuple[str | None, float | None, str]]:
    return [(turn.speaker, turn.time, turn.text) for turn in draft.turns]


def refused(data: bytes) -> str:
    with pytest.raises(ImportRefused) as error:
        read_bytes("prove.json", data)
    return error.value.code


def test_whisper() -> None:
    draft = read(
        {
            "text": "…",
            "language": "no",
            "segments": [
                {"id": 0, "start": 0.5, "end": 2.0, "text": " Vi flyttet"},
                {"id": 1, "start": 2.0, "end": 3.0, "text": " på lørdag."},
                {"id": 2, "start": 3.25, "end": 4.0, "text": " Bra."},
                {"id": 3, "start": 4, "end": 5.0, "text": " "},
            ],
        }
    )
    assert turns(draft) == [(None, 0.5, "Vi flyttet på lørdag."), (None, 3.25, "Bra.")]


def test_whisperx_lets_a_speaker_be_missing() -> None:
    draft = read(
        {
            "segments": [
                {"start": 0.0, "end": 1.0, "text": "Hva da?", "speaker": "SPEAKER_01"},
                {"start": 1.0, "end": 2.0, "text": "Mm."},
                {"start": 2.0, "end": 3.0, "text": "Huset.", "speaker": "SPEAKER_00"},
            ]
        }
    )
    assert turns(draft) == [
        ("SPEAKER_01", 0.0, "Hva da?"),
        (None, 1.0, "Mm."),
        ("SPEAKER_00", 2.0, "Huset."),
    ]


def test_whisper_cpp_counts_milliseconds() -> None:
    entry = {"timestamps": {"from": "00:00:01,500"}, "offsets": {"from": 1500}, "text": " Hei."}
    assert turns(read({"transcription": [entry]})) == [(None, 1.5, "Hei.")]
    del entry["offsets"]
    assert turns(read({"transcription": [entry]})) == [(None, 1.5, "Hei.")]


def test_chunks_of_nb_whisper_may_lack_an_end() -> None:
    draft = read({"text": "x", "chunks": [{"timestamp": [4.2, None], "text": " hei på deg"}]})
    assert turns(draft) == [(None, 4.2, "hei på deg")]
    assert draft.notices == ()


def test_unpunctuated_segments_stay_apart() -> None:
    chunks = [{"timestamp": [0.0, 4.0], "text": "hei"}, {"timestamp": [4.0, 8.0], "text": "på deg"}]
    assert [turn.text for turn in read({"chunks": chunks}).turns] == ["hei", "på deg"]


@pytest.mark.parametrize("start", [-1, 1e300, "x", True, [1]])
def test_a_start_that_is_no_time_is_told(start: object) -> None:
    draft = read([{"start": start, "text": "Hei."}])
    assert turns(draft) == [(None, None, "Hei.")]
    assert [notice.code for notice in draft.notices] == ["bad_timestamps"]


def test_not_a_number_is_told() -> None:
    draft = read_bytes("prove.json", b'[{"start": NaN, "text": "Hei."}]')
    assert [notice.code for notice in draft.notices] == ["bad_timestamps"]


def test_only_the_text() -> None:
    assert [turn.text for turn in read({"text": "Alt i ett."}).turns] == ["Alt i ett."]


def test_refusals() -> None:
    assert refused(b"[" * 100_000) == "too_complex"
    assert refused(b'{"a":' * 200 + b"1" + b"}" * 200) == "too_complex"
    assert refused(rb'[{"text": "\ud83d hei"}]') == "corrupt"
    assert refused(rb'[{"text": "hei", "speaker": "\udc00"}]') == "corrupt"
    assert refused(b'[{"start": ' + b"9" * 6000 + b', "text": "hei"}]') == "corrupt"
    assert refused(b"{") == "corrupt"
    assert refused(b'{"navn": 1}') == "unsupported"
    assert refused(b'{"segments": [1]}') == "unsupported"
    assert refused(b'{"segments": []}') == "no_text"
    assert refused(b"  ") == "no_text"


def test_brackets_inside_strings_are_not_depth() -> None:
    assert read([{"text": '[[[["' * 50}]).turns[0].text == '[[[["' * 50
