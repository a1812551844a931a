"""The program's way in: ``kodeverk`` and ``python -m kodeverk``."""

import gc
import sys

# What a start makes is there to stay: to look for garbage in it takes longer than to open a study.
gc.set_threshold(500_000, 20, 100)

from kodeverk.cli.main import main  # noqa: E402

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
