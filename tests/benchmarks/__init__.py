"""Measures what grows with the archive, as ratios of two sides in one run."""
