"""Virtual bodies: skin, segments and joints, feet, and the anatomical landmarks on them."""
