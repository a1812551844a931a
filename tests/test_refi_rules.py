"""What other programs need of a project file: each rule was a crash or a loss in one of them."""

import subprocess
import sys
import uuid
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from refi_files import alone, members, pack, validate

from kodeverk.errors import SaveError
from kodeverk.interchange.parcel import ForeignCase, ForeignText, Left, Parcel
from kodeverk.interchange.refi import (
    Target,
    guids,
    read_codebook,
    read_project,
    write_codebook,
    write_project,
)
from kodeverk.model import Code, Codebook, Coding, Memo, Origin, OriginKind, Rule, Span, TargetKind
from kodeverk.model import Target as About

NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
Q = "{urn:QDA-XML:project:1.0}"
ID = "0123456789abcdef0123"
TEXT = ForeignText("int-01", "Intervju 1", "Vi deler 😀 sal.\nDet går fint.", {"sted": "Ås"})
BOOK = Codebook(codes=(Code("deling", "Deling"), Code("rom", "Rom", parent="deling")))
CODING = Coding(ID, "int-01", "", Span(11, 14), "rom", "kari", "2026-01-02T03:04:05.678Z")
STUDY = Parcel("Hus", "", BOOK, ("kari", "per"), (TEXT,), (CODING,), extra={"project": "p"})


def written(parcel: Parcel, folder: Path, target: Target = Target.STANDARD) -> etree._Element:
    path = folder / "studie.qdpx"
    write_project(parcel, path, target=target, now=NOW)
    data = members(path)["project.qde"]
    validate(data, "Project.xsd")
    return etree.fromstring(data)


def first(root: etree._Element, name: str) -> etree._Element:
    found = root.find(f".//{Q}{name}")
    assert found is not None
    return found


def lost(left: tuple[Left, ...]) -> dict[str, int]:
    return {item.code: item.count for item in left}


def on_coding(text: str, coder: str, at: str = "2026-03-01T01:00:00+02:00") -> Memo:
    return Memo(f"m-{coder}", About(TargetKind.CODING, ID), text, coder, at)


def test_the_members_of_the_file(tmp_path: Path) -> None:
    root = written(STUDY, tmp_path)
    path = tmp_path / "studie.qdpx"
    text = guids.guid("p", guids.TEXT, "int-01")
    assert list(members(path)) == ["project.qde", f"sources/{text}.txt", "kodeverk.json"]
    data = members(path)["project.qde"]
    assert data.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<Project xmlns="urn:QDA-XML:')
    assert str(root.get("origin")).startswith("Kodeverk ")
    assert "ATLAS" not in str(root.get("origin")).upper()
    assert members(path)[f"sources/{text}.txt"] == TEXT.text.encode()  # no mark, LF, as it is
    with zipfile.ZipFile(path) as archive:
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_DEFLATED}


def test_no_container_is_empty(tmp_path: Path) -> None:
    assert len(written(Parcel("Tom", ""), tmp_path)) == 0
    assert replace(read_project(tmp_path / "studie.qdpx"), origin="") == Parcel("Tom", "")


def test_a_guid_a_name_and_a_date_in_whole_seconds(tmp_path: Path) -> None:
    memo = Memo("m1", About(TargetKind.PROJECT), "Husk", "per", "2026-03-01T01:00:00+02:00")
    root = written(replace(STUDY, memos=(memo,)), tmp_path)
    source, note = first(root, "TextSource"), first(root, "Note")
    selection = first(root, "PlainTextSelection")
    assert source.get("plainTextPath") == f"internal://{source.get('guid')}.txt"
    assert root.get("creationDateTime") == source.get("creationDateTime") == "2026-01-15T10:30:00Z"
    assert selection.get("creationDateTime") == "2026-01-02T03:04:05Z"
    assert first(root, "Coding").get("creationDateTime") == "2026-01-02T03:04:05Z"
    assert note.get("creationDateTime") == "2026-02-28T23:00:00Z"
    assert note.get("plainTextPath") == f"internal://{note.get('guid')}.txt"
    stored = members(tmp_path / "studie.qdpx")
    assert stored[f"sources/{note.get('guid')}.txt"] == b"Husk"
    assert all(element.get("name") for element in (root, source, selection, note))
    found = [str(element.get("guid")) for element in root.iter() if element.get("guid")]
    assert len(set(found)) == len(found)
    assert [str(uuid.UUID(guid)) for guid in found] == found
    users = {user.get("guid") for user in root.iter(f"{Q}User")}
    assert {e.get("creatingUser") for e in root.iter() if e.get("creatingUser")} <= users


