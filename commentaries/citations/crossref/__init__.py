"""Turns records into deposits of their DOIs at Crossref; the one door to them."""

from commentaries.citations.crossref.batches import write_batch, write_text
from commentaries.citations.crossref.deposits import Batch, Deposited, Update, Updated

MEDIA_TYPE = "application/vnd.crossref.deposit+xml"

__all__ = ["MEDIA_TYPE", "Batch", "Deposited", "Update", "Updated", "write_batch", "write_text"]
