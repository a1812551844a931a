"""Names of many files in one list, as a table in and out, and what the study remembers of them."""

from dataclasses import replace
from pathlib import Path

import pytest
from test_naming import talk

from kodeverk import i18n
from kodeverk.corpus import namelist
from kodeverk.corpus.canonical import Head
from kodeverk.corpus.naming import Naming, Said, apply
from kodeverk.corpus.recall import Memory
from kodeverk.corpus.roster import Entry, Heard, roster
from kodeverk.errors import DataError, KodeverkError, UsageError
from kodeverk.model import Kind, Role, Source, Speaker

NAMED = Naming.of([("KARI", Said("Kari Nordmann", Role.INFORMANT, {"unit": "NAV"}))])


def head(
    identity: str,
    *speakers: Speaker,
    date: str = "",
    importer: str = "vtt",
    kind: Kind = Kind.INTERVIEW,
) -> Head:
    source = Source("sources/x", "", importer)
    return Head(identity, "", kind, date, "nb", {}, speakers, source)


def heard() -> list[Heard]:
    first = talk(("KARI", "Hva da?"), ("SPEAKER_00", "Ja."), ("=Åse", "Nei."))
    second = talk(("SPEAKER_00", "Hei."), ("Kari N.", "Ja visst."), ("KARI", "Nei."))
    return [Heard(first, NAMED), Heard(second, Naming())]


# --- the list


def test_a_name_is_listed_once_and_a_label_once_a_file() -> None:
    kari, label, _ase, other, short = roster(heard())
    assert (kari.name, kari.files, kari.turns, kari.words) == ("KARI", (0, 1), 2, 3)
    assert (kari.becomes, kari.role, kari.attributes) == ("", None, {})  # the files differ
    assert [each.files for each in (label, other)] == [(0,), (1,)]
    assert (short.becomes, short.suggested) == ("Kari N.", "Kari Nordmann")
    (study,) = (e for e in roster(heard(), ["Åse Bø"]) if e.name == "=Åse")
    assert study.suggested == ""
    assert roster([Heard(talk(("Åse", "Ja.")), Naming())], ["Åse Bø"])[0].suggested == "Åse Bø"


# --- the table


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_written_table_is_read_as_what_it_says(
    tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    i18n.activate(language)
    try:
        path = tmp_path / "navn.csv"
        files = [replace(each, naming=NAMED) for each in heard()]
        namelist.write(path, roster(files), ["a.vtt", "b.vtt"])
        text = path.read_bytes().decode("utf-8")
        assert text.startswith("\ufeff") and ";'=Åse;" in text.replace("\n", ";")
        with pytest.raises(UsageError):  # it may have been filled in
            namelist.write(path, roster(files), ["a.vtt", "b.vtt"])
        rows = namelist.read(path)
        said = Said("Kari Nordmann", None, {"unit": "NAV"})  # a role that stands is only told
        assert rows[0] == namelist.Row(2, "KARI", "", said)
        assert [(row.name, row.file) for row in rows[1:4]] == [
            ("SPEAKER_00", "a.vtt"),
            ("=Åse", ""),
            ("SPEAKER_00", "b.vtt"),
        ]
        for file, name in zip(files, ("a.vtt", "b.vtt"), strict=True):
            again = namelist.said(rows, Path("mappe", name))
            assert apply(file.draft, again) == apply(file.draft, Naming.of([("KARI", said)]))
    finally:
        i18n.activate("en")


def read(tmp_path: Path, text: str, encoding: str = "utf-8-sig") -> tuple[namelist.Row, ...]:
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(encoding))
    return namelist.read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_from_any_spreadsheet(tmp_path: Path, separator: str, encoding: str) -> None:
    text = "Navn,Blir,Rolle,Enhet,alder\r\n\r\nKÅRI,Kåre Bø,Intervjuer,NAV,40\r\nOla,,,,\r\n"
    rows = read(tmp_path, text.replace(",", separator), encoding)
    said = Said("Kåre Bø", Role.INTERVIEWER, {"unit": "NAV", "alder": "40"})
    assert rows == (namelist.Row(3, "KÅRI", "", said), namelist.Row(4, "Ola", "", Said()))


