"""Studies in an odd state on their way out or in: what is not whole is refused, not made less."""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from test_interchange_admit import (
    AT,
    SHA,
    TALK,
    assert_equal,
    busy,
    files_of,
    foreign,
    take_in,
)
from test_interchange_cli import QDPX

from kodeverk import files
from kodeverk.__main__ import main
from kodeverk.corpus.importers import read_many
from kodeverk.errors import DataError
from kodeverk.interchange import admit
from kodeverk.interchange.pack import pack
from kodeverk.interchange.parcel import ForeignText
from kodeverk.interchange.refi import read_project
from kodeverk.interchange.sending import send, send_codes
from kodeverk.model import Coding, MarkKind, Span
from kodeverk.project import Project


def tear(root: Path) -> None:
    """Take a line out of a journal, as a sync program that failed would."""
    (journal,) = (root / "corpus" / "codings").glob("kari@*.jsonl")
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:2] + lines[3:]))


def spoil(root: Path) -> None:
    (root / "codebooks" / "kodebok.yaml").write_text("codes: [\n", encoding="utf-8", newline="")


def lose(root: Path) -> None:
    (root / "codebooks" / "kodebok.yaml").unlink()


@pytest.mark.parametrize("harm", [tear, spoil, lose])
def test_a_study_that_is_not_whole_is_not_written(
    harm: Callable[[Path], None], root: Path, tmp_path: Path
) -> None:
    with closing(Project.open(root)) as study:
        busy(study)
    harm(root)
    with closing(Project.open(root)) as study:
        with pytest.raises(DataError, match="kari" if harm is tear else "codebook"):
            send(study, tmp_path / "ut" / "a.qdpx")
        if harm is not tear:
            with pytest.raises(DataError, match="codebook"):
                send_codes(study, tmp_path / "ut" / "a.qdc")
    assert not (tmp_path / "ut").exists()


def test_what_is_lost_for_good_is_told(root: Path) -> None:
    with closing(Project.open(root)) as study:
        busy(study)
    tear(root)
    with closing(Project.open(root)) as study:
        (journal,) = (path.stem for path in (root / "corpus" / "codings").glob("kari@*.jsonl"))
        assert study.forget_journal(journal)
        (left,) = (each for each in pack(study).left if each.code == "lost_events")
    assert left.count == 1 and left.where == ("kari",)


def test_two_transcripts_of_one_text_come_back_as_two(root: Path, tmp_path: Path) -> None:
    corpus = root / "corpus"
    text = (corpus / "notat.txt").read_text(encoding="utf-8").replace("id: notat", "id: a-notat", 1)
    (corpus / "a-notat.txt").write_text(text, encoding="utf-8", newline="\n")
    with closing(Project.open(root)) as study:
        study.update_transcript("a-notat", title="En annen", attributes={"sted": "Å"})
        study.code("a-notat", Span(0, 5), "rom")
        study.code("notat", Span(0, 5), "bråk")
        parcel = pack(study)
        with closing(Project.create(tmp_path / "ny")) as new:
            take_in(new, parcel)
            assert_equal(study, new)
        before = files_of(root)
        assert take_in(study, parcel).intake.empty
        assert files_of(root) == before


def test_what_was_removed_here_is_not_brought_back_by_an_old_file(root: Path) -> None:
    with closing(Project.open(root)) as study:
        busy(study)
        parcel = pack(study)
        for memo in [memo for memo in study.memos() if memo.coder == "kari"]:
            assert study.set_memo(memo.target, "") is None
        (chosen,) = study.marks()
        (of,) = (c.id for c in study.codings() if c.memo_target.id == chosen.target)
        assert study.mark(of, MarkKind.NONE) is None
        memos, before = study.memos(), files_of(root)
        found = take_in(study, parcel)
        assert found.intake.empty and files_of(root) == before
        left = {each.code: each.count for each in found.left if each not in parcel.left}
        assert left == {"memo_removed": 3, "mark_removed": 1}
        # What was written elsewhere after that comes in.
        later = [replace(memo, at="2999-01-01T00:00:00.000Z") for memo in parcel.memos]
        take_in(study, replace(parcel, memos=tuple(later)))
        assert {memo.text for memo in study.memos()} == {memo.text for memo in parcel.memos}
        assert len(memos) == 1


@pytest.mark.parametrize("harm", [spoil, lose])
def test_nothing_comes_into_a_study_without_a_codebook(
    harm: Callable[[Path], None], root: Path
) -> None:
    with closing(Project.open(root)) as study:
        parcel = pack(study)
    harm(root)
    before = files_of(root)
    with closing(Project.open(root)) as study, pytest.raises(DataError, match="codebook"):
        take_in(study, parcel)
    assert files_of(root) == before


def test_a_code_by_another_name_is_told(study: Project) -> None:
    parcel = pack(study)
    renamed = tuple(replace(c, name="Uro") if c.id == "bråk" else c for c in parcel.codebook.codes)
    book = replace(parcel.codebook, codes=renamed)
    found = admit.plan(study, replace(parcel, codebook=book), SHA)
    (left,) = (each for each in found.left if each not in parcel.left)
    assert (left.code, left.where) == ("code_text", ("bråk",))


