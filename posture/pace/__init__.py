"""How fast and how steep: from a watch, a table or the user, at each stride."""

from posture.pace.attach import pace_of, with_pace
from posture.pace.files import read_pace
from posture.pace.track import Pace, Track, from_track

__all__ = ["Pace", "Track", "from_track", "pace_of", "read_pace", "with_pace"]
