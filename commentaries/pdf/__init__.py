"""Turns a text, as plain data, into the pages of its printed issue."""
