"""How a virtual body runs: the plan of a run, its kinematics, and the pose of every frame."""
