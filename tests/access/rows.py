"""Says of every address of ours who is let in, row by row (design, section 5)."""

from __future__ import annotations

from collections.abc import Callable

from tests.access.walking import ALLOWED, ENDED, NOT_FOUND, REFUSED
from tests.access.world import GUESTS, IN_REVIEW

Row = Callable[[str, str], str]
"""What somebody in a role is answered about a text in a state."""
WITH_THE_AUTHOR = frozenset({"draft", "changes", "rejected"})
"""Neither in review, nor scheduled, nor ever public."""
AUTHORS = frozenset({"author", "coauthor"})
HOUSE = frozenset({"assistant", "editor", "deputy", "admin"})
"""Those who work on the series. Whoever is to stand in later is in the groups of the admin already, and that is all."""


def everyone(role: str, state: str) -> str:
    return ALLOWED


def whoever_enters_the_admin(role: str, state: str) -> str:
    return REFUSED if role == "anonymous" else ALLOWED


def only(*roles: str, others: str = REFUSED) -> Row:
    return lambda role, state: ALLOWED if role in roles else REFUSED if role == "anonymous" else others


def who_works_on_the_text(role: str, state: str) -> str:
    """Those who work on the series, and the guest editor on the one text."""
    return ALLOWED if role in HOUSE or (role == "guest" and state == GUESTS) else REFUSED


def authors_of_the_text(role: str, state: str) -> str:
    own = {"editor"} if state == "editors" else AUTHORS
    return ALLOWED if role in own else REFUSED


def who_may_hand_in_the_file(role: str, state: str) -> str:
    """Those who work on the text, of one that everybody may read and that has a DOI."""
    answer = who_works_on_the_text(role, state)
    return answer if answer == REFUSED or state in {"public", "changed"} else NOT_FOUND


def who_may_hand_in_all(role: str, state: str) -> str:
    """Those who work on a series; that of another house has no DOIs."""
    return NOT_FOUND if role == "elsewhere" else ALLOWED if role in HOUSE else REFUSED


def who_may_edit(role: str, state: str) -> str:
    is_theirs = role in AUTHORS and state in WITH_THE_AUTHOR
    return ALLOWED if is_theirs else who_works_on_the_text(role, state)


def who_may_see(role: str, state: str) -> str:
    is_theirs = role in AUTHORS and state != "editors"
    return ALLOWED if is_theirs else who_works_on_the_text(role, state)


def who_may_read_a_version(role: str, state: str) -> str:
    """There is none before a text is submitted."""
    if role == "anonymous":
        return REFUSED
    if state == "draft":
        return NOT_FOUND
    is_asked = role == "reviewer" and state in IN_REVIEW - {"editors"}
    return ALLOWED if is_asked else who_may_see(role, state)


def who_may_compare(role: str, state: str) -> str:
    """Whoever sees the text, and whoever is asked to review it, their own versions."""
    is_asked = role == "reviewer" and state in IN_REVIEW - {"editors"}
    return ALLOWED if is_asked else who_may_see(role, state)


def the_invited(role: str, state: str) -> str:
    """The invitation of the editor's own text is somebody else's."""
    if role == "anonymous":
        return REFUSED
    if state == "draft":
        return NOT_FOUND
    return ALLOWED if role == "reviewer" and state != "editors" else REFUSED


def who_has_the_link(role: str, state: str) -> str:
    """Whoever it is, as long as the invitation is open: of a draft there is none, and a decision ends it;
    where it was answered before, a text that is withheld does."""
    if state == "draft":
        return NOT_FOUND
    return ALLOWED if state in {"review", "decision", "editors"} else ENDED


def who_has_an_authors_link(role: str, state: str) -> str:
    """Whoever it is: an author may see the text as long as it is theirs. Of a draft nobody was asked anything."""
    return NOT_FOUND if state == "draft" else ALLOWED


def who_has_a_link_of_the_press(role: str, state: str) -> str:
    """Whoever it is; one was made while the text was for decision."""
    return ALLOWED if state == "decision" else NOT_FOUND


def whoever_reads_the_page(role: str, state: str) -> str:
    """A file of a text: where its page is, or what stands in its place, such as a form for a password."""
    return ALLOWED if state in {"public", "changed", "restricted", "held", "removed"} else NOT_FOUND


def whoever_reads_lists(role: str, state: str) -> str:
    """What is told of a text to programs: as long as it stands in the lists, where nothing closed or withheld does."""
    return ALLOWED if state in {"public", "changed"} else NOT_FOUND


def wagtail_asks(role: str, state: str) -> str:
    """A page of Wagtail's in our hands: it asks its own question, and what may stand on it is asked elsewhere."""
    return ""


