"""The program's way in: ``kodeverk`` and ``python -m kodeverk``."""

import gc
import sys

# What a start makes is there to stay: to look for garbage in it takes longer than to open a study.
gc.set_threshold(500_000, 20, 100)

try:
    from kodeverk.cli.main import main
except KeyboardInterrupt:  # before there is anything that could say so
    sys.exit(130)

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
