"""What waits for one person, their own texts, and failed work; the one door to these."""

from commentaries.waiting.everything import waiting_for
from commentaries.waiting.failed import FailedWork, failed_follow_ups, failed_for
from commentaries.waiting.items import WaitingItem
from commentaries.waiting.own import Beginning, OwnText, beginnings_for, own_texts_of

__all__ = [
    "Beginning",
    "FailedWork",
    "OwnText",
    "WaitingItem",
    "beginnings_for",
    "failed_follow_ups",
    "failed_for",
    "own_texts_of",
    "waiting_for",
]
