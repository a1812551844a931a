"""Windows counts: no POSIX-only call without a way out, no name it refuses, encodings named."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kodeverk.files import safe_name

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "kodeverk").rglob("*.py"))

# Modules that are not there on Windows, and names that are not in modules that are.
MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty", "curses"}
NAMES = {
    "os": {
        *("fork", "forkpty", "wait", "waitpid", "killpg", "setsid", "setpgid", "getuid"),
        *("geteuid", "getgid", "mkfifo", "mknod", "chown", "fchown", "nice", "uname"),
        *("getloadavg", "sched_getaffinity", "openpty", "ttyname", "pread", "pwrite"),
        *("posix_fallocate", "posix_fadvise", "sync", "O_NOFOLLOW", "O_DIRECTORY", "O_NONBLOCK"),
        *("O_CLOEXEC", "O_SYNC", "O_DSYNC", "fchmod", "statvfs", "getpgid", "wait4"),
    },
    "signal": {
        *("SIGKILL", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGPIPE", "SIGALRM", "SIGWINCH"),
        *("SIGTSTP", "SIGCONT", "alarm", "setitimer", "pause", "pthread_sigmask", "SIGQUIT"),
    },
    "select": {"poll", "epoll", "kqueue"},
    "socket": {"AF_UNIX", "socketpair"},
    "time": {"tzset"},
    "asyncio": {"add_signal_handler"},
}
# A branch on one of these, or the try that catches what is missing, is a way out.
GUARDS = re.compile(r"sys\.platform|os\.name|platform\.system|hasattr\(")


class PosixOnly(ast.NodeVisitor):
    """Collects the uses of what Windows lacks that nothing guards."""

    def __init__(self, modules: set[str]) -> None:
        self.modules = modules
        self.guarded = 0
        self.found: list[str] = []

    def visit_Try(self, node: ast.Try) -> None:
        caught = {
            name.id
            for handler in node.handlers
            if handler.type is not None
            for name in ast.walk(handler.type)
            if isinstance(name, ast.Name)
        }
        safe = bool(caught & {"ImportError", "AttributeError", "ModuleNotFoundError"})
        self.guarded += safe
        for child in node.body:
            self.visit(child)
        self.guarded -= safe
        for part in (*node.handlers, *node.orelse, *node.finalbody):
            self.visit(part)

    def visit_If(self, node: ast.If) -> None:
        safe = bool(GUARDS.search(ast.unparse(node.test)))
        self.guarded += safe
        self.generic_visit(node)
        self.guarded -= safe

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """After ``if os.name == "nt": return`` the rest of a function is not for Windows."""
        left = 0
        for child in node.body:
            self.visit(child)
            if (
                isinstance(child, ast.If)
                and GUARDS.search(ast.unparse(child.test))
                and isinstance(child.body[-1], ast.Return | ast.Raise)
            ):
                self.guarded += 1
                left += 1
        self.guarded -= left

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._check(alias.name.partition(".")[0] in self.modules, node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = (node.module or "").partition(".")[0]
        self._check(module in self.modules, node, module)
        for alias in node.names:
            self._check(alias.name in NAMES.get(module, ()), node, f"{module}.{alias.name}")

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.value, ast.Name):
            name = f"{node.value.id}.{node.attr}"
            self._check(node.attr in NAMES.get(node.value.id, ()), node, name)
        self.generic_visit(node)

    def _check(self, wrong: bool, node: ast.stmt | ast.expr, name: str) -> None:
        if wrong and not self.guarded:
            self.found.append(f"{name} in line {node.lineno}")


def posix_only(source: str) -> list[str]:
    """Return what Windows lacks. A module that is looked for with find_spec has a way out."""
    tree = ast.parse(source)
    looked_for = {
        each.value
        for node in tree.body
        if isinstance(node, ast.Assign) and "find_spec" in ast.unparse(node.value)
        for each in ast.walk(node.value)
        if isinstance(each, ast.Constant)
    }
    visitor = PosixOnly(MODULES - looked_for)
    visitor.visit(tree)
    return visitor.found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_posix_only_without_a_way_out(path: Path) -> None:
    assert posix_only(path.read_text(encoding="utf-8")) == []


def test_the_search_for_posix_finds_what_it_should() -> None:
    assert posix_only("import fcntl")
    assert posix_only("from os import fork")
    assert posix_only("import os\ndef f():\n    os.kill(1, signal.SIGKILL)")
    assert posix_only("try:\n    import resource\nexcept ValueError:\n    pass")
    assert not posix_only("try:\n    import resource\nexcept ImportError:\n    pass")
    assert posix_only("HERE = find_spec('pty')\nimport fcntl")
    assert not posix_only("HERE = find_spec('pty')\nimport pty")
    assert not posix_only("if sys.platform != 'win32':\n    os.fork()")
    assert not posix_only("def f():\n    if os.name == 'nt':\n        return\n    os.fork()")


def careless_text(source: str) -> Iterator[str]:
    """Yield the calls that read or write text without saying in which encoding and newlines."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        if None in keywords:  # **options: cannot be seen from here
            continue
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        owner = ast.unparse(function.value) if isinstance(function, ast.Attribute) else ""
        where = f"{name} in line {node.lineno}"
        if name in ("open", "fdopen") and owner not in ("os", "Project", "webbrowser", "zipfile"):
            mode_place = 1 if owner in ("", "io", "os") else 0
            mode = keywords.get("mode") or (
                node.args[mode_place] if len(node.args) > mode_place else None
            )
            text = mode.value if isinstance(mode, ast.Constant) else "r" if mode is None else "b"
            if not isinstance(text, str) or "b" in text or not set(text) <= set("rwaxt+"):
                continue
            if "encoding" not in keywords:
                yield where
            if set(text) & set("wax+") and "newline" not in keywords:
                yield where
        elif name == "read_text" and not node.args:
            if "encoding" not in keywords:
                yield where
        elif name == "write_text":
            if not {"encoding", "newline"} <= set(keywords):
                yield where
        elif owner == "subprocess" and name in ("run", "Popen", "check_output", "check_call"):
            text_mode = {"text", "universal_newlines"} & set(keywords)
            if text_mode and "encoding" not in keywords:
                yield where


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_encodings_and_newlines_are_named(path: Path) -> None:
    assert list(careless_text(path.read_text(encoding="utf-8"))) == []


def test_the_search_for_careless_text_finds_what_it_should() -> None:
    assert list(careless_text("open(path)"))
    assert list(careless_text("open(path, 'w', encoding='utf-8')"))
    assert list(careless_text("path.open('a', newline='')"))
    assert list(careless_text("path.read_text()"))
    assert list(careless_text("path.write_text(x, encoding='utf-8')"))
    assert list(careless_text("subprocess.run(x, text=True)"))
    assert not list(careless_text("open(path, 'rb')"))
    assert not list(careless_text("open(path, encoding='utf-8')"))
    assert not list(careless_text("path.write_text(x, encoding='utf-8', newline='\\n')"))


def test_no_file_name_that_windows_refuses() -> None:
    run = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    names = run.stdout.strip("\0").split("\0")
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert len(name) < 150, name
        for part in name.split("/"):
            shown = part.lstrip("._")  # a leading dot or underscore is fine there
            assert safe_name(shown) == shown, name
