"""Studies of other programs on the command line: in, out, and what is told of them."""

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from command_line import Run, lines
from test_interchange_admit import assert_equal, busy, files_of, quotes

from kodeverk.interchange.reading import read
from kodeverk.model import Span
from kodeverk.project import Project
from kodeverk.text import canonical

DATA = Path(__file__).parent / "data"
TAGUETTE = DATA / "taguette" / "project.sqlite3"
QDPX = DATA / "refi-qda" / "reference.qdpx"


def test_a_study_out_and_in_again_is_the_same(run: Run, root: Path, tmp_path: Path) -> None:
    with closing(Project.open(root)) as study:
        busy(study)
    file = tmp_path / "Ås.qdpx"
    code, out, err = run("--project", root, "export", "qdpx", "--output", file, "--json")
    assert code == 0
    (told,) = lines(out)
    assert told["file"] == str(file)
    assert "every name" in told["findings"][0]
    assert told["counts"] == {"texts": 2, "codes": 5, "codings": 5, "memos": 4}
    left = {each["code"] for each in told["left"]}
    assert {"source", "rejection", "shown", "origin", "key"} <= left
    report = Path(told["report"]).read_text(encoding="utf-8")
    assert all(f"{each['what'].rstrip('.')} ({each['count']})" in report for each in told["left"])
    assert "All of this is in" in err

    code, out, _err = run("new", tmp_path / "ny", "--from", file, "--json")
    assert code == 0
    (told,) = lines(out)
    assert (told["outcome"], told["coders"]) == ("import", ["kari", "ola"])
    with closing(Project.open(root)) as study, closing(Project.open(tmp_path / "ny")) as new:
        assert_equal(study, new)
        assert new.settings.name == study.settings.name
    for folder in (root, tmp_path / "ny"):
        before = files_of(folder)
        code, out, _err = run("--project", folder, "import", file, "--json")
        (told,) = lines(out)
        assert (code, told["outcome"], told["code"]) == (0, "ignore", "duplicate")
        assert files_of(folder) == before


@pytest.mark.parametrize("target", ["nvivo", "maxqda", "atlas"])
def test_every_target_is_read_as_it_was_meant(
    target: str, run: Run, root: Path, tmp_path: Path
) -> None:
    with closing(Project.open(root)) as study:
        at = study.transcript("int-01").body.index("🎸")
        study.code("int-01", Span(at, at + 8), "bråk")
    file = tmp_path / "ut.qdpx"
    assert run("--project", root, "export", "qdpx", "--target", target, "--output", file)[0] == 0
    assert run("new", tmp_path / "ny", "--from", file)[0] == 0
    with closing(Project.open(tmp_path / "ny")) as new:
        assert quotes(new) == [("kari", "Konflikt / Bråk og støy", "🎸 på tor")]


def test_files_of_others_come_into_a_study(run: Run, root: Path) -> None:
    code, out, err = run("--project", root, "import", QDPX, TAGUETTE)
    assert code == 0
    assert "reference.qdpx: imported" in out
    assert "New: 2 texts, 8 codes, 9 codings, 3 memos." in out
    assert "Taguette signs exported files with “admin”" in err
    reports = sorted(path.name[:16] for path in (root / "exports").iterdir())
    assert reports == ["project import 2", "reference import"]
    text = next((root / "exports").glob("project*")).read_text(encoding="utf-8")
    assert "What was left out\nNothing." in text
    assert "“admin”" in text
    with closing(Project.open(root)) as study:
        assert study.check() == ()
        told = [quote for *_who, quote in quotes(study)]
        parcel, _sha = read(TAGUETTE)
        bodies = {text.id: text.text for text in parcel.texts}
        said = [bodies[c.transcript][c.span.start : c.span.end] for c in parcel.codings]
        said = [canonical(each) for each in said]
        assert set(said) <= set(told)


