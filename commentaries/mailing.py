"""Turns an event of the workflow into mails to exactly those concerned, each stored as a follow-up."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import TaskState

from commentaries import conf, followups, posting, versions
from commentaries.citations import cite, join_names, written_date
from commentaries.citations.wording import wording_for
from commentaries.models import (
    CommentaryPage,
    Decision,
    Edition,
    FollowUp,
    Hold,
    Invitation,
    Issue,
    Person,
    Review,
    ReviewTask,
    SeriesRole,
)
from commentaries.record import PublicationDate
from commentaries.recording import record_of
from commentaries.sanitising import clean_words

if TYPE_CHECKING:
    from django.db.models import QuerySet

KIND = "mail"
HELD, RELEASED, REMOVED = "held", "released", "removed"
"""What the mail about a public text taken from its readers says has happened."""


class _Text:
    """The text that an event is about, with its newest content, which is read once per event."""

    def __init__(self, page: CommentaryPage) -> None:
        self.page = page
        self.latest = versions.latest_of(page)

    def authors(self) -> list[Person]:
        """Those whose names the newest content bears, draft or public."""
        return _named_in(self.latest)

    def bylined(self) -> list[Person]:
        """Those whose names the content in hand bears."""
        return _named_in(self.page)

    def writing(self) -> set[int]:
        """The authors of the content in hand and of the newest."""
        return {person.pk for person in (*self.bylined(), *self.authors())}

    def editors(self) -> list[Person]:
        """The editors in office, without those who write the text."""
        today, writing = self.page.series.today(), self.writing()
        return [
            role.person
            for role in self.page.series.roles.select_related("person")
            if role.role == SeriesRole.Role.EDITOR and role.holds_on(today) and role.person_id not in writing
        ]


def submitted(page: CommentaryPage, *, by: Person, event: str, comment: str = "") -> None:
    """A text was submitted, first or again, perhaps unchanged: to the editors, once per round."""
    text = _Text(page)
    newest = _rounds(page)[0]
    _plan(
        "submitted",
        text,
        text.editors(),
        by=by,
        event=f"{event}-{newest.pk}",
        comment=comment,
        link=_decision_link(page),
        reviews=page.series.reviews_needed if isinstance(newest.task.specific, ReviewTask) else 0,
        again=_was_under_way_before(page, newest),
    )


def reviews_in(page: CommentaryPage, *, by: Person, event: str) -> None:
    """The review was ended before all answers were in: to the editors, who now decide.

    When the last answer ends it, the mail about that answer says so.
    """
    text = _Text(page)
    ended = _rounds(page).filter(status=TaskState.STATUS_APPROVED).first()
    if ended is None or _all_answers_in(page, ended.pk):
        return
    _plan("reviews_in", text, text.editors(), by=by, event=event, comment=ended.comment, link=_decision_link(page))


def invited(page: CommentaryPage, invitation: Invitation) -> None:
    """A person is asked for a review: to that person."""
    text = _Text(page)
    _plan(
        "invited",
        text,
        [invitation.person],
        by=invitation.invited_by,
        event=f"invitation-{invitation.pk}-{invitation.invited_at:%Y%m%d%H%M%S}",
        comment=invitation.message,
        link=reverse("commentaries:review", args=[invitation.pk]),
        due=invitation.due_on.isoformat(),
    )


def reviewed(page: CommentaryPage, review: Review) -> None:
    """A reviewer has answered: to the editors."""
    _tell_review(page, review, event=f"review-{review.pk}-{review.version_id}", amended=False)


def review_amended(page: CommentaryPage, review: Review) -> None:
    """A reviewer has changed an answer: to the editors, each time."""
    moment = f"{review.amended_at:%Y%m%d%H%M%S%f}"
    _tell_review(page, review, event=f"review-{review.pk}-{review.version_id}-amended-{moment}", amended=True)


def _tell_review(page: CommentaryPage, review: Review, *, event: str, amended: bool) -> None:
    text = _Text(page)
    _plan(
        "reviewed",
        text,
        text.editors(),
        by=review.invitation.person,
        event=event,
        comment=review.text,
        link=_decision_link(page),
        note=review.note,
        recommendation=review.recommendation,
        amended=amended,
        all_in=_all_answers_in(page, review.invitation.task_state_id),
    )


def declined(page: CommentaryPage, invitation: Invitation, *, reason: str) -> None:
    """A reviewer cannot: to the one who asked; to the editors if that is an author, who learns no reviewer's name."""
    text = _Text(page)
    asking = [invitation.invited_by] if invitation.invited_by_id not in text.writing() else text.editors()
    _plan(
        "declined",
        text,
        asking,
        by=invitation.person,
        event=f"declined-{invitation.pk}-{invitation.invited_at:%Y%m%d%H%M%S}",
        comment=reason,
        link=_decision_link(page),
    )


def changes_asked(page: CommentaryPage, *, by: Person, event: str, reasons: str) -> None:
    """The editor asks for changes: to the authors."""
    text = _Text(page)
    _plan("changes_asked", text, text.authors(), by=by, event=event, comment=reasons, link=_edit_link(page))


