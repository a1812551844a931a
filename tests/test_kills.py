"""kill -9 at any moment: every coding that was acknowledged stands, and none is there twice."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kodeverk.model import Severity
from kodeverk.project import Project

KILLS = int(os.environ.get("KODEVERK_KILLS", "50"))
LONGEST = 0.06  # seconds a child is left to code after its first acknowledgement

# Codes one span after the other, and says so only when the method has returned.
CHILD = """
import os, sys
from pathlib import Path
from kodeverk.model import Span
from kodeverk.project import Project
project = Project.open(Path(sys.argv[1]))
body = project.transcript("int-01").body
first = int(sys.argv[2])
for number in range(first, first + 5000):
    start, length = divmod(number, 150)
    if body[start].isspace() or body[start + length].isspace():
        continue
    coding = project.code("int-01", Span(start, start + length + 1), "felles")
    os.write(1, f"{coding.id} {coding.span.start} {coding.span.end}\\n".encode())
"""


@pytest.mark.kills
def test_no_acknowledged_coding_is_lost_or_doubled(root: Path, tmp_path: Path) -> None:
    chance = random.Random(int(os.environ.get("KODEVERK_SEED", "0")))
    acknowledged: dict[str, tuple[int, int]] = {}
    folder = root
    for attempt in range(KILLS):
        if attempt % 100 == 99:  # there are only so many spans in a text
            folder = tmp_path / f"studie-{attempt}"
            shutil.copytree(root, folder)
            shutil.rmtree(folder / "corpus" / "codings")
            acknowledged.clear()
        first = len(acknowledged) and max(a * 150 + b - a for a, b in acknowledged.values())
        with subprocess.Popen(
            [sys.executable, "-S", "-c", CHILD, str(folder), str(first)],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        ) as child:
            assert child.stdout is not None
            said = child.stdout.readline()
            time.sleep(chance.random() * LONGEST)
            child.kill()
            said += child.stdout.read()
        for line in said.decode("ascii").splitlines(keepends=True):
            if line.endswith("\n"):
                name, *offsets = line.split()
                acknowledged[name] = (int(offsets[0]), int(offsets[1]))
        project = Project.open(folder)
        standing = {coding.id: coding.span for coding in project.codings()}
        for coding_id, (start, end) in acknowledged.items():
            assert (standing[coding_id].start, standing[coding_id].end) == (start, end)
        assert len(set(standing.values())) == len(standing) >= len(acknowledged)
        assert [p for p in project.check() if p.severity is Severity.ERROR] == []
        project.close()
    assert acknowledged
