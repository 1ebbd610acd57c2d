"""Makes one world with a text in every state, each with words of its own, and everyone who might look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.utils import generate_signature
from wagtail.models import (
    APIToken,
    Collection,
    Comment,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    PageLogEntry,
    PageViewRestriction,
    ReferenceIndex,
)
from wagtail.search import index

from commentaries import (
    appointing,
    attaching,
    briefing,
    inviting,
    printing,
    reviewing,
    submitting,
    weighing,
    withholding,
)
from commentaries.links import giving
from commentaries.models import (
    Absence,
    Attachment,
    Biography,
    CommentaryPage,
    Decision,
    Edition,
    FollowUp,
    Invitation,
    Link,
    Person,
    Publisher,
    Review,
    Version,
)
from tests import factories
from tests.commentaries import files
from tests.factories import House, Role

SHARED = "harbourlight"
"""A word of every title, to search for: what is typed into a search may be repeated to whoever typed it."""
STATES = (
    "draft",
    "review",
    "changes",
    "decision",
    "scheduled",
    "public",
    "changed",
    "restricted",
    "held",
    "removed",
    "rejected",
    "editors",
)
"""``changed``: public, with an unpublished change. ``editors``: for decision, by an editor of the series herself."""
ROLES = (
    "anonymous",
    "stranger",
    "other",
    "elsewhere",
    "reviewer",
    "author",
    "coauthor",
    "guest",
    "off_duty",
    "deputy",
    "assistant",
    "editor",
    "admin",
)
"""``deputy`` stands in for the editor today, ``off_duty`` did and will again; neither has a part of their own."""
GUESTS = "decision"
"""The state of the one text that the guest editor has."""
INSIDERS = frozenset({"author", "coauthor", "deputy", "assistant", "editor", "admin"})
_WHAT_IS_NO_TEXT = {role: {"zqdeleted"} for role in INSIDERS} | {
    role: {"zqdeleted", "zqplanned"} for role in ("deputy", "assistant", "editor", "admin")
}
"""Who may meet the title of a draft that is no more, and of a text that is planned."""
IN_REVIEW = frozenset(STATES) - {"draft"}
WITHHELD = frozenset({"held", "removed"})
"""Here the reviewer without an account has answered: their link would work on, were the text not withheld."""
CHANGED = frozenset({"review", "changed"})
"""Changed by the assistant after it was last read by others."""
REFEREE, ARBITER, UMPIRE, OUTSIDER = "zqreferee", "zqarbiter", "zqumpire", "zqoutsider"
"""The reviewers: one who walks, one who does not, the one of the editor's own text, and one without an account."""
AUTHORS = {"author": ("zqpenman", "0000-0002-1825-0097"), "coauthor": ("zqquill", "0000-0001-5109-3700")}
"""The authors by their roles: in whatever tells who they are, and their ORCID iDs."""
REVIEWERS_KNOWN_TO = {
    "admin": {REFEREE, ARBITER, UMPIRE, OUTSIDER},
    "editor": {REFEREE, ARBITER, OUTSIDER},
    "deputy": {REFEREE, ARBITER, OUTSIDER},
    "assistant": {REFEREE, ARBITER, UMPIRE, OUTSIDER},
    "guest": {REFEREE, ARBITER, OUTSIDER},
    "reviewer": {REFEREE},
}