@pytest.mark.parametrize("target", Target)
def test_only_nvivo_gets_other_places(tmp_path: Path, target: Target) -> None:
    selection = first(written(STUDY, tmp_path, target), "PlainTextSelection")
    nvivo = target is Target.NVIVO
    places = selection.get("startPosition"), selection.get("endPosition")
    assert places == (("12", "15") if nvivo else ("11", "14"))
    assert selection.get("name") == "sal"
    path = tmp_path / "studie.qdpx"
    left = write_project(STUDY, path, target=target, now=NOW)
    assert ("astral" in lost(left)) != nvivo
    if not nvivo:  # nobody has measured that they want anything else
        write_project(STUDY, tmp_path / "s.qdpx", now=NOW)
        assert path.read_bytes() == (tmp_path / "s.qdpx").read_bytes()
    assert alone(path).codings[0].span == CODING.span


def test_one_selection_a_stretch_coder_and_memo(tmp_path: Path) -> None:
    both = replace(CODING, id="b", code="deling")
    other = replace(CODING, id="c", coder="per")
    study = replace(STUDY, codings=(replace(CODING, root="r"), both, other))
    root = written(study, tmp_path)
    coded = [
        (s.get("creatingUser"), [c.get("creatingUser") for c in s.iter(f"{Q}Coding")])
        for s in root.iter(f"{Q}PlainTextSelection")
    ]
    kari, per = (str(user.get("guid")) for user in root.iter(f"{Q}User"))
    assert coded == [(kari, [kari, kari]), (per, [per])]
    root = written(replace(study, memos=(on_coding("Viktig", "kari"),)), tmp_path)
    selections = list(root.iter(f"{Q}PlainTextSelection"))
    assert [s.findtext(f"{Q}Description") for s in selections] == [None, "Viktig", None]
    assert selections[1].get("modifiedDateTime") == "2026-02-28T23:00:00Z"
    assert alone(tmp_path / "studie.qdpx").memos[0].at == "2026-02-28T23:00:00.000Z"


def test_a_memo_on_the_coding_of_another_is_a_note(tmp_path: Path) -> None:
    memos = (on_coding("Viktig", "kari"), on_coding("Enig?", "per"))
    root = written(replace(STUDY, memos=memos), tmp_path)
    (note,) = root.iter(f"{Q}Note")
    assert first(first(root, "Coding"), "NoteRef").get("targetGUID") == note.get("guid")
    assert first(root, "PlainTextSelection").findtext(f"{Q}Description") == "Viktig"
    back = alone(tmp_path / "studie.qdpx").memos
    assert {(m.target.id, m.coder, m.text) for m in back} == {
        (ID, "kari", "Viktig"),
        (ID, "per", "Enig?"),
    }


def test_notes_have_names_of_their_own(tmp_path: Path) -> None:
    memos = [Memo(f"m{n}", About(TargetKind.PROJECT), "Hei", "kari", "") for n in range(3)]
    root = written(replace(STUDY, memos=tuple(memos)), tmp_path)
    assert len({note.get("name") for note in root.iter(f"{Q}Note")}) == 3
    assert [ref.get("targetGUID") for ref in root.findall(f"{Q}NoteRef")] == [
        note.get("guid") for note in root.iter(f"{Q}Note")
    ]


def test_memos_on_codes_and_texts_are_descriptions(tmp_path: Path) -> None:
    target = About(TargetKind.TRANSCRIPT, "int-01")
    memos = (
        Memo("m1", About(TargetKind.CODE, "rom"), "Uklar", "per", ""),
        Memo("m2", target, "Kort", "per", "2026-03-01T01:00:00Z"),
    )
    root = written(replace(STUDY, memos=memos), tmp_path)
    assert root.find(f".//{Q}Code/{Q}NoteRef") is None  # QualCoder makes a code NULL of it
    assert root.findtext(f".//{Q}Code/{Q}Code/{Q}Description") == "per: Uklar"
    assert first(root, "TextSource").findtext(f"{Q}Description") == "Kort"
    (memo,) = alone(tmp_path / "studie.qdpx").memos
    assert (memo.coder, memo.text, memo.at) == ("per", "Kort", "2026-03-01T01:00:00.000Z")
    more = Memo("m3", target, "Lang", "kari", "")
    root = written(replace(STUDY, memos=(*memos, more)), tmp_path)
    assert first(root, "TextSource").findtext(f"{Q}Description") == "per: Kort\n\nkari: Lang"


