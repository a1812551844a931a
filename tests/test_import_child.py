"""Files are read in a process of their own: it may hang, swell or die, and the batch goes on."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from wordfiles import paragraph, word

from kodeverk.corpus.draft import Outcome
from kodeverk.corpus.importers import child, fence, read, read_many, wire
from kodeverk.corpus.importers.worker import Worker
from kodeverk.errors import UsageError
from kodeverk.model import Role

TALK = "Åse: Hva er det?\n\nPer: Et hus.\n\nÅse: Ja?\n\nPer: Med ei dør.\n"


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "samtale æøå.txt"
    path.write_text(TALK, encoding="utf-8", newline="\n")
    return path


def impostor(code: str) -> Sequence[str]:
    """Return the command of a process that does something else than reading."""
    return [sys.executable, "-c", code]


def test_one_file(talk: Path) -> None:
    outcome = read(talk, interviewers=["Per Moe"])
    assert (outcome.file, outcome.outcome, outcome.code) == (str(talk), "import", "")
    assert outcome.draft is not None
    assert [(s.name, s.role) for s in outcome.draft.speakers] == [
        ("Åse", Role.INFORMANT),
        ("Per", Role.INTERVIEWER),
    ]
    assert len(outcome.sha256) == 64


def test_a_batch_keeps_its_order_and_goes_on(talk: Path, tmp_path: Path) -> None:
    (tmp_path / "~$lock.docx").write_bytes(b"x")
    (tmp_path / "bilde.png").write_bytes(b"\x89PNG")
    (tmp_path / "notat.docx").write_bytes(word(paragraph("Et notat.")))
    paths = [
        talk,
        tmp_path / "~$lock.docx",
        tmp_path / "bilde.png",
        tmp_path,
        tmp_path / "notat.docx",
    ]
    found = [(o.outcome, o.code) for o in read_many(paths)]
    assert found == [
        ("import", ""),
        ("ignore", "unsupported"),
        ("reject", "unsupported"),
        ("reject", "not_a_file"),
        ("import", ""),
    ]


def test_a_batch_of_nothing_readable_starts_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr("subprocess.Popen", forbidden)
    assert [o.code for o in read_many([tmp_path, tmp_path / "borte.txt"])] == ["not_a_file"] * 2


def test_one_process_reads_many(talk: Path) -> None:
    with Worker() as worker:
        first = worker.read(talk)
        process = worker._process
        assert worker.read(talk) == first
        assert worker._process is process
    assert process is not None
    assert process.poll() is not None


def test_too_slow_is_killed_and_the_next_is_read(talk: Path) -> None:
    with Worker(timeout=0.2, command=impostor("import time; time.sleep(60)")) as worker:
        started = time.monotonic()
        outcome = worker.read(talk)
        assert time.monotonic() - started < 10
        assert (outcome.outcome, outcome.code) == ("reject", "too_complex")
        assert worker._process is None
        worker._command, worker._timeout = Worker()._command, 30.0
        assert worker.read(talk).outcome == "import"


@pytest.mark.parametrize(
    "code",
    [
        "raise SystemExit(3)",
        "import sys; sys.stdin.read(20)",
        "import sys; sys.stdout.buffer.write(b'x' * 50)",
        "import sys; sys.stdout.buffer.write(bytes(7) + b'\\x02{}'); sys.stdout.flush()",
    ],
)
def test_one_that_dies_or_babbles_is_a_refusal(talk: Path, code: str) -> None:
    with Worker(timeout=5, command=impostor(code)) as worker:
        assert worker.read(talk).code == "too_complex"
        assert worker.read(talk).code == "too_complex"


def test_one_that_swells_is_killed(talk: Path) -> None:
    swell = impostor("import time; held = bytearray(b'x') * (200 << 20); time.sleep(60)")
    with Worker(timeout=20, memory=100 << 20, watch=True, command=swell) as worker:
        started = time.monotonic()
        assert worker.read(talk).code == "too_complex"
        assert time.monotonic() - started < 15


def test_the_folder_one_stands_in_cannot_mislead(
    talk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(9)", encoding="utf-8", newline="\n")
    monkeypatch.chdir(tmp_path)
    assert read(Path(talk.name)).outcome == "import"


def test_messages_are_in_the_language_of_the_program(talk: Path) -> None:
    request = wire.Request(bytes(talk).hex(), "nb", ("Per",), "utf-8")
    assert wire.read_request(_sent(request)) == request


def _sent(message: wire.Request | Outcome) -> bytes:
    stream = io.BytesIO()
    wire.send(stream, message)
    stream.seek(0)
    data = wire.receive_bytes(stream)
    assert data is not None
    assert json.loads(data)
    assert wire.receive_bytes(stream) is None
    return data


def test_an_outcome_survives_the_way(talk: Path) -> None:
    outcome = read(talk)
    assert wire.read_outcome(_sent(outcome)) == outcome


def test_a_message_cut_off_is_none() -> None:
    assert wire.receive_bytes(io.BytesIO(b"\0\0\0\0\0\0\0\x09{}")) is None


def test_serving_answers_each_request(talk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fence, "limit_time", lambda: None)
    requests, answers = io.BytesIO(), io.BytesIO()
    wire.send(requests, wire.Request(bytes(talk).hex(), "en"))
    wire.send(requests, wire.Request(bytes(talk.parent).hex(), "en"))
    requests.seek(0)
    assert child.serve(requests, answers) == 0
    answers.seek(0)
    codes = []
    while (data := wire.receive_bytes(answers)) is not None:
        codes.append(wire.read_outcome(data).code)
    assert codes == ["", "not_a_file"]


def test_out_of_memory_ends_the_process(talk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> Outcome:
        raise MemoryError

    monkeypatch.setattr(fence, "limit_time", lambda: None)
    monkeypatch.setattr("kodeverk.corpus.importers.formats.read_file", full)
    requests, answers = io.BytesIO(), io.BytesIO()
    wire.send(requests, wire.Request(bytes(talk).hex(), "en"))
    requests.seek(0)
    assert child.serve(requests, answers) == child.OUT_OF_MEMORY
    assert answers.getvalue() == b""


def test_what_no_reader_was_prepared_for_is_a_damaged_file(talk: Path) -> None:
    with Worker(timeout=5, command=impostor("raise IndexError")) as worker:
        assert worker.read(talk).code == "corrupt"


def test_an_encoding_that_does_not_exist(talk: Path) -> None:
    for encoding in ("klingon", "rot13"):
        with pytest.raises(UsageError):
            read(talk, encoding=encoding)
    assert read(talk, encoding="UTF8").outcome == "import"


def test_the_process_serves_until_its_input_ends(talk: Path) -> None:
    with Worker() as worker:
        assert worker.read(talk).outcome == "import"
        process = worker._process
        assert process is not None and process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=20) == 0


def test_a_process_that_ended_between_two_files_is_replaced(talk: Path) -> None:
    with Worker() as worker:
        assert worker.read(talk).outcome == "import"
        process = worker._process
        assert process is not None
        process.kill()
        process.wait()
        assert worker.read(talk).outcome == "import"


def test_memory_of_a_process_that_is_gone() -> None:
    from kodeverk.corpus.importers import worker

    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    assert worker._memory_of(done.pid) == 0
