"""Tries every door by which a text can become public, change while public, or stop being public."""
