"""Studies in an odd state on their way out or in: what is not whole is refused, not made less."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from test_interchange_admit import assert_equal, busy, files_of, take_in

from kodeverk.errors import DataError
from kodeverk.interchange.pack import pack
from kodeverk.interchange.sending import send, send_codes
from kodeverk.model import Span
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
