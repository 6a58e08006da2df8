"""Training of the network that reads the edge of the back, see `posture.pose.back_edge`."""
