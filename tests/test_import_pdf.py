"""PDF files: lines become paragraphs again, and what is unsure or left out is told."""

import random
import zlib

import pytest
from pdffiles import Word, assembled, column, pdf, stream

from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers.formats import read_bytes
from kodeverk.errors import ImportRefused


def read(*pages: list[Word], page: str = "", objects: dict[int, bytes] | None = None) -> Draft:
    return read_bytes("prove.pdf", pdf(*pages, page=page, objects=objects or {}))


def texts(*pages: list[Word]) -> list[str]:
    return [turn.text for turn in read(*pages).turns]


def turns(draft: Draft) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in draft.turns]


def told(draft: Draft) -> dict[str, str]:
    return {notice.code: notice.message for notice in draft.notices}


def refusal(data: bytes) -> ImportRefused:
    with pytest.raises(ImportRefused) as caught:
        read_bytes("prove.pdf", data)
    return caught.value


LONG = "Dette er en linje som går helt ut til kanten av siden, slik at den må"


def test_lines_with_space_between() -> None:
    draft = read(
        column(
            "Åse: Hva gjør du?",
            "",
            f"Per: {LONG}",
            f"brytes. {LONG}",
            "brytes igjen",
            "Nå er den slutt.",
            "",
            "Åse: Ja?",
            "",
            "Per: Ja, for det står «blåbær» på Ørlandet – der.",
        )
    )
    assert turns(draft) == [
        ("Åse", "Hva gjør du?"),
        ("Per", f"{LONG} brytes. {LONG} brytes igjen\nNå er den slutt."),
        ("Åse", "Ja?"),
        ("Per", "Ja, for det står «blåbær» på Ørlandet – der."),
    ]
    assert (draft.importer, told(draft)) == ("pdf", {})


def test_lines_without_space_between() -> None:
    body = column(f"Åse: {LONG}?", f"Per: {LONG}", "brytes.", f"Åse: {LONG}.", "Per: Nei.")
    assert turns(read(body)) == [
        ("Åse", f"{LONG}?"),
        ("Per", f"{LONG} brytes."),
        ("Åse", f"{LONG}."),
        ("Per", "Nei."),
    ]


def test_blanks_that_people_typed_join_no_turns() -> None:
    body = column("Åse: Hva? ", "Per: Det. ", "Åse: Ja? ", "Per: Nei.")
    assert turns(read(body)) == [("Åse", "Hva?"), ("Per", "Det."), ("Åse", "Ja?"), ("Per", "Nei.")]


def test_names_in_bold() -> None:
    body = []
    said = [("Åse", "Hva?"), ("Per", "Det."), ("Åse", "Ja?"), ("Per", "Nei.")]
    for index, (name, text) in enumerate(said):
        body += [Word(name, 72, 760 - 28 * index, "bold"), Word(text, 110, 760 - 28 * index)]
    assert turns(read(body)) == said


def test_a_conversation_in_a_table() -> None:
    body: list[Word] = []
    said = [
        ("Åse", ["Hva synes du om dette store", "huset her?"]),
        ("Per", ["Det er fint."]),
        ("Åse", ["Ja?"]),
        ("Per", ["Ja, et stort hus med rom og", "en hage."]),
    ]
    for index, (name, lines) in enumerate(said):
        body.append(Word(name, 72, 760 - 42 * index))
        body += column(*lines, top=760 - 42 * index, x=300)
    assert turns(read(body)) == [(name, " ".join(lines)) for name, lines in said]


def test_pieces_of_a_line() -> None:
    body = [Word("En  to", 72, 760), Word("tre.", 108, 760), Word("Fem  ", 72, 746, "bold")]
    body += [Word("seks.", 108, 746), Word("Sju med blank bak og ", 72, 732)]
    assert texts([*body, *column("Åtte.", top=718)]) == [
        "En to tre.",
        "Fem seks.",
        "Sju med blank bak og Åtte.",
    ]


