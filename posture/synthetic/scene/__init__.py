"""Read a scene from its file, film it, and write it with the truth of every frame."""
