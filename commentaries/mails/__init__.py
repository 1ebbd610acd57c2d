"""Makes, words, addresses and hands out the mails about texts, and knows who wants which of them; the one door to all.

Each event has a function of its name, which tells those concerned; ``digests`` and ``wishes`` are rooms to go into.
"""

from commentaries.mails import digests, wishes
from commentaries.mails.addressees import Plan, Text, address_of, gets_into_admin, stated_language_of
from commentaries.mails.authors import (
    changes_asked,
    consent_asked,
    consent_asked_again,
    manuscript_asked,
    manuscript_dropped,
    postponed,
    published,
    rejected,
    scheduled,
    unscheduled,
    withdrawn,
)
from commentaries.mails.editors import (
    HELD,
    RELEASED,
    REMOVED,
    asked_back,
    consented,
    declined,
    details_sent,
    file_arrived,
    handed_over,
    objected,
    review_amended,
    reviewed,
    reviews_in,
    submitted,
    taken_back,
    withheld,
)
from commentaries.mails.planning import KIND, plan
from commentaries.mails.reasons import goes_only_if
from commentaries.mails.receipts import answer_recorded
from commentaries.mails.reviewers import closed, invited, review_postponed

__all__ = [
    "HELD",
    "KIND",
    "RELEASED",
    "REMOVED",
    "Plan",
    "Text",
    "address_of",
    "answer_recorded",
    "asked_back",
    "changes_asked",
    "closed",
    "consent_asked",
    "consent_asked_again",
    "consented",
    "declined",
    "details_sent",
    "digests",
    "file_arrived",
    "gets_into_admin",
    "goes_only_if",
    "handed_over",
    "invited",
    "manuscript_asked",
    "manuscript_dropped",
    "objected",
    "plan",
    "postponed",
    "published",
    "rejected",
    "review_amended",
    "review_postponed",
    "reviewed",
    "reviews_in",
    "scheduled",
    "stated_language_of",
    "submitted",
    "taken_back",
    "unscheduled",
    "wishes",
    "withdrawn",
    "withheld",
]
