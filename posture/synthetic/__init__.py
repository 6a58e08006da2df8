"""A virtual runner with exact truth: bodies, motion, pictures. Needs the extra `synthetic`."""
