"""Helpers of all parts: arrays, statistics, files that appear whole or not at all, memory."""
