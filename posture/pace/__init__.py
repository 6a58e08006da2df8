"""Speed and grade at each stride: from a sports watch, a table or the user."""

from posture.pace.attach import add_pace, load_pace
from posture.pace.files import read_pace
from posture.pace.track import Pace, Track, make_pace

__all__ = ["Pace", "Track", "add_pace", "load_pace", "make_pace", "read_pace"]