def test_an_import_stands_though_its_list_cannot_be_written(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(root / "exports", ignore_errors=True)
    (root / "exports").write_text("ingen mappe", encoding="utf-8", newline="")
    assert main(["--lang", "en", "--project", str(root), "import", str(QDPX), "--json"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert (told["outcome"], told["report"]) == ("import", "")
    assert "could not be written to a file" in err
    with closing(Project.open(root)) as study:
        assert len(study.codings()) == told["counts"]["codings"] > 0


@pytest.mark.parametrize("what", [("qdc",), ("codebook", "--format", "qdc"), ("transcripts",)])
def test_of_nothing_nothing_is_written(
    what: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Project.create(tmp_path / "tom").close()
    code = main(["--lang", "en", "--project", str(tmp_path / "tom"), "export", *what])
    out, err = capsys.readouterr()
    assert code in (1, 2) and out == "" and "first: kodeverk" in err
    assert not [path for path in tmp_path.rglob("*") if path.parent.name == "exports"]


def test_ctrl_c_at_any_moment_leaves_the_study_as_it_was(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = read_project(QDPX)
    found = admit.plan(study, parcel, SHA)
    before, real, away = files_of(study.root), files.sync_folder, Path.unlink
    writes = 2 * len(parcel.texts) + 1 + len(found.intake.journals)
    for stop in range(writes):
        folders: list[Path] = []
        again = [True]

        def synced(folder: Path, stop: int = stop, folders: list[Path] = folders) -> None:
            real(folder)
            folders.append(folder)
            if len(folders) == stop + 1:  # the file has its name, and nobody knows of it yet
                raise KeyboardInterrupt

        def unlinked(path: Path, missing_ok: bool = False, again: list[bool] = again) -> None:
            if missing_ok and again.pop():
                again.append(False)
                raise KeyboardInterrupt  # pressed once more, while things are taken back
            again.append(False)
            away(path, missing_ok)

        with monkeypatch.context() as pressed:
            pressed.setattr(files, "sync_folder", synced)
            pressed.setattr(Path, "unlink", unlinked)
            with pytest.raises(KeyboardInterrupt):
                study.take_in(found.intake)
        assert files_of(study.root) == before, stop
    study.take_in(found.intake)
    assert study.check() == ()


def test_ctrl_c_while_a_transcript_is_kept_leaves_nothing(
    study: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "ny.txt"
    source.write_text("Kari: Hei på deg.\nPer: Hei.\n", encoding="utf-8", newline="\n")
    (outcome,) = read_many([source])
    before, real = files_of(study.root), files.sync_folder
    for folder in ("sources", "corpus"):

        def synced(path: Path, folder: str = folder) -> None:
            real(path)
            if path.name == folder:
                raise KeyboardInterrupt

        with monkeypatch.context() as pressed:
            pressed.setattr(files, "sync_folder", synced)
            with pytest.raises(KeyboardInterrupt):
                study.add_transcript(outcome, source)
        assert files_of(study.root) == before


@pytest.mark.parametrize("failing", ["kodebok.yaml", "kodeverk.toml", ".jsonl"])
@pytest.mark.parametrize("there", [True, False])
def test_a_new_study_that_cannot_be_written_takes_only_its_own_away(
    failing: str, there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, real = tmp_path / "ny", os.replace
    if there:
        (folder / "corpus").mkdir(parents=True)
        (folder / "corpus" / "mitt.txt").write_text("Mitt.", encoding="utf-8")

    def refuse(old: Path, new: Path) -> None:
        if new.name.endswith(failing):
            if there:
                (folder / "fra skya.txt").write_text("Synk.", encoding="utf-8")
            raise OSError(28, "full")
        real(old, new)

    with monkeypatch.context() as full:
        full.setattr(os, "replace", refuse)
        assert main(["--lang", "en", "new", str(folder), "--from", str(QDPX)]) == 1
    assert folder.exists() == there
    assert set(files_of(tmp_path)) == (
        {"ny/corpus/mitt.txt", "ny/fra skya.txt"} if there else set()
    )


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_coding_across_the_heads_of_turns_comes_in_once(study: Project, gap: str) -> None:
    text = TALK.replace("\n", gap)
    spans = [Span(n, n + size) for n in range(0, len(text) - 40, 3) for size in (5, 40)]
    codings = tuple(
        Coding(f"{span.start} {span.end}", "t1", "", span, "c1", "Per", AT) for span in spans
    )
    texts = (ForeignText("t1", "Samtale", text),)
    parcel = replace(foreign(*codings), texts=texts)
    take_in(study, parcel)
    before = files_of(study.root)
    assert take_in(study, parcel, "9" * 64).intake.empty
    assert files_of(study.root) == before


def test_a_speaker_without_a_name_is_none(study: Project, tmp_path: Path) -> None:
    parcel = pack(study)
    texts = {
        id: {
            **facts,
            "speakers": [*facts.get("speakers", []), {"name": "\x1b"}, {"name": "Informant 1"}],
        }
        for id, facts in parcel.extra["texts"].items()  # type: ignore[attr-defined]
    }
    with closing(Project.create(tmp_path / "ny")) as new:
        take_in(new, replace(parcel, extra={**parcel.extra, "texts": texts}))
        assert new.check() == ()
        names = [speaker.name for speaker in new.transcript("int-01").speakers]
    assert sorted(names) == sorted(set(names) - {""})
