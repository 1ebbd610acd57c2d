"""Turns days that come near or are over into mails to whoever has the text."""
