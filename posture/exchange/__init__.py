"""A finished run in the files of other programs: C3D, OpenSim, `movement`, NWB, plain tables."""

from posture.exchange.export import FORMATS, export

__all__ = ["FORMATS", "export"]