def test_a_dry_run_writes_nothing(run: Run, root: Path) -> None:
    before = files_of(root)
    code, out, _err = run("--project", root, "import", "--dry-run", QDPX)
    assert (code, "reference.qdpx: would be imported" in out) == (0, True)
    assert files_of(root) == before


def test_what_cannot_be_read_is_refused_and_the_rest_goes_on(
    run: Run, root: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "torn.qdpx"
    bad.write_bytes(QDPX.read_bytes()[:500])
    talk = tmp_path / "samtale.txt"
    talk.write_text("Kari: Hei du.\nOla: Ja.\nKari: Nå?\nOla: Jo.\n", encoding="utf-8")
    code, out, _err = run("--project", root, "import", bad, talk, TAGUETTE, "--json")
    assert code == 1
    assert [(each["outcome"], each["code"]) for each in lines(out)] == [
        ("reject", "study"),
        ("import", ""),
        ("import", ""),
    ]


def test_a_study_in_a_folder_is_passed_over(run: Run, root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mappe"
    folder.mkdir()
    shutil.copyfile(QDPX, folder / "a.qdpx")
    code, out, _err = run("--project", root, "import", folder, "--json")
    (told,) = lines(out)
    assert (code, told["outcome"]) == (0, "ignore") and "a whole study" in told["message"]


@pytest.mark.parametrize("name", ["tull.qdpx", "tull.qdc", "tull.sqlite3"])
def test_what_is_only_called_a_study_is_refused_as_one(
    run: Run, root: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(b"Kari: Hei.")
    code, out, _err = run("--project", root, "import", tmp_path / name, "--json")
    (told,) = lines(out)
    assert (code, told["outcome"], told["code"]) == (1, "reject", "study")
    assert name in told["message"] and "whole study" not in told["message"]


def test_what_is_said_of_a_transcript_cannot_be_said_of_a_study(run: Run, root: Path) -> None:
    code, _out, err = run("--project", root, "import", QDPX, "--kind", "workshop")
    assert (code, "--kind" in err) == (2, True)
    code, _out, err = run("new", root / "x", "--from", QDPX, "--template", "empty")
    assert (code, "--template" in err) == (2, True)


def test_a_new_study_that_fails_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "torn.qdpx"
    bad.write_bytes(QDPX.read_bytes()[:500])
    real, there = os.replace, tmp_path / "der"
    there.mkdir()
    (there / "mitt.txt").write_text("Mitt.", encoding="utf-8")
    for folder in (tmp_path / "ny", there):
        before = files_of(tmp_path)
        assert run("new", folder, "--from", bad)[0] == 1
        assert files_of(tmp_path) == before

        def refuse(old: Path, new: Path) -> None:
            if new.suffix == ".jsonl":
                raise OSError(28, "full")
            real(old, new)

        with monkeypatch.context() as full:
            full.setattr(os, "replace", refuse)
            assert run("new", folder, "--from", TAGUETTE)[0] == 1
        assert files_of(tmp_path) == before
        assert folder.exists() is (folder == there)
    assert run("new", there, "--from", TAGUETTE)[0] == 0


def test_the_codebook_out_and_in(run: Run, root: Path, tmp_path: Path) -> None:
    file = tmp_path / "bok.qdc"
    code, out, err = run("--project", root, "export", "qdc", "--output", file)
    assert (code, out.strip()) == (0, str(file))
    assert "Keys of codes" in err
    assert run("new", tmp_path / "ny", "--from", file)[0] == 0
    with closing(Project.open(root)) as study, closing(Project.open(tmp_path / "ny")) as new:
        paths = [study.codebook.path(code.id) for code in study.codebook.codes]
        assert [new.codebook.path(code.id) for code in new.codebook.codes] == paths
    code, _out, err = run("--project", root, "export", "qdpx", "--output", tmp_path / "a.qdc")
    assert (code, ".qdpx" in err) == (2, True)
    run("new", tmp_path / "tom")
    code, _out, err = run("--project", tmp_path / "tom", "export", "qdc")
    assert (code, "no codes" in err) == (2, True)
