"""What the process that reads files may not do: each refused, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from kodeverk.corpus.importers import fence
from kodeverk.corpus.importers.worker import Worker

# What each would do is harmless: should the fence be down, nothing is reached or harmed.
FORBIDDEN = {
    "a socket": "import socket; socket.socket()",
    "a name looked up": "import socket; socket.getaddrinfo('localhost', 80)",
    "an address opened": "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    "a program": "import subprocess; subprocess.run(['true'])",
    "a shell": "import os; os.system('true')",
    "a child": "import os; os.fork()",
    "a new self": "import os; os.execv('/bin/true', ['true'])",
    "a new file": "open('ny.txt', 'x', encoding='utf-8')",
    "a file changed": "open('her.txt', 'r+', encoding='utf-8')",
    "a file opened low down": "import os; os.open('her.txt', os.O_WRONLY)",
    "a file made empty": "import os; os.truncate('her.txt', 0)",
    "a temporary file": "import tempfile; tempfile.mkstemp(dir='.')",
    "a folder": "import os; os.mkdir('ny')",
    "a file moved": "import os; os.rename('her.txt', 'der.txt')",
    "a file deleted": "import os; os.remove('her.txt')",
    "a copy": "import shutil; shutil.copyfile('her.txt', 'der.txt')",
    "a library": "import ctypes; ctypes.CDLL(None)",
    "a database": "import sqlite3; sqlite3.connect('ny.db')",
}
# Each in turn; says which were let through.
TRY = """
import sys
from kodeverk.corpus.importers import fence
fence.put_up()
for what in sys.argv[1:]:
    try:
        exec(what)
    except PermissionError:
        continue
    except AttributeError:  # no such thing on this system
        continue
    print(what, flush=True)
"""


def run(folder: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    (folder / "her.txt").write_text("Åse", encoding="utf-8", newline="\n")
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )


def test_the_network_programs_and_the_disk_are_out_of_reach(tmp_path: Path) -> None:
    done = run(tmp_path, TRY, *FORBIDDEN.values())
    assert (done.stdout, done.returncode) == ("", 0), done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["her.txt"]
    assert (tmp_path / "her.txt").read_text(encoding="utf-8") == "Åse"


def test_reading_and_loading_go_on(tmp_path: Path) -> None:
    look = (
        "open('her.txt', encoding='utf-8').read(); import os; os.open('her.txt', os.O_RDONLY)",
        "import os; os.listdir('.'); list(os.scandir('.'))",
        "import lxml.html, openpyxl, pypdf, wave",
        "import sys; assert 'numpy' not in sys.modules or sys.modules['numpy'] is None",
    )
    done = run(tmp_path, TRY, *look)
    assert done.stdout.splitlines() == list(look), done.stderr
    assert not list(tmp_path.rglob("*.pyc"))


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", ()),
        ("subprocess.Popen", ()),
        ("os.system", ()),
        ("os.remove", ()),
        ("ctypes.dlopen", ()),
        ("sqlite3.connect", ()),
        ("open", ("a", "w", 0)),
        ("open", ("a", "rb+", 0)),
        ("open", ("a", None, os.O_WRONLY)),
        ("open", ("a", None, os.O_RDONLY | os.O_CREAT)),
    ],
)
def test_what_is_refused(event: str, arguments: tuple[object, ...]) -> None:
    with pytest.raises(PermissionError):
        fence.check(event, arguments)


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("open", ("a", "rb", 0)),
        ("open", ("a", None, os.O_RDONLY)),
        ("os.listdir", ()),
        ("exec", ()),
    ],
)
def test_what_is_let_through(event: str, arguments: tuple[object, ...]) -> None:
    fence.check(event, arguments)


def test_the_reading_process_has_the_fence_up(tmp_path: Path) -> None:
    code = (
        "from kodeverk.corpus.importers import child, formats\n"
        "def read(*_all): open('ute.txt', 'w', encoding='utf-8')\n"
        "formats.read_file = read\n"
        "raise SystemExit(child.main())"
    )
    path = tmp_path / "a.txt"
    path.write_text("Hei.", encoding="utf-8", newline="\n")
    here = f"import os; os.chdir({str(tmp_path)!r})\n"
    with Worker(command=[sys.executable, "-c", here + code]) as worker:
        assert worker.read(path).code == "corrupt"
    assert list(tmp_path.iterdir()) == [path]


class Limits:
    """Stands in for the module that only some systems have."""

    RLIMIT_AS, RLIMIT_CPU, RLIMIT_CORE, RUSAGE_SELF = 1, 2, 3, 4

    def __init__(self, refuse: bool = False) -> None:
        self.refuse = refuse
        self.set: list[tuple[int, tuple[int, int]]] = []

    def setrlimit(self, kind: int, limits: tuple[int, int]) -> None:
        if self.refuse:
            raise ValueError
        self.set.append((kind, limits))

    def getrlimit(self, _kind: int) -> tuple[int, int]:
        return (-1, -1)

    def getrusage(self, _who: int) -> SimpleNamespace:
        return SimpleNamespace(ru_utime=4.5, ru_stime=0.5)


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return the hooks that were added: to a list only, for they could never be taken away."""
    added: list[object] = []
    monkeypatch.setattr(sys, "addaudithook", added.append)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for name in fence._HEAVY:
        monkeypatch.setitem(sys.modules, name, sys)
    return added


def test_limits_where_the_system_has_them(
    monkeypatch: pytest.MonkeyPatch, hooks: list[object]
) -> None:
    limits = Limits()
    monkeypatch.setitem(sys.modules, "resource", limits)
    fence.put_up()
    fence.limit_time()
    assert limits.set == [(1, (600_000_000, -1)), (3, (0, -1)), (2, (5 + fence.SECONDS, -1))]
    assert hooks == [fence.check]


@pytest.mark.parametrize("there", [None, Limits(refuse=True)])
def test_no_limits_where_it_does_not(
    monkeypatch: pytest.MonkeyPatch, hooks: list[object], there: object
) -> None:
    monkeypatch.setitem(sys.modules, "resource", there)
    fence.put_up()
    fence.limit_time()
    assert hooks == [fence.check]


def ended(code: str) -> int:
    command: Sequence[str] = [sys.executable, "-c", code]
    return subprocess.run(command, check=False, timeout=60).returncode


def test_memory_is_limited_in_earnest_on_linux() -> None:
    up = "from kodeverk.corpus.importers import fence; fence.put_up()\n"
    swell = "try: bytearray(600_000_000)\nexcept MemoryError: raise SystemExit(7)"
    assert ended(up + swell) == (7 if sys.platform == "linux" else 0)
    assert ended(up + "bytearray(450_000_000)") == 0
