"""Pose models: the manifest, where they come from, and the bundles made of their networks."""
