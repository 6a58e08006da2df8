"""Model files of the pose networks: which there are, where they come from, how they are built."""
