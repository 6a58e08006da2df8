"""The added metadata, read back with the schema that MediaPipe ships: an independent reader."""

from __future__ import annotations

import importlib.util
import struct
import zipfile
from pathlib import Path
from types import ModuleType

import flatbuffers
import numpy as np
import pytest

from posture.errors import ModelError
from posture.pose.models import bundle
from posture.pose.models.bundle import assemble, is_bundle, is_undamaged, with_metadata
from posture.utils.resources import model_file

WEIGHTS = [np.arange(n, dtype=np.uint8) for n in (7, 64, 200)]


@pytest.fixture(scope="module")
def schema() -> ModuleType:
    found = importlib.util.find_spec("mediapipe")  # found, not imported: no native library
    assert found is not None
    assert found.submodule_search_locations
    folder = Path(found.submodule_search_locations[0])
    path = folder / "tasks" / "metadata" / "schema_py_generated.py"
    if not path.is_file():
        pytest.skip("this release of mediapipe ships no schema")
    spec = importlib.util.spec_from_file_location("tflite_schema", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def network(schema: ModuleType, *, entries: dict[str, bytes] | None = None) -> bytes:
    """A small network: three weights, one operator code, and metadata entries if any."""
    model = schema.ModelT()
    model.version = 3
    model.description = "a small network"
    code = schema.OperatorCodeT()
    code.builtinCode = 9
    model.operatorCodes = [code]
    graph = schema.SubGraphT()
    graph.name = "main"
    model.subgraphs = [graph]
    model.buffers = []
    for data in [*WEIGHTS, *(np.frombuffer(d, np.uint8) for d in (entries or {}).values())]:
        buffer = schema.BufferT()
        buffer.data = data
        model.buffers.append(buffer)
    for place, name in enumerate(entries or {}, start=len(WEIGHTS)):
        entry = schema.MetadataT()
        entry.name, entry.buffer = name, place
        model.metadata = [*(model.metadata or []), entry]
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def read(schema: ModuleType, data: bytes):
    return schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(data, 0))


@pytest.mark.parametrize("entries", [{}, {"min_runtime_version": b"2.2.0"}])
def test_metadata_is_added_and_all_else_stays(schema, entries):
    metadata = bytes(range(100))
    before = network(schema, entries=entries)

    model = read(schema, with_metadata(before, metadata))

    assert (model.version, model.description) == (3, b"a small network")
    assert model.operatorCodes[0].builtinCode == 9
    assert model.subgraphs[0].name == b"main"
    for buffer, weights in zip(model.buffers, WEIGHTS, strict=False):
        np.testing.assert_array_equal(buffer.data, weights)
    held = {e.name.decode(): bytes(model.buffers[e.buffer].data) for e in model.metadata}
    assert held == {**entries, "TFLITE_METADATA": metadata}


def test_the_network_itself_is_untouched_and_keeps_its_alignment(schema):
    before = network(schema)
    after = with_metadata(before, b"x" * 37)
    assert after.endswith(before[8:])
    assert (len(after) - len(before)) % 64 == 0


def test_the_new_buffer_is_aligned_as_the_schema_asks(schema):
    metadata = b"findable" * 5
    assert with_metadata(network(schema), metadata).index(metadata) % 16 == 0


def test_a_network_with_metadata_is_left_alone(schema):
    whole = network(schema, entries={"TFLITE_METADATA": b"own"})
    assert with_metadata(whole, b"other") == whole
    once = with_metadata(network(schema), b"first")
    assert with_metadata(once, b"second") == once


def test_what_is_no_network_is_refused(schema):
    good = network(schema)
    wild = struct.pack("<I", 2**31) + good[4:]
    for bad in (b"", b"<html>not found</html>", good[:20], wild):
        with pytest.raises(ModelError, match="not a TensorFlow Lite network"):
            with_metadata(bad, b"m")


def test_a_bundle_is_a_stored_zip_and_always_the_same(schema, tmp_path):
    detector, landmarks = network(schema), network(schema, entries={"other": b"o"})
    first, second = tmp_path / "a.task", tmp_path / "b.task"
    assemble(detector, landmarks, first)
    assemble(detector, landmarks, second)

    assert first.read_bytes() == second.read_bytes()
    assert is_bundle(first)
    with zipfile.ZipFile(first) as bundle:
        assert bundle.namelist() == ["pose_detector.tflite", "pose_landmarks_detector.tflite"]
        assert {entry.compress_type for entry in bundle.infolist()} == {zipfile.ZIP_STORED}
        for name, bare in (("pose_detector", detector), ("pose_landmarks_detector", landmarks)):
            metadata = model_file(f"{name}.metadata").read_bytes()
            assert bundle.read(f"{name}.tflite") == with_metadata(bare, metadata)


def test_the_shipped_metadata_names_the_outputs_the_engine_needs():
    landmarks = model_file("pose_landmarks_detector.metadata").read_bytes()
    assert landmarks[4:8] == model_file("pose_detector.metadata").read_bytes()[4:8] == b"M001"
    assert b"segmentation_mask" in landmarks


def test_other_files_are_no_bundle(tmp_path):
    text = tmp_path / "a.task"
    text.write_text("text")
    other = tmp_path / "b.task"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("pose_detector.tflite", b"")
    assert not is_bundle(text)
    assert not is_bundle(other)
    assert not is_bundle(tmp_path / "absent.task")


@pytest.mark.parametrize("hurt", ["cut", "other bytes", "no network", "too large", "a password"])
def test_damaged_networks_are_noticed(schema, tmp_path, monkeypatch, hurt):
    path = tmp_path / "a.task"
    assemble(network(schema), network(schema, entries={"other": b"o"}), path)
    assert is_undamaged(path)
    data = bytearray(path.read_bytes())
    if hurt == "cut":
        path.write_bytes(data[:-100])
    elif hurt == "other bytes":
        data[200] ^= 0xFF
        path.write_bytes(data)
    elif hurt == "no network":
        with zipfile.ZipFile(path, "w") as archive:
            for name in ("pose_detector.tflite", "pose_landmarks_detector.tflite"):
                archive.writestr(name, b"text")
    elif hurt == "too large":
        monkeypatch.setattr(bundle, "LARGEST_NETWORK", 50)
    else:
        data[6] |= 1  # of the first entry: encrypted
        data[data.index(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(data)
    assert not is_undamaged(path)
