"""Holds the schemas of others, as they are, and opens them without a network."""