@dataclass(frozen=True, eq=False)
class Text:
    """A text in one state and the words by which it is known."""

    state: str
    page: CommentaryPage

    @property
    def title(self) -> str:
        return f"zqtitle{self.state}"

    @property
    def body(self) -> str:
        return f"zqbody{self.state}"

    @property
    def newer(self) -> str:
        """In the title and the body of a change that no reviewer and no reader has seen."""
        return f"zqnewer{self.state}"

    @property
    def working(self) -> str:
        """In the title of the first draft."""
        return f"zqworking{self.state}"

    def words(self) -> set[str]:
        return {self.title, self.body, self.working} | ({self.newer} if self.state in CHANGED else set())

    def words_for(self, role: str) -> set[str]:
        """What somebody in this role may read of the text."""
        known: set[str] = set()
        if self.state in {"public", "changed"}:
            known |= {self.title, self.body}
        if self.state in {"held", "removed"} or (self.state == "restricted" and role != "anonymous"):
            known |= {self.title}
        if role == "reviewer" and self.state in IN_REVIEW - {"editors"}:
            known |= {self.title, self.body}
        return self.words() if role in self.insiders() else known

    def insiders(self) -> frozenset[str]:
        if self.state == GUESTS:
            return INSIDERS | {"guest"}
        return INSIDERS - {"author", "coauthor"} if self.state == "editors" else INSIDERS

    def task_state(self) -> Any:
        return self.page.current_workflow_task_state or self._last_round()

    def _last_round(self) -> Any:
        states = [state for workflow in self.page.workflow_states for state in workflow.task_states.order_by("-pk")]
        return states[0] if states else None

    @cached_property
    def path(self) -> str:
        """Where readers find it, or would."""
        return (self.page.get_url() or "/").removeprefix("/").replace("http://localhost/", "")

    @cached_property
    def digest(self) -> str:
        return factories.digest_now(self.page)

    def invitation(self) -> Invitation | None:
        return Invitation.objects.filter(version__page=self.page).order_by("pk").first()

    def token(self, kind: Link.Kind) -> str:
        """Of the one who has a link to it; nobody is asked about a draft."""
        link = Link.objects.filter(page=self.page, kind=kind).first()
        return factories.token_of(link) if link else "none"

    def version(self) -> Version | None:
        return Version.objects.filter(page=self.page).first()


@dataclass(frozen=True, eq=False)
class World:
    house: House
    elsewhere: House
    accounts: dict[str, Any]
    texts: dict[str, Text]
    things: dict[str, Any]
    tokens: dict[str, str] = field(default_factory=dict)

    @cached_property
    def shelf(self) -> Text:
        """The page of the series, where an address takes any page."""
        return Text("shelf", self.house.page)

    def words(self) -> set[str]:
        """Everything that is not for everyone."""
        of_texts = {word for text in self.texts.values() for word in text.words()}
        return of_texts | {"zqdeleted", "zqplanned", REFEREE, ARBITER, UMPIRE, OUTSIDER}

    def words_for(self, role: str) -> set[str]:
        """Every word that somebody in this role may meet somewhere."""
        of_texts = {word for text in self.texts.values() for word in text.words_for(role)}
        return of_texts | REVIEWERS_KNOWN_TO.get(role, set()) | _WHAT_IS_NO_TEXT.get(role, set())


def make_world(states: Iterable[str] = STATES, **series_facts: Any) -> World:
    house = factories.make_house(reviews_needed=2, repec_series="letter", doi_prefix="10.1234", **series_facts)
    Publisher.objects.update(repec_archive="tid", repec_email="repec@example.org")
    elsewhere = factories.make_house(slug="notes")
    accounts = {
        "anonymous": None,
        "stranger": _make_stranger(house),
        "other": factories.make_account("other"),
        "elsewhere": elsewhere.editor,
        "reviewer": factories.make_account(REFEREE),
        "author": house.author,
        "coauthor": factories.make_account("coauthor"),
        "guest": factories.make_account("guest"),
        "off_duty": factories.make_account("off-duty"),
        "deputy": factories.make_account("deputy"),
        "assistant": house.assistant,
        "editor": house.editor,
        "admin": house.admin,
    }
    for name in ("other", "coauthor"):
        factories.give_role(house.series, accounts[name], Role.AUTHOR)
    for name in (ARBITER, UMPIRE):
        factories.make_account(name)
    factories.PersonFactory(family_name=OUTSIDER.capitalize(), slug=OUTSIDER)
    _name_authors(accounts)
    things = _make_things()
    texts = {state: Text(state, _make_text(state, house, accounts, things)) for state in states}
    for edition in Edition.objects.all():
        printing.print_of(edition)
    _delete_one(house)
    person = Person.objects.get(account=accounts["guest"])
    appointing.appoint(texts[GUESTS].page, house.second_editor, guest=person)
    things["absence"] = _send_away(house, accounts)
    things |= _make_plan(house)
    for_decision = texts["decision"].page
    until, digest = house.series.today(), factories.digest_now(for_decision)
    briefing.brief(for_decision, house.second_editor, whom="zqpress", until=until, digest=digest)
    _tell_indexes(texts, things, accounts["stranger"])
    things |= {
        "redirect": _redirect_to(texts["draft"].page),
        "restriction": _restriction(),
    }
    tokens = {role: _token(account) for role, account in accounts.items() if account}
    return World(house, elsewhere, {**accounts}, texts, things, tokens)


