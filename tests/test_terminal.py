"""No control character of a file reaches the terminal, and a crash leaves the terminal usable."""

import os
import select
import subprocess
import sys
import time
from pathlib import Path

from kodeverk import codebook as books
from kodeverk.bench.terminal import AVAILABLE
from kodeverk.corpus.canonical import digest
from kodeverk.model import Code, Codebook, Span, Target, TargetKind
from kodeverk.project import Project

# What would set the clipboard, the title, clear the screen, colour by a C1 control, turn the text.
HOSTILE = "\x1b]52;c;RVZJTA==\x07\x1b]0;OVERTATT\x07\x1b[2J\x9b31m\x1bc‮snudd\x08\x7f\x00"
PIECES = [
    b"\x1b]52",
    b"\x1b]0;",
    b"==\x07",
    b"\x1b[2J",
    b"\xc2\x9b",
    b"\xe2\x80\xae",
    b"\x1bc",
    b"\x7f",
    b"\x08",
    b"\x00",
]


def hostile_study(root: Path) -> Path:
    """Make a study whose transcript, codes, names and memos were edited by hand, with malice."""
    project = Project.create(root, name=f"Studie {HOSTILE}", coder="kari", device="pc")
    project.codebook_path.unlink()
    book = Codebook(codes=(Code("en", f"Kode {HOSTILE}", definition=HOSTILE + "d", key="1"),))
    books.save_new(project.codebook_path, book)
    body = f"Informant: Før {HOSTILE} etter [/] [ler] [@click=app.quit]trykk[/]. Slutt."
    front = '---\nid: a\ntitle: "Tittel"\nkind: interview\nspeakers:\n  - {"name": "Informant"}\n'
    (root / "corpus" / "a.txt").write_bytes(f"{front}---\n{body}\n".encode())
    project = Project.open(root, coder="kari", device="pc")
    project.code("a", Span(11, len(project.transcript("a").body)), "en")
    project.set_memo(Target(TargetKind.CODE, "en"), f"notat {HOSTILE}")
    assert project.transcript("a").digest == digest(project.transcript("a").body)
    project.close()
    return root


if AVAILABLE:
    import fcntl
    import pty
    import struct
    import termios

    def in_terminal(
        root: Path, keys: list[str], extra: list[str] | None = None, *, ends: bool = False
    ) -> bytes:
        """Run the program on ``root`` in a pretended terminal, press ``keys``, return its bytes.

        ``ends`` says that it ends by itself.
        """
        here, there = pty.openpty()
        fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        process = subprocess.Popen(
            [
                sys.executable,
                *(extra or ["-m", "kodeverk"]),
                "--project",
                str(root),
                "--lang",
                "en",
            ],
            stdin=there,
            stdout=there,
            stderr=there,
            env=os.environ | {"TERM": "xterm-256color", "KODEVERK_CODER": "kari"},
        )
        os.close(there)
        written = bytearray()

        def read(quiet: float, within: float) -> None:
            end = time.monotonic() + within
            while time.monotonic() < end and select.select([here], [], [], quiet)[0]:
                try:
                    data = os.read(here, 65536)
                except OSError:
                    return
                if not data:
                    return
                written.extend(data)

        read(15.0, 1.0)
        read(1.0, 20.0)
        for key in keys:
            try:
                os.write(here, key.encode())
            except OSError:
                break
            read(0.3, 3.0)
        if not ends:
            process.terminate()
        for _n in range(40):
            read(0.25, 1.0)
            if process.poll() is not None:
                break
        read(0.25, 1.0)
        process.wait(10)
        os.close(here)
        return bytes(written)

    def test_no_control_character_of_a_file_reaches_the_terminal(tmp_path: Path) -> None:
        root = hostile_study(tmp_path)
        keys = ["j", "1", "j", "m", "\x1b", "c", "k", "\x1b", "v", "\x1b", "?", "\x1b", "g", "u"]
        written = in_terminal(root, keys)
        assert b"[ler]" in written and b"[/]" in written
        for piece in PIECES:
            assert piece not in written, piece

    def test_a_crash_gives_the_terminal_back_and_one_sentence(tmp_path: Path) -> None:
        root = hostile_study(tmp_path)
        script = tmp_path / "krasj.py"
        script.write_text(
            "import sys\n"
            "from kodeverk.tui.screens.coding import CodingScreen\n"
            "def broken(self):\n"
            "    text = self.project.transcript('a').body\n"
            "    raise ValueError(text)\n"
            "CodingScreen.action_memo = broken\n"
            "from kodeverk.__main__ import main\n"
            "sys.exit(main(sys.argv[1:]))\n",
            encoding="utf-8",
            newline="\n",
        )
        written = in_terminal(root, ["m"], [str(script)], ends=True)
        last = written[written.rindex(b"\x1b[?1049l") :]  # the other screen is given back
        assert b".log" in last and b"Traceback" not in last
        assert b"etter" not in last and b"Slutt" not in last
        assert b"\x1b[?25h" in written  # the cursor is back


def test_the_command_line_prints_no_control_character(tmp_path: Path) -> None:
    root = hostile_study(tmp_path)
    for words in (
        ["transcripts"],
        ["codes"],
        ["code", "list"],
        ["memo", "list"],
        ["search", "Slutt"],
        ["transcripts", "show", "a"],
        ["check"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "kodeverk", "--project", str(root), "--lang", "en", *words],
            capture_output=True,
            env=os.environ | {"KODEVERK_CODER": "kari"},
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        for piece in [*PIECES, b"\x1b"]:
            assert piece not in done.stdout + done.stderr, (words, piece)
