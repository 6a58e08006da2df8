"""What is known of a runner beyond one run: who and when, error between sessions, history."""

from posture.store.history import RunnerHistory, build_history, history

__all__ = ["RunnerHistory", "build_history", "history"]
