"""`python -m make_the_case`, or `python` with the path of this folder: the command line."""

import sys
from pathlib import Path

if not __package__:  # started by its path, from whatever folder
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from make_the_case.cli import main

if __name__ == "__main__":  # and not where a process that shares the work reads this file again
    sys.exit(main())
