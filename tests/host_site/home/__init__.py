"""The one app of an institute that had a Wagtail site before it had a series."""
