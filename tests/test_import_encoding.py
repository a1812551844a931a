"""Norwegian letters come through whatever the file's encoding is."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kodeverk.corpus.importers.encoding import decode
from kodeverk.corpus.importers.reading import Notes
from kodeverk.errors import ImportRefused

TEXTS = (
    "Vi så det.",
    "Ja, vi på Førde bibliotek får ikke tid.",
    "Å nei. Kjære deg, går du ærlig i gang på søndag? Ø og Å i Ærfugl.",
    "Blåbærsyltetøy.\nHun sa: Det er vår gård.\n",
    "Intervjuer: Hva gjør dere?\n\nInformant: Vi låner ut bøker, og så hører vi på folk.\n",
)
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp1252",
    "mac_roman",
    "cp865",
    "utf-32",
)


def read(data: bytes, wanted: str | None = None) -> tuple[str, list[str]]:
    notes = Notes()
    return decode(data, wanted, notes), [notice.code for notice in notes.all()]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", TEXTS)
def test_every_combination(text: str, encoding: str) -> None:
    found, codes = read(text.encode(encoding))
    assert found.removeprefix("\ufeff") == text
    assert codes == []


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_quotation_marks_and_dashes(encoding: str) -> None:
    text = "– Vi sa «åpen dør» – og så … Per’s idé, “nå”, sa hun på kaféen.\n"
    assert read(text.encode(encoding)) == (text, [])


def test_uncertain_is_told() -> None:
    _text, codes = read("10 \xb5g".encode("latin-1"))
    assert codes == ["encoding_uncertain"]


def test_mojibake_and_lost_letters_are_told() -> None:
    assert read("Vi sÃ¥ det pÃ¥ kjÃ¸kkenet.".encode())[1] == ["mojibake"]
    assert read("Vi s\ufffd det.".encode())[1] == ["garbled"]
    assert read("SÃ, det Ã va bra.".encode())[1] == []


def test_a_wanted_encoding_is_obeyed() -> None:
    assert read("på".encode("cp865"), "cp865") == ("på", [])
    with pytest.raises(ImportRefused) as refused:
        read(b"\xff\xe5", "utf-8")
    assert refused.value.code == "corrupt"


def test_binary_is_no_text() -> None:
    with pytest.raises(ImportRefused) as refused:
        read(bytes(range(256)) * 20)
    assert refused.value.code == "wrong_type"


def test_a_mark_with_damage_after_it() -> None:
    assert read(codecs.BOM_UTF8 + b"p\xc3\xa5\xff") == ("på\ufffd", ["garbled"])


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzæøåÆØÅ .,?!\n"), min_size=1))
def test_utf8_is_always_itself(text: str) -> None:
    assert read(text.encode())[0] == text
