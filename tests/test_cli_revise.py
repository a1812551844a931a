"""``kodeverk revise``: a corrected file, small fixes, and the codings that have to be looked at."""

from pathlib import Path

import pytest
from command_line import Run, lines
from room_study import make_study

from kodeverk.model import Span
from kodeverk.project import Project

NOISE = "Det bråker fryktelig når det er musikk [ler]."
FINE = "Det er blitt en møteplass."
TIME = "Vi rekker ikke alt."


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a study with three codings of Kari and one of Jonas, and stand in it."""
    root = tmp_path / "studie"
    make_study(root).close()
    for coder, words, code in (
        ("kari", NOISE, "kon.stoy"),
        ("kari", FINE, "syn.mote"),
        ("kari", TIME, "kon.tid"),
        ("jonas", NOISE, "kon.stoy"),
    ):
        project = Project.open(root, coder=coder, device="pc")
        start = project.transcript("int-01").body.index(words)
        project.code("int-01", Span(start, start + len(words)), code)
        project.close()
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def corrected(study: Path, tmp_path: Path) -> Path:
    """Return the text once more, corrected: noise in other words, the lack of time taken out."""
    text = (study / "corpus" / "int-01.txt").read_text("utf-8").split("---\n", 2)[2]
    text = text.replace("musikk", "mye musikk").replace(f"{TIME} ", "")
    path = tmp_path / "rettet.txt"
    path.write_text(text, "utf-8", newline="\n")
    return path


def codings(run: Run) -> dict[tuple[str, str], str]:
    listed = lines(run("code", "list", "--json")[1])
    return {(each["coder"], each["code"]): each["quote"] for each in listed}


def ids(run: Run, study: Path) -> dict[tuple[str, str], str]:
    project = Project.open(study)
    every = [*project.codings(), *project.withheld()]
    return {(each.coder, each.code): each.id for each in every}


def test_a_corrected_file_carries_lists_and_is_undone(
    run: Run, study: Path, corrected: Path
) -> None:
    before = codings(run)
    code, out, err = run("revise", "int-01", str(corrected))
    assert code == 0
    head, *rows = out.splitlines()
    assert head == "“int-01” is corrected: 1 coding unchanged, 0 moved, 2 on other words, 1 lost."
    assert sum("other words, waits" in row for row in rows) == 2
    assert "  - " + NOISE in rows and "  + " + NOISE.replace("musikk", "mye musikk") in rows
    assert sum("lost, waits" in row for row in rows) == 1 and f"  - {TIME}" in rows
    assert "3 codings wait" in err and "kodeverk undo" in err
    assert codings(run) == {("kari", "syn.mote"): FINE}
    assert "See: kodeverk check" in run("codes")[2]
    assert "where 3 codings stood" in run("check")[1]
    source = Project.open(study).transcript("int-01").source
    assert source is not None and (study / "corpus" / source.file).read_bytes() == (
        corrected.read_bytes()
    )
    assert run("undo")[0] == 0
    assert codings(run) == before


def test_a_dry_run_changes_nothing(run: Run, study: Path, corrected: Path) -> None:
    def state() -> dict[str, bytes]:
        return {str(p): p.read_bytes() for p in study.rglob("*") if p.is_file()}

    before = state()
    code, out, _err = run("revise", "int-01", str(corrected), "--dry-run", "--json")
    (told,) = lines(out)
    assert code == 0 and told["dry_run"] and told["from"] != told["into"]
    fates = {(c["coder"], c["code"]): (c["fate"], c["decision"]) for c in told["codings"]}
    assert fates == {
        ("kari", "syn.mote"): ("unchanged", "carried"),
        ("kari", "kon.stoy"): ("changed", "waits"),
        ("jonas", "kon.stoy"): ("changed", "waits"),
        ("kari", "kon.tid"): ("lost", "waits"),
    }
    assert "would be corrected" in run("revise", "int-01", str(corrected), "--dry-run")[1]
    assert state() == before


def test_places_are_decided_with_the_correction(run: Run, study: Path, corrected: Path) -> None:
    every = ids(run, study)
    lost, noise = every["kari", "kon.tid"], every["kari", "kon.stoy"]
    words = ("revise", "int-01", str(corrected), "--accept", "all", "--drop", lost[:8])
    _code, out, _err = run(*words, "--place", f"{noise}=mye musikk", "--json")
    (told,) = lines(out)
    decisions = {(c["coder"], c["code"]): c["decision"] for c in told["codings"]}
    assert decisions == {
        ("kari", "syn.mote"): "carried",
        ("kari", "kon.stoy"): "placed",
        ("jonas", "kon.stoy"): "placed",  # one place for all that is coded just there
        ("kari", "kon.tid"): "dropped",
    }
    assert codings(run) == {
        ("kari", "syn.mote"): FINE,
        ("kari", "kon.stoy"): "mye musikk",
        ("jonas", "kon.stoy"): "mye musikk",
    }
    assert run("check")[0] == 0


def test_what_waits_is_listed_and_decided_later(run: Run, study: Path, corrected: Path) -> None:
    every = ids(run, study)
    run("revise", "int-01", str(corrected))
    waiting = lines(run("revise", "int-01", "--json")[1])
    assert {each["decision"] for each in waiting} == {"waits"} and len(waiting) == 3
    code, _out, err = run("revise", "int-01", "--accept", every["kari", "kon.tid"])
    assert code == 2 and "its words are gone" in err
    code, _out, err = run("revise", "int-01", "--drop", every["jonas", "kon.stoy"])
    assert code == 2 and "only jonas can remove it" in err
    run("revise", "int-01", "--place", f"{every['kari', 'kon.tid']}=da er det bare meg")
    run("revise", "int-01", "--accept", "all")
    assert codings(run) == {
        ("kari", "syn.mote"): FINE,
        ("kari", "kon.tid"): "da er det bare meg",
        ("kari", "kon.stoy"): NOISE.replace("musikk", "mye musikk"),
        ("jonas", "kon.stoy"): NOISE.replace("musikk", "mye musikk"),
    }
    assert "Every coding stands on its words" in run("revise", "int-01")[2]
    run("undo")
    listed = lines(run("revise", "int-01", "--json", "--accept", every["jonas", "kon.stoy"])[1])
    assert {each["decision"] for each in listed} == {"accepted"} and len(listed) == 2
    code, _out, err = run("revise", "int-01", "--accept", "abc")
    assert code == 1 and "No coding “abc” waits" in err


def test_small_fixes_by_command(run: Run, study: Path) -> None:
    before = codings(run)
    code, out, _err = run(
        "revise",
        "int-01",
        *("--replace", "kaffemaskinen=kaffen", "--turn", "2"),
        *("--rename", "Informant=Kari Nes", "--split", "Vi får ikke arbeidsro"),
        *("--give", "1=Åse"),
    )
    assert code == 0 and "4 codings unchanged" in out
    assert codings(run) == before
    (text,) = lines(run("transcripts", "show", "int-01", "--json")[1])
    assert {each["name"] for each in text["speakers"]} == {"Intervjuer", "Kari Nes", "Åse"}
    assert text["turns"][0]["speaker"] == "Åse"
    assert text["turns"][4]["text"] == "Vi får ikke arbeidsro [/]."
    assert "ved kaffen." in text["turns"][1]["text"]
    assert run("revise", "int-01", "--join", "4")[0] == 0
    (joined,) = lines(run("transcripts", "show", "int-01", "--json")[1])
    assert len(joined["turns"]) == len(text["turns"]) - 1
    assert codings(run) == before


def test_what_cannot_be_is_refused_with_its_cure(
    run: Run, study: Path, corrected: Path, tmp_path: Path
) -> None:
    odd = tmp_path / "bilde.txt"
    odd.write_bytes(b"\x89PNG\r\n\x1a\n")
    every = ids(run, study)
    noise = every["kari", "kon.stoy"]
    for words, said in (
        (("int-01", str(odd)), "bilde.txt"),
        (("int-01", str(study / "corpus" / "int-01.txt")), ""),
        (("int-01", str(corrected), "--rename", "A=B"), "Give a file or small fixes"),
        (("int-01", "--replace", "hest=ku"), "“hest” is not in the text"),
        (("int-01", "--replace", "hest"), "not of the form"),
        (("int-01", "--give", "x=Kari"), "not a whole number"),
        (("int-01", "--join", "1", "--give", "1=Kari"), "--join changes the numbers"),
        (("int-01", "--turn", "3"), "--turn goes with --replace"),
        (("int-01", str(corrected), "--place", f"{noise}=musikk", "--drop", noise), "not both"),
        (("int-01", str(corrected), "--accept", "f00"), "No coding “f00”"),
        (("int-99", str(corrected)), "int-99"),
    ):
        code, out, err = run("revise", *words)
        assert code in (1, 2) and said in err and not out, words
    assert len(codings(run)) == 4


def test_what_waits_after_a_change_by_hand_is_not_said_to_stand(run: Run, study: Path) -> None:
    run("revise", "int-01", "--replace", "musikk=mye musikk", "--accept", "all")
    path = study / "corpus" / "int-01.txt"
    path.write_text(path.read_text("utf-8").replace("Hun fikk", "Han fikk"), "utf-8", newline="\n")
    assert codings(run) == {}
    waiting = lines(run("revise", "int-01", "--json")[1])
    assert len(waiting) == 4 and {each["decision"] for each in waiting} == {"waits"}
    run("revise", "int-01", "--accept", "all")
    assert len(codings(run)) == 4