def test_teams() -> None:
    body = []
    for index, (name, time, said) in enumerate(
        (("Per Moe", "0:04", "Hører du meg?"), ("Åse Lund", "0:06", "Ja."))
    ):
        top = 760 - 42 * index
        body += [
            Word(name, 72, top, "bold"),
            Word(f"   {time}", 130, top),
            Word(said, 72, top - 14),
        ]
    draft = read(body)
    assert [(turn.speaker, turn.time, turn.text) for turn in draft.turns] == [
        ("Per Moe", 4.0, "Hører du meg?"),
        ("Åse Lund", 6.0, "Ja."),
    ]


def test_paragraphs_are_told_by_more_than_space() -> None:
    big = Word("En overskrift", 72, 774, size=16)
    indented = [Word("– Innrykket er nytt.", 90, 704), Word("Og dette.", 72, 690)]
    bullet = [Word("•", 72, 676), Word(LONG, 84, 676), Word("brytes.", 84, 662)]
    assert texts([big, *column(LONG, "brytes", "Nytt avsnitt.", LONG), *indented, *bullet]) == [
        "En overskrift",
        f"{LONG} brytes",
        "Nytt avsnitt.",
        LONG,
        "– Innrykket er nytt.",
        "Og dette.",
        f"• {LONG} brytes.",
    ]


def test_a_place_and_a_time_at_the_end_of_a_line_is_nobody() -> None:
    source = "(Informant 3, innbyggertorg og bibliotek, intervju med vert i byen, "
    draft = read(column(*[LONG, source, "Svelvik, 00:05:44)"] * 4))
    assert {turn.speaker for turn in draft.turns} == {None}
    assert f"{source}Svelvik, 00:05:44)" in draft.turns[-1].text


def test_a_comma_ends_no_paragraph() -> None:
    assert texts(column(LONG, "", "Hilsen til alle som bor der i huset,", "Åse", "Per")) == [
        LONG,
        "Hilsen til alle som bor der i huset, Åse",
        "Per",
    ]


def test_text_goes_on_to_the_next_page() -> None:
    assert texts(column(LONG), column("brytes.", "", "Slutt.")) == [f"{LONG} brytes.", "Slutt."]
    assert texts(column(LONG, "brytes."), column("Slutt.")) == [f"{LONG} brytes.", "Slutt."]
    body = [
        column(f"Åse: {LONG}", "brytes.", "", f"Per: {LONG}?"),
        column("Åse: Ja.", "", "Per: Nei."),
    ]
    assert [name for name, _text in turns(read(*body))] == ["Åse", "Per", "Åse", "Per"]


def numbered(pages: int, body: str = "Side med tekst {}.") -> list[list[Word]]:
    letters = "abcdefgh"
    return [
        [
            Word("Intervju 7 – fortrolig", 72, 800),
            *column(body.format(letters[index])),
            Word(f"Side {index + 3} av {pages + 2}", 300, 40),
        ]
        for index in range(pages)
    ]


def test_what_the_pages_repeat_is_left_out() -> None:
    draft = read(*numbered(4))
    assert [turn.text for turn in draft.turns] == [f"Side med tekst {c}." for c in "abcd"]
    assert "8 lines that the pages repeat" in told(draft)["dropped_content"]
    two = read(*numbered(2))
    assert [turn.text for turn in two.turns][:2] == ["Intervju 7 – fortrolig", "Side med tekst a."]
    assert "2 lines that the pages repeat" in told(two)["dropped_content"]
    one = read(*numbered(1))
    assert (one.turns[-1].text, told(one)) == ("Side 3 av 3", {})


def test_what_people_repeat_is_kept() -> None:
    pages = [column("Åse:", f"Ja, {c}.", "Per:", "Nei.", "Åse:", f"Hm, {c}.") for c in "abcd"]
    draft = read(*pages)
    assert [text for _name, text in turns(draft)][::3] == [f"Ja, {c}." for c in "abcd"]
    assert told(draft) == {}
    years = [[*column("Vi flyttet."), Word(str(year), 72, 40)] for year in (1986, 1991)]
    assert texts(*years) == ["Vi flyttet.", "1986", "Vi flyttet.", "1991"]


