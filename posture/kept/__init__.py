"""Work that is kept on this machine for the next time: entries, a folder of them, and their keys.

Nothing here knows of running or of pose networks; `posture.pose.keeping` says what is kept.
"""

from posture.kept.code import hash_code
from posture.kept.packing import count_items, pack, unpack
from posture.kept.places import kept_dir
from posture.kept.store import Key, Store

__all__ = ["Key", "Store", "count_items", "hash_code", "kept_dir", "pack", "unpack"]
