"""A scene read from its file, filmed, and written with the truth of every frame."""
