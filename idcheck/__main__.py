"""``python -m idcheck``: the same as the command ``idcheck``."""

import sys

from idcheck.cli import main

if __name__ == "__main__":
    sys.exit(main())
