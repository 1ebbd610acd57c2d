"""The text and its translation that the views of many texts are tested with."""

from tests.series.views.conftest import italian, text

__all__ = ["italian", "text"]
