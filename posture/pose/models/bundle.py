"""Build a ``.task`` bundle from the bare networks that older packages contain.

A bundle is an uncompressed zip of two TensorFlow Lite files, the person detector and the landmark
network. The Tasks API refuses a network without a ``TFLITE_METADATA`` buffer, which says how to
normalise the picture; the bare networks lack it.

The buffer is added without rewriting the network. References in a FlatBuffer count forwards from
their own position, so a block with a new root can be put before everything else; it points to all
the old parts and leaves them unchanged, byte for byte. That needs no generated schema, and the
result does not depend on installed versions, so that its checksum is known beforehand.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

from posture.errors import ModelError
from posture.utils.resources import model_file

DETECTOR = "pose_detector"
LANDMARKS = "pose_landmarks_detector"

_METADATA_NAME = b"TFLITE_METADATA"
_IDENTIFIER = b"TFL3"
#: Bytes of the largest network that is unpacked; the heavy model's has 27 million.
LARGEST_NETWORK = 200_000_000
#: Bytes of the header: a reference to the root, then the identifier.
_HEADER = 8
#: Bytes by which the network is moved are a multiple of this. Weights need 16.
_ALIGNMENT = 64
#: Fields of the table Model: version, codes, subgraphs, description, buffers, metadata (2),
#: signatures.
_MODEL_FIELDS = 8
#: Number of the field of buffers in the table Model.
_BUFFERS = 4
#: Number of the field of metadata in the table Model.
_METADATA = 6


def assemble(detector: bytes, landmarks: bytes, path: Path) -> None:
    """Write a bundle; the same networks always give the same bytes.

    Parameters
    ----------
    detector, landmarks
        Contents of the two ``.tflite`` files, with or without metadata.
    path
        The file to write, replaced if it exists.

    Raises
    ------
    ModelError
        If one of them is not a TensorFlow Lite network.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as bundle:
        for name, network in ((DETECTOR, detector), (LANDMARKS, landmarks)):
            entry = zipfile.ZipInfo(f"{name}.tflite", date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # as on Unix, also when written on Windows
            entry.external_attr = 0o644 << 16
            bundle.writestr(
                entry, with_metadata(network, model_file(f"{name}.metadata").read_bytes())
            )


def is_bundle(path: Path) -> bool:
    """Say whether a file is a zip that holds the two networks of a pose landmarker."""
    try:
        with zipfile.ZipFile(path) as bundle:
            names = set(bundle.namelist())
    except (OSError, zipfile.BadZipFile):
        return False
    return names >= {f"{DETECTOR}.tflite", f"{LANDMARKS}.tflite"}


def is_undamaged(path: Path) -> bool:
    """Say whether the two networks of a bundle can be unpacked and are TensorFlow Lite networks.

    That their weights are those that were meant, only a checksum can tell.
    """
    try:
        with zipfile.ZipFile(path) as bundle:
            for name in (DETECTOR, LANDMARKS):
                with bundle.open(f"{name}.tflite") as packed:
                    network = packed.read(LARGEST_NETWORK + 1)
                if len(network) > LARGEST_NETWORK:
                    return False
                with_metadata(network, b"")
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return False  # the last two: an unknown way to pack, a password
    return True


def with_metadata(network: bytes, metadata: bytes) -> bytes:
    """Return the network with a ``TFLITE_METADATA`` buffer; one that has it is returned as it is.

    Parameters
    ----------
    network
        Contents of a ``.tflite`` file.
    metadata
        The buffer to add: a FlatBuffer of the schema ``M001``.

    Raises
    ------
    ModelError
        If ``network`` is not a TensorFlow Lite network.
    """
    try:
        if network[4:8] != _IDENTIFIER:
            raise ValueError("no identifier")
        root = _fields(network, _follow(network, 0))
        buffers = _tables(network, root[_BUFFERS])
        entries = _tables(network, root[_METADATA])
        if any(_string(network, _fields(network, e)[0]) == _METADATA_NAME for e in entries):
            return network
        return _prepend(network, root, buffers, entries, metadata)
    except (struct.error, ValueError, IndexError) as error:
        raise ModelError(
            "A part of the pose model is not a TensorFlow Lite network: fetch it again with "
            "`posture models fetch`."
        ) from error


def _prepend(
    network: bytes, root: list[int], buffers: list[int], entries: list[int], metadata: bytes
) -> bytes:
    """Put a block with a new root between the header and the rest of the network.

    The places of what the block holds follow from the counts alone, in this order: description of
    the table Model, the table; vector of buffers; vector of metadata entries; the new entry and
    its name; the new buffer and its bytes.
    """
    model = _HEADER + 4 + 2 * _MODEL_FIELDS
    buffer_vector = model + 4 + 4 * _MODEL_FIELDS
    entry_vector = buffer_vector + 4 + 4 * (len(buffers) + 1)
    entry = entry_vector + 4 + 4 * (len(entries) + 1) + 8
    name = entry + 12
    holder = name + 4 + len(_METADATA_NAME) + 1 + 8
    content = _round_up(holder + 12, 16)  # where the bytes begin, after their count
    shift = _round_up(content + len(metadata) - _HEADER, _ALIGNMENT)

    block = bytearray(_HEADER + shift)
    struct.pack_into("<I4s", block, 0, model, _IDENTIFIER)
    sizes = (4 + 2 * _MODEL_FIELDS, 4 + 4 * _MODEL_FIELDS)
    present = [4 + 4 * i if at or i == _METADATA else 0 for i, at in enumerate(root)]
    struct.pack_into(f"<{2 + _MODEL_FIELDS}H", block, _HEADER, *sizes, *present)
    struct.pack_into("<i", block, model, model - _HEADER)
    for i, at in enumerate(root):
        place = model + 4 + 4 * i
        if i == 0 and at:  # the version, the only field that is not a reference
            block[place : place + 4] = network[at : at + 4]
        elif i == _BUFFERS:
            _refer(block, place, buffer_vector)
        elif i == _METADATA:
            _refer(block, place, entry_vector)
        elif at:
            _refer(block, place, _follow(network, at) + shift)
    _put_vector(block, buffer_vector, [*(at + shift for at in buffers), holder])
    _put_vector(block, entry_vector, [*(at + shift for at in entries), entry])
    struct.pack_into("<4Hi", block, entry - 8, 8, 12, 4, 8, 8)
    _refer(block, entry + 4, name)
    struct.pack_into("<I", block, entry + 8, len(buffers))  # the new buffer is the last
    struct.pack_into(f"<I{len(_METADATA_NAME)}s", block, name, len(_METADATA_NAME), _METADATA_NAME)
    struct.pack_into("<3H2xi", block, holder - 8, 6, 8, 4, 8)
    _refer(block, holder + 4, content - 4)
    struct.pack_into("<I", block, content - 4, len(metadata))
    block[content : content + len(metadata)] = metadata
    return bytes(block) + network[_HEADER:]


def _round_up(value: int, step: int) -> int:
    return -(-value // step) * step


def _refer(block: bytearray, at: int, target: int) -> None:
    struct.pack_into("<I", block, at, target - at)


def _put_vector(block: bytearray, at: int, targets: list[int]) -> None:
    struct.pack_into("<I", block, at, len(targets))
    for i, target in enumerate(targets, start=1):
        _refer(block, at + 4 * i, target)


def _follow(data: bytes, at: int) -> int:
    """Position that the reference at ``at`` points to."""
    return at + int(struct.unpack_from("<I", data, at)[0])


def _fields(data: bytes, table: int) -> list[int]:
    """Position of each field of a table of up to eight fields; 0 for one that is absent."""
    description = table - struct.unpack_from("<i", data, table)[0]
    if description < 0:
        raise ValueError("reference before the file")
    size = struct.unpack_from("<H", data, description)[0]
    offsets = struct.unpack_from(f"<{(size - 4) // 2}H", data, description + 4)
    places = [table + offset if offset else 0 for offset in offsets[:_MODEL_FIELDS]]
    return places + [0] * (_MODEL_FIELDS - len(places))


def _tables(data: bytes, at: int) -> list[int]:
    """Positions of the tables in the vector that the field at ``at`` refers to."""
    if not at:
        return []
    start = _follow(data, at)
    count = struct.unpack_from("<I", data, start)[0]
    if 4 * count > len(data):
        raise ValueError("more entries than bytes")
    return [_follow(data, start + 4 * i) for i in range(1, count + 1)]


def _string(data: bytes, at: int) -> bytes:
    if not at:
        return b""
    start = _follow(data, at)
    return data[start + 4 : start + 4 + int(struct.unpack_from("<I", data, start)[0])]