def _name_authors(accounts: dict[str, Any]) -> None:
    """Gives the authors what tells who they are, each fact by a word of its own."""
    for role, (name, orcid) in AUTHORS.items():
        person = Person.objects.get(account=accounts[role])
        person.given_name, person.family_name, person.sort_name, person.slug = "Wilma", name.capitalize(), name, name
        person.affiliation, person.orcid, person.web = f"{name}wharf", orcid, f"https://{name}web.example/"
        person.biographies = [Biography(language="en", text=f"<p>{name}life</p>")]
        person.save()


def _make_stranger(house: House) -> Any:
    """The institute's own editor in chief: every permission on every page and thing, and no role in a series."""
    account = house.stranger
    group = Group.objects.create(name="Institute")
    group.permissions.set(Permission.objects.exclude(Q(content_type__app_label="auth")))
    on_pages = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__regex="^(add|change|publish|lock|unlock|bulk_delete)_page$"
    )
    for permission in on_pages:
        GroupPagePermission.objects.create(group=group, page=Page.get_first_root_node(), permission=permission)
    on_files = Permission.objects.filter(codename__regex="^(add|change|delete|choose)_(image|document)$")
    for permission in on_files:
        GroupCollectionPermission.objects.create(
            group=group, collection=Collection.get_first_root_node(), permission=permission
        )
    account.groups.add(group)
    return account


def _make_things() -> dict[str, Any]:
    document = get_document_model().objects.create(title="A sheet", file=ContentFile(b"A sheet.", name="sheet.txt"))
    image = factories.make_image()
    return {
        "topic": factories.TopicFactory(),
        "image": image,
        "signature": generate_signature(image.pk, "original"),
        "document": document,
        "collection": Collection.get_first_root_node().add_child(name="Pictures of the coast"),
    }


def _make_text(state: str, house: House, accounts: dict[str, Any], things: dict[str, Any]) -> CommentaryPage:
    """A text that has come as far as its state, by the ordinary verbs."""
    writers = [accounts["editor"]] if state == "editors" else [accounts["author"], accounts["coauthor"]]
    page = factories.make_draft(
        house,
        title=f"zqworking{state} {SHARED}",
        slug=f"zqtitle{state}",
        authors=[Person.objects.get(account=account) for account in writers],
        topics=[things["topic"]],
        body=[*factories.ready_body(), ("paragraph", f"<p>{factories.SENTENCE}. zqbody{state} {SHARED}.</p>")],
        image=things["image"],
        image_alt="A pier",
        image_credit="Ada Quillon",
    )
    CommentaryPage.objects.filter(pk=page.pk).update(owner=writers[0])
    PageLogEntry.objects.log_action(page, "wagtail.create", user=writers[0])
    page = factories.edited(page, writers[0], title=f"zqtitle{state} {SHARED}")
    Comment.objects.create(page=page, user=house.second_editor, text=f"zqbody{state}?", contentpath="title")
    if state != "draft":
        submitting.submit(page, writers[0])
        _review(state, page, house, accounts)
        _go_on(state, page, house, accounts)
        giving.link_to_consent(factories.reloaded(page), Person.objects.get(account=writers[0]), by=None)
    if state in CHANGED:
        newer = f"zqnewer{state}"
        page = factories.edited(
            page, accounts["assistant"], title=f"{newer} {SHARED}", body=[("paragraph", f"<p>{newer}</p>")]
        )
        PageLogEntry.objects.log_action(page, "wagtail.edit", user=accounts["assistant"])
    return factories.reloaded(page)


