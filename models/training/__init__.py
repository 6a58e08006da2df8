"""How the weights of `models/` are made, from virtual runners; not part of the wheel.

Run it from a clone: ``python -m models.training --work DIR``.
"""