def rejected(page: CommentaryPage, *, by: Person, event: str, reasons: str) -> None:
    """The editor rejects the text: to the authors."""
    text = _Text(page)
    _plan("rejected", text, text.authors(), by=by, event=event, comment=reasons, link=_edit_link(page))


def scheduled(page: CommentaryPage, *, by: Person, event: str, comment: str) -> None:
    """The text will appear at a date: to the authors. The page has the moment; each reads it in their own words."""
    text = _Text(page)
    _plan(
        "scheduled",
        text,
        text.authors(),
        by=by,
        event=event,
        comment=comment,
        link=_edit_link(page),
        publish_at=page.go_live_at.isoformat(),
    )


def consent_asked(page: CommentaryPage, *, by: Person, event: str, comment: str) -> None:
    """The editor has changed the text and asks for a yes: to the authors."""
    text = _Text(page)
    link = reverse("commentaries:consent", args=[page.pk])
    _plan("consent_asked", text, text.authors(), by=by, event=event, comment=comment, link=link)


def consented(page: CommentaryPage, *, by: Person, event: str, comment: str) -> None:
    """An author or a colleague said yes: to the editors."""
    text = _Text(page)
    _plan(
        "consented",
        text,
        text.editors(),
        by=by,
        event=event,
        comment=comment,
        link=_decision_link(page),
        changed_at=(page.latest_revision_created_at or timezone.now()).isoformat(),
    )


def published(page: CommentaryPage, issue: Issue, edition: Edition) -> None:
    """The text is public: to its authors and the editors, after a while, so that it can be stopped.

    Who decides to publish at once acts and gets none. What was scheduled the clock publishes: then
    the mail goes to all, and the authors have read the editor's comment when it was scheduled.
    """
    text = _Text(page)
    decision = _decision_behind(edition)
    at_once = decision is not None and decision.publish_at is None
    _plan(
        "published",
        text,
        [*text.bylined(), *text.editors()],
        by=decision.person if decision else None,
        event=f"edition-{edition.pk}",
        issue=issue,
        comment=decision.reasons if at_once else "",
        after=timedelta(minutes=conf.get().MAIL_DELAY_MINUTES),
        also_to_sender=not at_once,
        edition=edition.number,
    )


def withheld(page: CommentaryPage, *, by: Person, event: str, what: str, reason: str = "") -> None:
    """A public text was held, released or removed: to the other editors. Whether to tell the authors is theirs."""
    text = _Text(page)
    _plan(
        "withheld",
        text,
        text.editors(),
        by=by,
        event=event,
        comment=reason,
        link=_decision_link(page),
        what=what,
        hold=_hold_on(page) if what == HELD else None,
    )


@followups.handles(KIND)
def send(follow_up: FollowUp) -> None:
    """Writes and sends one stored mail. What is no longer there, or no longer so, is not announced."""
    facts = follow_up.payload
    if follow_up.page is None or not _is_still_so(facts, follow_up.page):
        return
    person = Person.objects.select_related("account").get(pk=facts["to"])
    sender = Person.objects.select_related("account").filter(pk=facts["by"]).exclude(pk=person.pk).first()
    reply_to = address_of(sender) if sender else ""
    language = _language_of(person)
    with translation.override(language):
        context = {**_told(follow_up, language), "person": person, "sender": sender, "can_reply": bool(reply_to)}
        if _leads_to_admin(context["link"]) and not _gets_into_admin(person):
            context["link"] = ""
        subject = render_to_string(f"commentaries/mails/{facts['mail']}_subject.txt", context)
        body = render_to_string(f"commentaries/mails/{facts['mail']}.txt", context)
    letter = EmailMessage(
        subject=" ".join(subject.split()),
        body=re.sub(r"\n\s*\n", "\n\n", body).strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address_of(person)],
        reply_to=[reply_to] if reply_to else [],
        headers={"Auto-Submitted": "auto-generated", "Message-ID": posting.message_id(follow_up)},
    )
    posting.hand_over(letter, follow_up)


def _is_still_so(facts: dict[str, Any], page: CommentaryPage) -> bool:
    """Whether a mail that had to wait still says how things stand; if not, a later one does, and goes alone."""
    if facts["mail"] == "published":
        return page.live
    if facts["mail"] != "withheld":
        return True
    state = page.issue.state if page.issue else ""
    if facts["what"] == HELD:
        return state == Issue.State.HELD and facts.get("hold") in {None, _hold_on(page)}
    return state == (Issue.State.PUBLIC if facts["what"] == RELEASED else Issue.State.REMOVED)


def _hold_on(page: CommentaryPage) -> int | None:
    """The key of the hold that a text is under."""
    return Hold.objects.filter(issue=page.issue_id, ended_at=None).values_list("pk", flat=True).first()


def address_of(person: Person) -> str:
    """Where to write to a person: their own address, else their account's."""
    return person.email or (person.account.email if person.account else "")


def _leads_to_admin(link: str) -> bool:
    return link.startswith(_absolute(reverse("wagtailadmin_home")))


