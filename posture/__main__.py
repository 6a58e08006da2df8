"""``posture`` and ``python -m posture``; Ctrl-C while the rest is loaded ends it quietly too."""

from __future__ import annotations

import sys

from posture.errors import INTERRUPTED
from posture.utils.signals import stop_as_by_ctrl_c


def main() -> None:
    """Run the command line."""
    try:
        stop_as_by_ctrl_c()
        from posture.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
