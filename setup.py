"""What `pyproject.toml` cannot say: two folders that stand beside the package travel inside it."""

from setuptools import find_packages, setup

setup(
    packages=[
        *find_packages(include=["posture", "posture.*"]),
        "posture._models",
        "posture._samples",
    ]
)