def _review(state: str, page: CommentaryPage, house: House, accounts: dict[str, Any]) -> None:
    names = [UMPIRE, house.reviewer.username] if state == "editors" else [REFEREE, ARBITER]
    people = [*(Person.objects.get(account__username=name) for name in names), Person.objects.get(slug=OUTSIDER)]
    invitations = inviting.invite(page, house.second_editor, people)
    said = Review.Recommendation.CHANGES if state in {"changes", "rejected"} else Review.Recommendation.PUBLISH
    for invitation in invitations:
        if invitation.person.account is None and state not in WITHHELD:
            continue
        if state == "review" and invitation.person.account == accounts["reviewer"]:
            continue
        reviewing.answer(invitation, invitation.person, reviewing.Answer(said, "Clear."))


def _go_on(state: str, page: CommentaryPage, house: House, accounts: dict[str, Any]) -> None:
    outcome = {
        "changes": Decision.Outcome.CHANGES,
        "rejected": Decision.Outcome.REJECT,
    }.get(state, Decision.Outcome.PUBLISH)
    if state in {"review", "decision", "editors"}:
        return
    later = timezone.now() + timedelta(days=14) if state == "scheduled" else None
    factories.decide(house, page, outcome, by=house.second_editor, reasons="As the reviews say.", publish_at=later)
    finish: dict[str, Callable[[], Any]] = {
        "held": lambda: withholding.hold(factories.reloaded(page), house.second_editor, reason="A doubt."),
        "removed": lambda: withholding.remove(factories.reloaded(page), house.second_editor, reason="A wrong."),
        "restricted": lambda: _restrict(page),
    }
    finish.get(state, lambda: None)()


def _restrict(page: CommentaryPage) -> None:
    PageViewRestriction.objects.create(
        page=page.page_ptr, restriction_type=PageViewRestriction.PASSWORD, password="quayside"
    )


def _restriction() -> PageViewRestriction:
    """The one of the world, or what stands for it where no text is restricted."""
    return PageViewRestriction.objects.first() or PageViewRestriction(pk=1)


def _send_away(house: House, accounts: dict[str, Any]) -> Absence:
    """The editor is away today, and was and will be at other times; returned is the last absence."""
    factories.away(house, accounts["deputy"])
    today = house.series.today()
    for days, name in ((-30, "off_duty"), (60, "off_duty"), (300, "assistant")):
        day = today + timedelta(days=days)
        absence = factories.away(house, accounts[name], first_day=day, last_day=day)
    return absence


def _delete_one(house: House) -> None:
    """A draft that is no more: its title stays in the log."""
    page = factories.make_draft(house, title=f"zqdeleted {SHARED}")
    page.delete(user=house.author)
    PageLogEntry.objects.filter(label__contains="zqdeleted").update(deleted=True)


def _make_plan(house: House) -> dict[str, Any]:
    """A planned text whose author has a link to send it, and a file that was sent."""
    plan = factories.planned(house, title=f"zqplanned {SHARED}")
    link = factories.asked_for_manuscript(house, plan)
    parcel = weighing.weighed(files.sent(), "zqplanned.docx")
    file, _is_new = attaching.keep(parcel, Attachment.Kind.MANUSCRIPT, link.person, line=plan)
    return {"plan": plan, "manuscript": link, "attachment": file}


def _tell_indexes(texts: dict[str, Text], things: dict[str, Any], stranger: Any) -> None:
    """What Wagtail's tasks do after a commit; and a stranger who had to do with everything once."""
    for text in texts.values():
        index.insert_or_update_object(text.page)
        ReferenceIndex.create_or_update_for_object(text.page)
        PageLogEntry.objects.log_action(text.page, "wagtail.edit", user=stranger)
    failed = FollowUp.objects.filter(page=texts["review"].page)[:1].values("pk")
    FollowUp.objects.filter(pk__in=failed).update(state=FollowUp.State.FAILED)
    CommentaryPage.objects.filter(pk=texts["rejected"].page.pk).update(
        locked=True, locked_by=stranger, locked_at=timezone.now()
    )
    get_image_model().objects.filter(pk=things["image"].pk).update(uploaded_by_user=stranger)


def _redirect_to(page: CommentaryPage) -> Redirect:
    return Redirect.add_redirect("/from-elsewhere", redirect_to=page, is_permanent=False)


def _token(account: Any) -> str:
    """What an account shows to the third API."""
    _stored, plain = APIToken.create_token(user=account, name="walk")
    return plain
