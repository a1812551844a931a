"""Makes the reports in ``data/comeback`` anew: as LibreOffice saves them after people's work.

Run by hand where there is a LibreOffice: ``python tests/make_comeback.py``.
"""

import subprocess
import tempfile
from pathlib import Path

from comeback_files import (
    comments,
    deletes,
    doubles,
    edited,
    moves,
    says,
    tracks_deletion,
    tracks_insertion,
    with_comments,
    writes,
    written,
)

FOLDER = Path(__file__).parent / "data" / "comeback"


def documents() -> dict[str, bytes]:
    """Return the reports as they are when LibreOffice opens them."""
    worked_on = edited(
        written(),
        writes("kvs_c1", "Dette er det viktigste vi fant."),
        says("kv_c2", "[…] folk blåser i hvem som eier hylla."),
        deletes("kv_c3", "kvs_c3"),
        moves("kv_c4", "kvs_c6"),
        moves("kvs_c4", "kv_c4"),
        tracks_deletion("kv_c5"),
        tracks_insertion("kv_c6", " altså"),
        doubles("kv_c1", "kvs_c6"),
        comments("kv_c1"),
    )
    return {
        "saved": written(),
        "worked_on": with_comments(worked_on, ("Turid Næss", "Sterkt sitat. Først?")),
        "doubled": edited(written(), doubles("kv_c1", "kvs_c6", "kv_c1")),
    }


def main() -> None:
    """Write what LibreOffice makes of each."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, data in documents().items():
            (Path(folder) / f"{name}.docx").write_bytes(data)
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/lo"]
        files = sorted(str(path) for path in Path(folder).glob("*.docx"))
        subprocess.run(
            [*command, "--convert-to", "docx", "--outdir", str(FOLDER), *files], check=True
        )


if __name__ == "__main__":
    main()
