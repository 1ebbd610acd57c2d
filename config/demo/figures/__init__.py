"""Draws the pictures of the demonstration texts."""