ROWS: dict[str, Row] = {
    "commentaries:decide": who_works_on_the_text,
    "commentaries:before_publication": who_works_on_the_text,
    "commentaries:happenings": who_works_on_the_text,
    "commentaries:consent": authors_of_the_text,
    "commentaries:differences": who_may_compare,
    "commentaries:open_points": who_may_edit,
    "commentaries:proof": who_may_see,
    "commentaries:version": who_may_read_a_version,
    "commentaries:review": the_invited,
    "outside:review": who_has_the_link,
    "outside:review_text": who_has_the_link,
    "outside:review_pdf": who_has_the_link,
    "outside:consent": who_has_an_authors_link,
    "outside:consent_changes": who_has_an_authors_link,
    "outside:consent_withdrawal": who_has_an_authors_link,
    "outside:consent_text": who_has_an_authors_link,
    "outside:consent_pdf": who_has_an_authors_link,
    "outside:manuscript": everyone,
    "outside:press": who_has_a_link_of_the_press,
    "outside:press_text": who_has_a_link_of_the_press,
    "outside:press_pdf": who_has_a_link_of_the_press,
    "commentaries:attachment": only(*HOUSE),
    "commentaries:try_again": only(*HOUSE, others=NOT_FOUND),
    "commentaries:topic_names": whoever_enters_the_admin,
    "commentaries:erase_contact": only("assistant", "admin"),
    "commentaries:merge_topic": only("admin", "stranger"),
    "wagtailsnippets_commentaries_person:edit": only(*HOUSE, "elsewhere", "stranger", "off_duty"),
    "wagtailsnippets_commentaries_series:edit": only("editor", "admin"),
    "wagtailsnippets_commentaries_series:delete": only("admin"),
    "wagtailsnippets_commentaries_series:usage": only("editor", "admin"),
    "wagtailsnippets_commentaries_series:history": only("editor", "admin"),
    "wagtailsnippets_commentaries_series:history_results": only("editor", "admin"),
    "wagtailsnippets_commentaries_topic:list": only("editor", "elsewhere", "admin", "stranger"),
    "wagtailsnippets_commentaries_topic:list_results": only("editor", "elsewhere", "admin", "stranger"),
    "wagtailsnippets_commentaries_topic:edit": only("editor", "elsewhere", "admin", "stranger"),
    "wagtailadmin_home": whoever_enters_the_admin,
    "series_desk": only(*HOUSE, "elsewhere", "guest"),
    "series_calendar": only(*HOUSE, "elsewhere", "guest"),
    "series_plan_new": only(*HOUSE, "elsewhere"),
    "series_plan": only(*HOUSE),
    "series_handling": who_works_on_the_text,
    "series_registration": who_works_on_the_text,
    "series_deposit_file": who_may_hand_in_the_file,
    "series_registrations": only(*HOUSE, "elsewhere"),
    "series_deposits_file": who_may_hand_in_all,
    "series_hand_all": only(*HOUSE, "elsewhere"),
    "series_absences": only(*HOUSE, "elsewhere"),
    "series_absence_end": only("editor", "admin"),
    "series_audits": only("editor", "deputy", "elsewhere", "admin"),
    "series_audit": only("editor", "deputy", "admin"),
    "/admin/choose-page/chosen-multiple/": whoever_enters_the_admin,
    "/admin/reports/locked/": wagtail_asks,
    "/admin/reports/locked/results/": wagtail_asks,
    "/admin/reports/site-history/": wagtail_asks,
    "/admin/reports/site-history/results/": wagtail_asks,
    "/admin/reports/page-types-usage/": wagtail_asks,
    "/admin/reports/page-types-usage/results/": wagtail_asks,
    "/admin/redirects/": only("admin", "stranger"),
    "/admin/redirects/results/": only("admin", "stranger"),
    "/admin/redirects/<int:redirect_id>/": only("admin"),
    "/admin/redirects/<int:redirect_id>/delete/": only("admin"),
    "health": everyone,
    "health_of_work": everyone,
    "oai": everyone,
    "authors": everyone,
    "author": everyone,
    "topics": everyone,
    "topic": everyone,
    "search": everyone,
    "feed": everyone,
    "author_feed": everyone,
    "topic_feed": everyone,
    "series_feed": everyone,
    "robots": everyone,
    "api:commentaries:listing": everyone,
    "api:commentaries:detail": whoever_reads_lists,
    "api:persons:listing": everyone,
    "api:persons:detail": everyone,
    "api:series:listing": everyone,
    "api:series:detail": everyone,
    "sitemap": everyone,
    "sitemap_part": everyone,
    "author_citations": everyone,
    "topic_citations": everyone,
    "search_citations": everyone,
    "series_citations": everyone,
    "catalogue": everyone,
    "no_such_list": lambda role, state: NOT_FOUND,
    "favicon": everyone,
    "repec": everyone,
    "repec_archive": everyone,
    "repec_description": everyone,
    "repec_series": everyone,
    "repec_papers": everyone,
    "pdf": whoever_reads_the_page,
    "cover": whoever_reads_the_page,
    "representation": whoever_reads_the_page,
}
METHODS = {"commentaries:try_again": "POST", "series_absence_end": "POST"}
"""What is asked otherwise than by GET."""
