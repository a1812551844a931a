"""The program's way in: ``kodeverk`` and ``python -m kodeverk``."""

import sys

from kodeverk.cli.main import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