def hyphened(cut: str, rest: str) -> str:
    body = column(f"{LONG} {cut}-", f"{rest} slutt.", "", "Vi ser på forhandling og nord-sør.")
    return texts(body)[0].removeprefix(LONG).strip()


def test_hyphens_at_line_ends() -> None:
    assert hyphened("for", "handling") == "forhandling slutt."
    assert hyphened("nord", "sør") == "nord-sør slutt."
    assert hyphened("saks", "behandling") == "saksbehandling slutt."
    assert hyphened("kommunikasjons", "avdelingen") == "kommunikasjonsavdelingen slutt."
    assert hyphened("inn", "og utland") == "inn- og utland slutt."
    assert hyphened("Oslo", "Bergen") == "Oslo-Bergen slutt."
    assert hyphened("NAV", "ansatte") == "NAV-ansatte slutt."
    assert texts(column(f"{LONG} ord\xad", "deling slutt."))[0].endswith("orddeling slutt.")
    draft = read(column(f"{LONG} xyq-", "zwv slutt."))
    assert draft.turns[0].text == f"{LONG} xyq-zwv slutt."
    assert "1 word is cut" in told(draft)["garbled"]


def test_columns_are_told() -> None:
    left = column("Venstre spalte er", "først, og den er ikke", "særlig bred.", "Slutt.")
    right = column("Høyre spalte.", x=320)
    draft = read([*left, *right])
    assert [turn.text for turn in draft.turns][-2:] == ["Slutt.", "Høyre spalte."]
    assert "On 1 page" in told(draft)["garbled"]


def test_letters_that_cannot_be_made_out() -> None:
    table = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> "
        "endcodespacerange 3 beginbfchar <61> <FB01> <62> <E012> <63> <D83DDE00> endbfchar endcmap"
    )
    draft = read_bytes("a.pdf", pdf(column("En ac fin b."), unicode=table))
    assert draft.turns[0].text == "En fi😀 fin \ue012."
    assert "could not be made out" in told(draft)["garbled"]
    few = read_bytes("a.pdf", pdf(column("En ac fin b.", *["Hele ord."] * 20), unicode=table))
    assert "garbled" not in told(few)


def test_bullets_of_the_font_symbol() -> None:
    table = "begincmap 1 beginbfchar <62> <F0B7> endbfchar endcmap"
    draft = read_bytes("a.pdf", pdf(column("b Kaffe", "b Te"), unicode=table))
    assert (turns(draft), told(draft)) == ([(None, "• Kaffe"), (None, "• Te")], {})


PICTURE = stream(b"\0", "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8")


def test_pictures_and_scanned_pages() -> None:
    draft = read(column("Tekst."), column("Mer."), [], objects={50: PICTURE})
    assert [turn.text for turn in draft.turns] == ["Tekst.", "Mer."]
    message = told(draft)["dropped_content"]
    assert "1 picture," in message
    assert "1 page without text" in message
    refused = refusal(pdf([], [], objects={50: PICTURE}))
    assert refused.code == "no_text"
    assert "OCR" in str(refused)


def test_notes_and_fields() -> None:
    objects = {
        60: "<</Subtype/Text/T(Kari)/M(D:20240503120000Z)/Contents(F\xf8lg opp!)>>".encode(
            "cp1252"
        ),
        61: b"<</Subtype/Popup/Contents(igjen)>>",
        62: b"<</Subtype/Highlight/T(Per)/M(i fjor)/Contents(Viktig)>>",
        63: b"<</Subtype/Link/Contents(Noe annet)>>",
        64: b"<</Subtype/Widget/V(Mitt svar)>>",
        65: b"<</Subtype/Widget/V/Off>>",
        66: b"<</Subtype/Widget/Parent<</V(Svar)>>>>",
    }
    annotations = "/Annots[60 0 R 61 0 R 62 0 R 63 0 R 64 0 R 65 0 R 66 0 R]"
    draft = read(column("Tekst."), page=annotations, objects=objects)
    assert [(c.author, c.text, c.date) for c in draft.comments] == [
        ("Kari", "Følg opp!", "2024-05-03T12:00:00"),
        ("Per", "Viktig", ""),
    ]
    assert "2 filled-in fields" in told(draft)["dropped_content"]


