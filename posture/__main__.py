"""``posture`` and ``python -m posture``; Ctrl-C while the rest is loaded ends it quietly too."""

from __future__ import annotations

import sys

from posture.errors import INTERRUPTED, PostureError
from posture.utils.memory_limit import ADVICE, describe_memory_limit, is_out_of_memory
from posture.utils.signals import stop_as_by_ctrl_c


def main() -> None:
    """Run the command line."""
    try:
        stop_as_by_ctrl_c()
        # with too little memory native libraries crash, so they must not even be loaded
        if said := describe_memory_limit():
            _end(said)
        from posture.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except (MemoryError, ImportError, OSError) as error:
        if not is_out_of_memory(error):
            raise
        _end(f"there is not enough memory, and {ADVICE}")


def _end(said: str) -> None:
    print(f"posture: {said}", file=sys.stderr)
    sys.exit(PostureError.exit_code)


if __name__ == "__main__":
    main()
