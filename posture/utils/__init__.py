"""Helpers that know nothing of running: arrays, statistics, files, memory, resources."""
