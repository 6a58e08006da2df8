"""A virtual runner with exact truth, in four parts: bodies, motion, drawing, scene.

Each part imports only from those before it, and nothing else in `posture` imports from here.
Drawing needs numba, and making new bodies Anny and PyTorch: the extra `synthetic`.
"""