def locked(user: str) -> bytes:
    import io

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(column("Låst tekst.")))))
    writer.encrypt(user, "eier", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_locked_files() -> None:
    assert read_bytes("a.pdf", locked("")).turns[0].text == "Låst tekst."
    assert refusal(locked("hemmelig")).code == "encrypted"
    modern = (
        f"/Encrypt<</Filter/Standard/V 5/R 6/Length 256/P -1/O<{'00' * 48}>/U<{'00' * 48}>"
        f"/OE<{'00' * 32}>/UE<{'00' * 32}>/Perms<{'00' * 16}>/StmF/StdCF/StrF/StdCF"
        "/CF<</StdCF<</CFM/AESV3/Length 32/AuthEvent/DocOpen>>>>>>/ID[<00><00>]"
    )
    assert refusal(pdf(column("x"), trailer=modern)).code == "encrypted"


def test_broken_files_are_refused() -> None:
    whole = pdf(column("Tekst.", LONG), column("Mer."))
    assert refusal(b"").code == "empty"
    for part in (3, 2):
        assert refusal(whole[: len(whole) * (part - 1) // part]).code == "corrupt"
    assert refusal(b"%PDF-1.7\n").code == "corrupt"
    assert refusal(assembled({1: b"<</Type/Catalog>>"})).code == "corrupt"
    assert refusal(pdf()).code == "no_text"


def test_a_broken_stream_is_told() -> None:
    dice = random.Random(1)
    noise = "".join(dice.choice("abcdefghij ") for _letter in range(3000)).encode()
    shown = b"BT /plain 11 Tf 1 0 0 1 72 %d Tm (Tekst.) Tj ET\n"
    pressed = zlib.compress(shown % 700 + b"%" + noise + b"\n" + shown % 600)
    for data, codes in (
        (pressed, set()),
        (pressed[:500], {"dropped_content"}),
        (pressed[:500] + b"\xff" * 60, {"dropped_content", "garbled"}),
    ):
        objects = {13: stream(data, "/Filter/FlateDecode")}
        draft = read(column("Hel."), column("x"), objects=objects)
        assert draft.turns[0].text == "Hel."
        assert set(told(draft)) == codes


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zlib.compress(b" " * 90_000_000, 9)
    data = pdf(column("x"), objects={11: stream(bomb, "/Filter/FlateDecode")})
    assert refusal(data).code == "too_complex"
    loop = b"<</Type/Pages/Count 1/Kids[2 0 R]>>"
    assert refusal(pdf(column("x"), objects={2: loop})).code in ("corrupt", "too_complex")
    deep = "/X" + "[" * 5000 + "]" * 5000
    assert refusal(pdf(column("x"), page=deep)).code in ("corrupt", "too_complex")
    monkeypatch.setattr("kodeverk.corpus.importers.pdf._MAX_PAGES", 2)
    assert refusal(pdf(*[column("x")] * 3)).code == "too_complex"
    monkeypatch.setattr("kodeverk.corpus.importers.pdf._MAX_SECONDS", 0.0)
    assert refusal(pdf(column("x"))).code == "too_complex"


def test_no_bytes_do_harm(capfd: pytest.CaptureFixture[str]) -> None:
    whole = pdf(*numbered(3), objects={50: PICTURE})
    dice = random.Random(5)
    for _round in range(60):
        data = bytearray(whole)
        for _change in range(dice.randint(1, 8)):
            data[dice.randrange(9, len(data))] = dice.randrange(256)
        try:
            read_bytes("a.pdf", bytes(data))
        except ImportRefused as refused:
            assert refused.code in ("corrupt", "no_text", "too_complex", "encrypted")
    assert capfd.readouterr() == ("", "")
