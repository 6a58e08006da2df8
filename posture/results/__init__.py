"""What a run found: typed results, summary.json in and out, a run on disk, names for people."""