def test_names_of_codes_are_unique_and_folders_are_not_codable(tmp_path: Path) -> None:
    book = Codebook(
        codes=(
            Code("a", "Støtte", codable=False, color="#aabbcc"),
            Code("b", "Ensomhet", parent="a"),
            Code("c", "Følelser", codable=False),
            Code("d", "Ensomhet", parent="c"),
            Code("e", "Ensomhet"),
        )
    )
    study = replace(STUDY, codebook=book, codings=(replace(CODING, code="c"),))
    path = tmp_path / "studie.qdpx"
    assert lost(write_project(study, path, now=NOW))["renamed_code"] == 2
    root = etree.fromstring(members(path)["project.qde"])
    assert [(c.get("name"), c.get("isCodable")) for c in root.iter(f"{Q}Code")] == [
        ("Støtte", "false"),
        ("Ensomhet", "true"),
        ("Følelser", "true"),  # it has a coding
        ("Ensomhet (Følelser)", "true"),
        ("Ensomhet (2)", "true"),
    ]
    assert first(root, "Code").get("color") == "#AABBCC"


def test_what_xml_cannot_hold_is_taken_out(tmp_path: Path) -> None:
    book = Codebook(codes=(Code("rom", "R\x00o\nm\ud800", definition="a\x0bb\uffffc"),))
    text = replace(TEXT, text="\ufeffVi\x01 deler 😀 sal\ud800", name="A\tb\x1f")
    study = replace(STUDY, codebook=book, texts=(text,), name="N\x08avn")
    root = written(study, tmp_path)
    assert first(root, "Code").get("name") == "Ro m"
    assert first(root, "Code").findtext(f"{Q}Description") == "abc"
    assert first(root, "TextSource").get("name") == "A b"
    back = alone(tmp_path / "studie.qdpx")
    assert back.texts[0].text == "\u2060Vi\x01 deler 😀 sal?"  # as long as it was


def test_variables_and_cases(tmp_path: Path) -> None:
    cases = (
        ForeignCase("åse", "Åse", {"alder": "54"}, ("int-01",), (("int-01", Span(0, 8)),)),
        ForeignCase("bo", "Bo", {"alder": "-3", "sted": "007"}),
    )
    root = written(replace(STUDY, cases=cases), tmp_path)
    kinds = {v.get("name"): v.get("typeOfVariable") for v in root.iter(f"{Q}Variable")}
    assert kinds == {"sted": "Text", "alder": "Integer"}
    assert first(root, "TextSource").findtext(f".//{Q}TextValue") == "Ås"
    back = alone(tmp_path / "studie.qdpx")
    text = back.texts[0].id
    assert [replace(case, id="") for case in back.cases] == [
        ForeignCase("", "Åse", {"alder": "54"}, (text,), ((text, Span(0, 8)),)),
        ForeignCase("", "Bo", {"alder": "-3", "sted": "007"}),
    ]
    assert len(back.codings) == 1


def test_what_cannot_come_along_is_told(tmp_path: Path) -> None:
    book = Codebook(
        codes=(Code("rom", "Rom", include="Ja.", key="1", cues=("a", "b"), counter_cues=("c",)),),
        rules=(Rule("r", "Kort."),),
    )
    codings = (
        replace(CODING, origin=Origin(OriginKind.SUGGESTED, 0.5, "x")),
        replace(CODING, id="a", code="borte"),
        replace(CODING, id="b", transcript="borte"),
        replace(CODING, id="c", span=Span(11, 99)),
        replace(CODING, id="d", span=Span(3, 3)),
    )
    memo = Memo("m", About(TargetKind.CODING, "angret"), "Hm", "kari", "")
    study = replace(STUDY, codebook=book, codings=codings, memos=(memo,))
    path = tmp_path / "studie.qdpx"
    assert lost(write_project(study, path, now=NOW)) == {
        "no_code": 1,
        "missing_coding": 1,
        "outside": 2,
        "code_fields": 1,
        "cue": 3,
        "key": 1,
        "rule": 1,
        "origin": 1,
        "memo": 1,
        "astral": 1,
    }
    back = read_project(path)
    assert back.codings == codings[:1]
    assert back.memos == (memo,)


