"""Meshes and clothes, and the camera and the canvas that turn them into pictures."""
