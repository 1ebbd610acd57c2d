"""Answers programs: the public texts, their authors and their series, by Wagtail's API of version 2, to read only."""