def test_merged_codes_stand_under_what_they_became(tmp_path: Path) -> None:
    book = Codebook(codes=(Code("rom", "Rom", replaces=("sal",)),))
    study = replace(STUDY, codebook=book, codings=(replace(CODING, code="sal"),))
    root = written(study, tmp_path)
    assert first(root, "CodeRef").get("targetGUID") == first(root, "Code").get("guid")
    assert read_project(tmp_path / "studie.qdpx").codings == study.codings


def test_the_same_thing_has_the_same_guid_in_every_file(tmp_path: Path) -> None:
    root = written(STUDY, tmp_path)
    again = written(replace(STUDY, name="Nytt navn"), tmp_path)
    assert [e.get("guid") for e in root.iter()] == [e.get("guid") for e in again.iter()]
    other = written(replace(STUDY, extra={"project": "q"}), tmp_path)
    assert first(other, "Code").get("guid") != first(root, "Code").get("guid")
    write_codebook(BOOK, tmp_path / "bok.qdc", project="p")
    read = read_codebook(tmp_path / "bok.qdc").codebook.codes
    assert [code.id for code in read] == [code.get("guid") for code in root.iter(f"{Q}Code")]


def test_a_file_that_was_written_anew_is_read_as_it_says(tmp_path: Path) -> None:
    path = tmp_path / "studie.qdpx"
    for name in ("project.qde", "sources/"):
        write_project(STUDY, path, now=NOW)
        files = members(path)
        with zipfile.ZipFile(path, "w") as archive:
            for member, data in files.items():
                changed = data.replace(b"sal", b"rom") if member.startswith(name) else data
                archive.writestr(member, changed)
        back = read_project(path)
        assert back.extra == {}
        assert [coding.id for coding in back.codings] == [ID]
        assert back.codings[0].code != "rom"


@pytest.mark.parametrize(
    "spoil", [b"", b"{", b"[1]", b'{"v":1}', b'{"v":2,"digests":{}}', b"[" * 100_000]
)
def test_a_spoilt_supplement_is_no_hindrance(tmp_path: Path, spoil: bytes) -> None:
    path = tmp_path / "studie.qdpx"
    write_project(STUDY, path, now=NOW)
    files = members(path) | {"kodeverk.json": spoil}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    back = read_project(path)
    assert [coding.id for coding in back.codings] == [ID]
    assert lost(back.left)["supplement"] == 1


@pytest.mark.parametrize("folder", ["Studien min/", "a\\B/"])
@pytest.mark.parametrize("name", ["project.qde", "Studien min.qde"])
def test_a_study_that_was_unpacked_and_packed_again(folder: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "studie.qdpx"
    write_project(STUDY, path, now=NOW)
    files = {f"{folder}{n}": data for n, data in reversed(members(path).items())}
    files[folder + name] = files.pop(f"{folder}project.qde")
    shadow = b"\0\5\x16\7"  # of each file, as a Mac leaves it
    shadows = {f"__MACOSX/{folder}._{name}": shadow, f"{folder}._{name}": shadow}
    again = pack(tmp_path / "igjen.qdpx", {f"{folder}sources/": b"", **shadows, **files})
    assert read_project(again) == read_project(path)


def test_what_the_supplement_says_is_made_safe(tmp_path: Path) -> None:
    path = tmp_path / "studie.qdpx"
    write_project(replace(STUDY, coders=("ka\x1b[31mri",)), path, now=NOW)
    assert read_project(path).coders == ("kari",)


def test_a_clock_that_stands_before_zip_began(tmp_path: Path) -> None:
    path = tmp_path / "studie.qdpx"
    write_project(STUDY, path, now=datetime(1970, 1, 1, tzinfo=UTC))
    assert replace(read_project(path), origin="") == STUDY


def test_no_half_file(tmp_path: Path) -> None:
    (tmp_path / "studie.qdpx").mkdir()
    with pytest.raises(SaveError):
        write_project(STUDY, tmp_path / "studie.qdpx", now=NOW)
    assert list(tmp_path.iterdir()) == [tmp_path / "studie.qdpx"]


def test_lxml_is_loaded_when_it_is_needed() -> None:
    program = "import sys, kodeverk.interchange.refi; print('lxml' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    assert run.stdout.strip() == "False"