def _gets_into_admin(person: Person) -> bool:
    """Who has no account there is told what happened, and answers the mail."""
    return person.account is not None and person.account.has_perm("wagtailadmin.access_admin")


def _language_of(person: Person) -> str:
    profile = getattr(person.account, "wagtail_userprofile", None) if person.account else None
    return wording_for((profile and profile.preferred_language) or settings.LANGUAGE_CODE)


def _told(follow_up: FollowUp, language: str) -> dict[str, Any]:
    """What a mail says, worded in the recipient's language. Titles and names fit on a line."""
    facts, page = follow_up.payload, follow_up.page
    told = {
        **facts,
        "series": page.series,
        "authors": join_names(facts["authors"], language),
        "comment": _quoted(facts["comment"]),
        "link": _absolute(facts["link"]),
    }
    if facts["mail"] == "invited":
        told["due"] = written_date(PublicationDate.of(date.fromisoformat(facts["due"])), language)
    elif facts["mail"] == "reviewed":
        told["note"] = _quoted(facts["note"])
        told["recommendation"] = Review.Recommendation(facts["recommendation"]).label
    elif facts["mail"] == "consented":
        moment = timezone.localtime(datetime.fromisoformat(facts["changed_at"]), page.series.zone)
        told["day"] = written_date(PublicationDate.of(moment.date()), language)
    elif facts["mail"] == "scheduled":
        moment = timezone.localtime(datetime.fromisoformat(facts["publish_at"]), page.series.zone)
        told["day"] = written_date(PublicationDate.of(moment.date()), language)
        told["time"] = f"{moment:%H:%M}"
    elif facts["mail"] == "published":
        record = record_of(page)
        told["link"] = page.full_url or ""
        told["title"] = " ".join(record.title.split())
        told["authors"] = join_names([each.name.printed for each in record.authors], language)
        told["number"] = record.label
        told["citation"] = _quoted(cite(record, language))
    return told


def _quoted(text: str) -> str:
    """Somebody's words as an indented block, paragraph by paragraph, addresses unbroken."""
    lines = (
        textwrap.fill(
            line, 72, initial_indent="    ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
        )
        for line in text.strip().splitlines()
    )
    return "\n".join(lines)


def _rounds(page: CommentaryPage) -> QuerySet[TaskState]:
    """The rounds of the workflow under way, the newest first."""
    return TaskState.objects.filter(workflow_state=page.current_workflow_state).order_by("-pk")


def _was_under_way_before(page: CommentaryPage, newest: TaskState) -> bool:
    """Whether the text was submitted before, and came back or was withdrawn."""
    return TaskState.objects.filter(workflow_state__in=page.workflow_states.all()).exclude(pk=newest.pk).exists()


def _all_answers_in(page: CommentaryPage, round_pk: int | None) -> bool:
    """Whether a round of review has the answers that the series asks for."""
    answered = Invitation.objects.filter(task_state=round_pk, state=Invitation.State.ANSWERED)
    return answered.count() >= page.series.reviews_needed


def _decision_behind(edition: Edition) -> Decision | None:
    """The decision that made this edition public; none when an earlier content returns without one."""
    before = Edition.objects.filter(page=edition.page_id).exclude(pk=edition.pk).order_by("-published_at").first()
    decisions = Decision.objects.filter(version=edition.version_id, outcome=Decision.Outcome.PUBLISH)
    if before:
        decisions = decisions.filter(decided_at__gt=before.published_at)
    return decisions.select_related("person__account").order_by("-decided_at").first()


def _named_in(page: CommentaryPage) -> list[Person]:
    return [authorship.person for authorship in page.authorships.all()]


def _plan(
    mail: str,
    text: _Text,
    people: Iterable[Person],
    *,
    by: Person | None,
    event: str,
    comment: str = "",
    link: str = "",
    issue: Issue | None = None,
    after: timedelta = timedelta(),
    also_to_sender: bool = False,
    **facts: Any,
) -> None:
    """One follow-up per person and event. The acting person and those without an address get none."""
    addressed: set[str] = set()
    for person in people:
        address = address_of(person).casefold()
        acts = by is not None and person.pk == by.pk and not also_to_sender
        if not address or address in addressed or acts:
            continue
        addressed.add(address)
        followups.plan(
            KIND,
            f"{mail}:{event}:{person.pk}",
            page=text.page,
            issue=issue,
            payload={
                "mail": mail,
                "to": person.pk,
                "by": by.pk if by else None,
                "comment": clean_words(comment),
                "link": link,
                "title": " ".join(text.latest.title.split()),
                "authors": [authorship.printed_name for authorship in text.latest.authorships.all()],
                **facts,
            },
            after=after,
        )


def _absolute(path: str) -> str:
    """The address where the site answers when the mail is sent, which may have waited; a whole one stays."""
    if not path.startswith("/"):
        return path
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def _edit_link(page: CommentaryPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _decision_link(page: CommentaryPage) -> str:
    return reverse("commentaries:decide", args=[page.pk])
