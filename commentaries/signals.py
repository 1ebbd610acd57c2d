"""Names the events that other apps may add to."""

from django.dispatch import Signal

issue_published = Signal()
"""A text has gone live, or a new edition of it has. Sent inside the publishing transaction.

Arguments: ``page`` (CommentaryPage), ``issue`` (Issue), ``edition`` (Edition). Receivers write
database rows (follow-ups) and never talk to the outside; one that raises undoes the publication.
"""

public_content_changed = Signal()
"""Something that the public sees has changed. Sent inside the transaction that changed it."""
