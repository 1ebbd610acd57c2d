"""Tests that whatever somebody may have typed is gone through when a contact is erased."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from wagtail.models import Comment, CommentReply, Revision

from commentaries import mentions, numbering, versions
from commentaries.models import FollowUp, Issue, UnsentReview
from tests import factories
from tests.factories import House

ADDRESS = "nora@coast.example"
PUBLIC = "it is printed, or shown to everybody"
MADE = "a program makes it, of keys, digests and names of languages"
KEPT_WITH_THE_PERSON = "erasing empties it with the person, or a text prints it"
EXCEPTIONS = {
    "Attachment.ending": MADE,
    "Attachment.sha256": MADE,
    "AuthorDetails.language": MADE,
    "AuthorDetails.orcid": KEPT_WITH_THE_PERSON,
    "Authorship": PUBLIC,
    "Biography": KEPT_WITH_THE_PERSON,
    "CheckedLink": "an address that a text links to, and so prints",
    "ClosedDays": "the name of a holiday",
    "CommentaryPage": PUBLIC,
    "Deposit": "what is told to everybody, and what a registrar answers to it",
    "DeskLine.step": MADE,
    "Edition": MADE,
    "FollowUp.key": MADE,
    "FollowUp.kind": MADE,
    "Issue.address": PUBLIC,
    "Issue.doi": PUBLIC,
    "Issue.label": PUBLIC,
    "Issue.language_edition": MADE,
    "Issue.suffix": PUBLIC,
    "LetterWish": MADE,
    "Link.key": MADE,
    "Link.token_hash": MADE,
    "Note": PUBLIC,
    "NumberCounter": MADE,
    "OaiItem": MADE,
    "Person": KEPT_WITH_THE_PERSON,
    "PrintVersion.sha256": MADE,
    "Publisher": PUBLIC,
    "PublisherAbout": PUBLIC,
    "PublisherIdentity": PUBLIC,
    "Series": PUBLIC,
    "SeriesIdentity": PUBLIC,
    "SeriesPage": PUBLIC,
    "Topic": PUBLIC,
    "TopicName": PUBLIC,
    "Version": "what the text itself says, and is affirmed by its digest",
}
"""The words that stay, by model or by field, and why."""


def words_stored() -> Iterator[str]:
    """Every field of ours into which words may be typed; ``Model.field``."""
    for app in ("commentaries", "series"):
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            for field in model._meta.local_fields:
                is_typed = isinstance(field, models.CharField) and not field.choices
                if is_typed or isinstance(field, models.TextField):
                    yield f"{model.__name__}.{field.name}"


def test_each_field_of_words_is_gone_through_or_named_with_a_reason() -> None:
    found = set(words_stored())
    gone_through = {f"{model.__name__}.{name}" for model, names in mentions.PLACES.items() for name in names}
    stays = {each for each in found if each in EXCEPTIONS or each.split(".")[0] in EXCEPTIONS}
    assert found - stays - gone_through == set(), "Name it in mentions.PLACES, or here with the reason why it stays."
    assert stays & gone_through == set()
    assert EXCEPTIONS.keys() - stays - {each.split(".")[0] for each in stays} == set()


def test_an_address_goes_from_words_that_somebody_typed(house: House) -> None:
    page = factories.in_review(house)
    invitation = factories.invited(house, page)
    UnsentReview.objects.create(invitation=invitation, note=f"Ask {ADDRESS.upper()}.")
    issue = numbering.reserve(page, by=house.author_person, year=house.series.today().year)
    Issue.objects.filter(pk=issue.pk).update(void_reason=f"Says {ADDRESS}.")
    FollowUp.objects.create(kind="mail", key="1", payload={"comment": ["To", {"whom": ADDRESS}]})
    mentions.mask(ADDRESS, [page])
    assert UnsentReview.objects.get().note == "Ask …."
    assert Issue.objects.get().void_reason == "Says …."
    assert FollowUp.objects.get(key="1").payload == {"comment": ["To", {"whom": "…"}]}


def test_comments_in_the_revisions_of_a_text_lose_it_and_the_text_itself_does_not(house: House) -> None:
    page = factories.make_draft(house, abstract=f"Write to {ADDRESS}.")
    latest = versions.latest_of(page)
    comment = Comment(user=house.author, text=f"Is {ADDRESS} right?", contentpath="abstract")
    comment.replies = [CommentReply(user=house.editor, text=f"Yes, {ADDRESS}.")]
    latest.wagtail_admin_comments = [comment]
    latest.save_revision(user=house.author)
    digest = factories.digest_now(page)
    mentions.mask(ADDRESS, [page])
    content = Revision.objects.get(pk=factories.reloaded(page).latest_revision_id).content
    assert ADDRESS not in str(content["wagtail_admin_comments"])
    assert "Is … right?" in str(content["wagtail_admin_comments"])
    assert content["abstract"] == f"Write to {ADDRESS}."
    assert factories.digest_now(page) == digest