def test_what_is_said_of_one_file_counts_most_and_only_there(tmp_path: Path) -> None:
    table = "name;as;file\nKari;Kari B;B.TXT\nKari;Kari A;\nOla;Per;c\n"
    rows = read(tmp_path, table)
    assert namelist.said(rows, Path("x/b.txt")).becomes("Kari") == "Kari B"
    assert namelist.said(rows, Path("a.txt")).becomes("Kari") == "Kari A"
    assert namelist.unused(rows, [Path("b.txt"), Path("a.txt")]) == ["c"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no column “name”"),
        ("Kari;Ola\n", "Row 1: there is no column “name”"),
        ("name;unit;enhet\n", "Row 1: the column “unit” is there twice"),
        ("name;as\n;Kari\n", "Row 2: the name is missing"),
        ("name;role\nKari;sjef\n", "Row 2: “sjef” is not a role. Choose one of: interviewer, "),
        ("name;\nKari;x\n", "Row 2: there is something in a column without a name"),
        ("name\nKari;x\n", "Row 2: there is something in a column without a name"),
        ("name;as\nKari;A\nOla;B\nKari;C\n", "Row 4: the name is in row 2 too"),
        ('name;as\nKari;"A' + "x" * 200_000 + "\n", "Row 2: the table cannot be read"),
    ],
)
def test_a_wrong_table_says_where_and_the_cure(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(DataError) as raised:
        read(tmp_path, text)
    assert told in str(raised.value) and raised.value.cure


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bilde.csv").write_bytes(bytes(range(256)) * 40)
    for name in ("bilde.csv", "ingen.csv", "."):
        with pytest.raises(KodeverkError):
            namelist.read(tmp_path / name)


# --- what is remembered


def test_a_name_becomes_what_it_became_before() -> None:
    memory = Memory(
        [
            head(
                "int-01",
                Speaker("Kari Nordmann", Role.INFORMANT, {"unit": "NAV", "by": "Bø"}, ("KARI",)),
                Speaker("Intervjuer", Role.INTERVIEWER, {"unit": "VID"}, ("I",)),
                Speaker("Informant 1", Role.INFORMANT, {"unit": "NAV"}, ("Taler 1", "Ola")),
            )
        ]
    )
    draft = talk(("I", "Hva?"), ("kari", "Ja."), ("Taler 1", "Nei."), ("Ola", "Nei."))
    recalled = memory.about(draft)
    assert recalled.where == {"I": "int-01", "kari": "int-01"}
    asker, kari, taler, ola = apply(draft, recalled.naming).speakers
    assert asker == Speaker("Intervjuer", Role.INTERVIEWER, {}, ("I",))
    attributes = {"unit": "NAV", "by": "Bø"}
    assert kari == Speaker("Kari Nordmann", Role.INFORMANT, attributes, ("kari",))
    assert (taler, ola) == draft.speakers[2:]
    assert memory.names == ("Kari Nordmann",)


def test_the_newest_of_the_same_source_counts_and_two_names_do_not() -> None:
    def told(*heads: Head, kind: Kind = Kind.INTERVIEW) -> str:
        draft = replace(talk(("Kari", "Ja.")), kind=kind)
        (speaker,) = apply(draft, Memory(heads).about(draft).naming).speakers
        return f"{speaker.name} {speaker.role.value} {dict(speaker.attributes)}"

    old = head("a", Speaker("Kari", Role.INFORMANT, {"unit": "A"}), date="2022-01-01")
    new = head("b", Speaker("Kari", Role.PARTICIPANT, {"unit": "B"}), date="2023-01-01")
    word = head("c", Speaker("Kari", attributes={"unit": "C"}), date="2024-01-01", importer="docx")
    assert told(old, new, word) == "Kari participant {'unit': 'B'}"
    assert told(word) == "Kari interviewer {'unit': 'C'}"
    assert told(new, kind=Kind.WORKSHOP) == "Kari interviewer {'unit': 'B'}"
    moe = head("d", Speaker("Kari Moe", Role.INFORMANT, {}, ("Kari",)))
    assert told(new, moe) == "Kari Moe informant {}"
    bo = head("e", Speaker("Kari Bø", Role.INFORMANT, {}, ("Kari",)))
    assert told(new, moe, bo) == "Kari interviewer {}"


def test_nothing_is_told_where_nothing_is_new() -> None:
    draft = talk(("Kari", "Ja."), ("Ola", "Nei."))
    assert not Memory([head("a", *draft.speakers)]).about(draft).where


def test_entries_without_files_make_no_table() -> None:
    assert namelist.table((), ()).count("\n") == 1
    entry = Entry("K", (0,), 1, 1, "K", None, {})
    assert namelist.table((entry,), ("a",)).splitlines()[1].startswith("K;;;;;;")
