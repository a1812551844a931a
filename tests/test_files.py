"""The rim to the disk: what is acknowledged is on it, and what fails is never acknowledged."""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kodeverk import files
from kodeverk.errors import LockedError, SaveError
from kodeverk.journal import store
from kodeverk.journal.events import Coded, Opened, encode, new_id, now
from kodeverk.journal.store import Writer
from kodeverk.model import Coder

REAL_WRITE, REAL_FSYNC, REAL_TRUNCATE, REAL_OPEN = os.write, os.fsync, os.ftruncate, os.open


class Disk:
    """A disk that can be told to fail at a given call, put in the place of the real one."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.calls: list[str] = []
        self.synced = 0
        self.plans: dict[str, list[Callable[..., int] | OSError | None]] = {}
        patch.setattr(os, "write", self._call("write", REAL_WRITE))
        patch.setattr(os, "fsync", self._call("fsync", REAL_FSYNC))
        patch.setattr(os, "ftruncate", self._call("ftruncate", REAL_TRUNCATE))

    def plan(self, name: str, *steps: Callable[..., int] | OSError | None) -> None:
        """Let the coming calls of ``name`` do these things; None is the real one."""
        self.plans[name] = list(steps)

    def _call(self, name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            self.calls.append(name)
            steps = self.plans.get(name)
            step = steps.pop(0) if steps else None
            if isinstance(step, OSError):
                raise step
            return step(*arguments) if step else real(*arguments)

        return call


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def short(descriptor: int, data: bytes) -> int:
    return REAL_WRITE(descriptor, bytes(data)[:7])


# --- whole files


def test_a_file_is_written_whole_and_synced_before_it_gets_its_name(
    tmp_path: Path, disk: Disk
) -> None:
    path = tmp_path / "ny" / "fil.txt"
    files.write_atomic(path, "blåbær".encode())
    assert path.read_text(encoding="utf-8") == "blåbær"
    assert disk.calls.count("fsync") == 2  # the file and its folder
    assert [p.name for p in path.parent.iterdir()] == ["fil.txt"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_failed_write_leaves_the_old_file_and_no_rest(
    tmp_path: Path, disk: Disk, number: int
) -> None:
    path = tmp_path / "fil.txt"
    path.write_bytes(b"gammel")
    disk.plan("fsync", error(number))
    with pytest.raises(SaveError) as caught:
        files.write_atomic(path, b"ny")
    assert path.read_bytes() == b"gammel"
    assert [p.name for p in tmp_path.iterdir()] == ["fil.txt"]
    assert "fil.txt" in caught.value.message and caught.value.cure


def test_what_the_disk_said_is_told() -> None:
    path = Path("fil.txt")
    assert "full" in files.save_error(path, error(errno.ENOSPC)).message
    assert "permission" in files.save_error(path, error(errno.EROFS)).message
    assert "Input/output" in files.save_error(path, error(errno.EIO)).message
    assert "None" not in files.save_error(path, OSError("x")).message


def test_on_windows_a_file_held_by_another_program_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []
    slept: list[float] = []

    def replace(source: Path, target: Path) -> None:
        tries.append(1)
        if len(tries) < 4:
            raise PermissionError(errno.EACCES, "held")
        Path(source).rename(target)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(files, "_WINDOWS", True)
    monkeypatch.setattr(files, "sleep", slept.append)
    files.write_atomic(tmp_path / "fil.txt", b"ny")
    assert (tmp_path / "fil.txt").read_bytes() == b"ny"
    assert len(slept) == 3
    tries.extend([0] * 10)
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(error(errno.EACCES)))
    slept.clear()
    with pytest.raises(SaveError):
        files.write_atomic(tmp_path / "fil.txt", b"nyere")
    assert sum(slept) <= 5
    assert (tmp_path / "fil.txt").read_bytes() == b"ny"


def test_elsewhere_a_refusal_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_WINDOWS", False)
    monkeypatch.setattr(files, "sleep", lambda _seconds: pytest.fail("waited"))
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(error(errno.EACCES)))
    with pytest.raises(SaveError):
        files.write_atomic(tmp_path / "fil.txt", b"ny")


def test_a_folder_that_cannot_be_synced_is_no_error_but_a_failing_disk_is(
    tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk.plan("fsync", error(errno.EINVAL))  # as network folders answer
    files.sync_folder(tmp_path)
    disk.plan("fsync", error(errno.EIO))
    with pytest.raises(OSError):
        files.sync_folder(tmp_path)
    monkeypatch.setattr(files, "_WINDOWS", True)
    disk.plan("fsync", error(errno.EIO))
    files.sync_folder(tmp_path)


# --- appending

HEADER = Opened(n=1, id="h", at=now(), project="p", coder="kari", device="pc")


def coded(n: int) -> Coded:
    return Coded(
        n=n, id=new_id(), at=now(), transcript="a", digest="d", start=1, end=5, code="felles"
    )


def writer(folder: Path) -> Writer:
    return Writer(folder, HEADER, headed=False)


def union(folder: Path) -> list[int]:
    """Return the running numbers of all distinct events in the folder, headers left out."""
    found: dict[str, int] = {}
    for path in folder.glob("*.jsonl"):
        part = store.read(path, path.name, "p")
        assert part.coder == Coder("kari", "pc")
        assert not part.damaged
        found |= {event.id: event.n for event in part.events if event.n > 1}
    return sorted(found.values())


def test_an_append_is_synced_before_it_returns_and_so_is_a_new_name(
    tmp_path: Path, disk: Disk
) -> None:
    files.append(tmp_path / "a", b"1\n")
    assert disk.calls == ["write", "fsync", "fsync"]
    disk.calls.clear()
    files.append(tmp_path / "a", b"2\n")
    assert disk.calls == ["write", "fsync"]
    assert (tmp_path / "a").read_bytes() == b"1\n2\n"


def test_a_short_write_is_gone_on_with(tmp_path: Path, disk: Disk) -> None:
    book = writer(tmp_path)
    disk.plan("write", short, short, None)
    book.append([coded(2)])
    assert union(tmp_path) == [2]


def test_a_full_disk_after_a_short_write_leaves_no_half_line(tmp_path: Path, disk: Disk) -> None:
    book = writer(tmp_path)
    book.append([coded(2)])
    before = book.path.read_bytes()
    disk.plan("write", short, error(errno.ENOSPC), error(errno.ENOSPC))
    with pytest.raises(SaveError, match="full"):
        book.append([coded(3)])
    assert book.path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["kari@pc.jsonl"]
    book.append([coded(3)])  # there is room again
    assert union(tmp_path) == [2, 3]


@pytest.mark.parametrize("cut", [True, False])
def test_after_a_failed_sync_the_same_events_go_to_a_new_file_and_count_once(
    tmp_path: Path, disk: Disk, cut: bool
) -> None:
    book = writer(tmp_path)
    book.append([coded(2)])
    disk.plan("fsync", error(errno.EIO))
    if not cut:
        disk.plan("ftruncate", error(errno.EIO))
    book.append([coded(3), coded(4)])
    assert book.path.name == "kari@pc@2.jsonl"
    assert union(tmp_path) == [2, 3, 4]
    book.append([coded(5)])
    assert union(tmp_path) == [2, 3, 4, 5]
    assert store.continues(book.path.name, Coder("kari", "pc"))


def test_a_sync_that_fails_twice_is_never_acknowledged(tmp_path: Path, disk: Disk) -> None:
    book = writer(tmp_path)
    book.append([coded(2)])
    disk.plan("fsync", error(errno.EIO), error(errno.EIO))
    with pytest.raises(SaveError):
        book.append([coded(3)])
    assert union(tmp_path) == [2]
    assert book.path.name == "kari@pc.jsonl"


def test_a_new_name_that_did_not_reach_the_disk_is_not_acknowledged(
    tmp_path: Path, disk: Disk
) -> None:
    disk.plan("fsync", None, error(errno.EIO), None, error(errno.EIO))
    with pytest.raises(SaveError):
        writer(tmp_path).append([coded(2)])
    assert all(path.stat().st_size == 0 for path in tmp_path.iterdir())


def test_a_file_that_may_not_be_written_is_left_for_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = writer(tmp_path)
    book.append([coded(2)])

    def refuse(path: Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).name == "kari@pc.jsonl" and flags & os.O_WRONLY:
            raise PermissionError(errno.EACCES, "refused")
        return REAL_OPEN(path, flags, mode)

    monkeypatch.setattr(os, "open", refuse)
    book.append([coded(3)])
    assert union(tmp_path) == [2, 3]
    (tmp_path / "kari@pc@2.jsonl").unlink()
    monkeypatch.setattr(os, "open", lambda *_: (_ for _ in ()).throw(error(errno.EROFS)))
    with pytest.raises(SaveError, match="permission"):
        book.append([coded(4)])


def test_an_unfinished_line_is_closed_before_the_next(tmp_path: Path) -> None:
    book = writer(tmp_path)
    book.append([coded(2)])
    whole = encode(coded(3))
    with open(book.path, "ab") as file:
        file.write(whole[:40])
    book.append([coded(3)])
    assert union(tmp_path) == [2, 3]
    part = store.read(book.path, "f", "p")
    assert [(p.line, p.code) for p in part.problems] == [(3, "closed_line")]


def test_an_empty_file_gets_its_header(tmp_path: Path) -> None:
    (tmp_path / "kari@pc.jsonl").touch()
    writer(tmp_path).append([coded(2)])
    part = store.read(tmp_path / "kari@pc.jsonl", "f", "p")
    assert part.headed and part.problems == ()


# --- names


@given(st.text(max_size=120))
def test_no_system_refuses_a_safe_name(name: str) -> None:
    safe = files.safe_name(name)
    assert safe and len(safe.encode("utf-8")) <= 90
    assert not set(safe) & set('<>:"/\\|?*\0') and not any(ord(letter) < 32 for letter in safe)
    assert safe[-1] not in " ." and safe[0] not in " .-"
    stem = safe.split(".")[0].rstrip().upper()
    assert stem not in {"CON", "PRN", "AUX", "NUL"}
    assert not (stem[:3] in ("COM", "LPT") and len(stem) == 4 and stem[3] in "0123456789¹²³")
    assert files.safe_name(safe) == safe


@pytest.mark.parametrize("name", ["con", "NUL.txt", "com1", "LPT².x", "aux .txt", "", "...", "Å"])
def test_names_that_windows_keeps_for_itself(name: str) -> None:
    expected = {"": "fil", "...": "fil", "Å": "Å"}.get(name, f"fil-{name}")
    assert files.safe_name(name) == expected


def test_a_long_name_fits_with_a_coder_and_a_machine_in_it() -> None:
    assert files.safe_name("å" * 200) == "å" * 40
    assert files.safe_name("𝒜" * 200 + ".txt") == "𝒜" * 20


# --- the lock

HOLD = """
import sys, time
from pathlib import Path
from kodeverk.files import Lock
Lock(Path(sys.argv[1]), "kari@pc").acquire()
print("held", flush=True)
time.sleep(60)
"""


def test_another_process_is_refused_until_the_first_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, encoding="utf-8"
    ) as child:
        assert child.stdout is not None and child.stdout.readline() == "held\n"
        with pytest.raises(LockedError):
            files.Lock(tmp_path, "kari@pc").acquire()
        other = files.Lock(tmp_path, "ola@pc")
        other.acquire()
        other.release()
        child.kill()
        child.wait()
    lock = files.Lock(tmp_path, "kari@pc")
    for _attempt in range(50):
        try:
            lock.acquire()
            break
        except LockedError:
            time.sleep(0.02)
    with pytest.raises(LockedError):
        files.Lock(tmp_path, "kari@pc").acquire()
    lock.release()
    lock.release()
    lock.acquire()
    lock.release()


def test_a_folder_for_the_lock_that_cannot_be_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fil").touch()
    monkeypatch.setenv("KODEVERK_STATE", str(tmp_path / "fil"))
    with pytest.raises(SaveError):
        files.Lock(tmp_path, "kari@pc").acquire()


def test_a_disk_without_locks_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise error(errno.ENOLCK)

    calls = SimpleNamespace(flock=refuse, LOCK_EX=2, LOCK_NB=4, locking=refuse, LK_NBLCK=2)
    monkeypatch.setitem(sys.modules, "fcntl", calls)
    monkeypatch.setitem(sys.modules, "msvcrt", calls)
    lock = files.Lock(tmp_path, "kari@pc")
    lock.acquire()
    lock.release()


def test_where_the_notes_of_this_machine_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KODEVERK_STATE")
    assert files.state_folder().name == "kodeverk"
