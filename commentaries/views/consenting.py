"""Answers an author about a text that is with the editors, in the admin and outside alike: a yes, or an objection."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry

from commentaries import affirming, consenting
from commentaries.forms import AffirmationForm, ObjectionForm
from commentaries.models import Affirmation, CommentaryPage, Link, Person, Version
from commentaries.permissions import person_is_among_authors
from commentaries.stages import stage_of
from commentaries.views.base import Answering

CONFLICTS = (affirming.ContentChanged, consenting.NotAsked)


class ConsentingMixin(Answering):
    """For a view that reads the text first and knows how to answer what is invalid, late or done."""

    page: CommentaryPage
    latest: CommentaryPage
    digest: str
    author: Person | None
    link: Link | None = None
    """The link by which the author came, if by one."""

    def affirm(self) -> HttpResponse:
        return self._take("form", AffirmationForm(self.request.POST))

    def object_to(self) -> HttpResponse:
        return self._take("objection_form", ObjectionForm(self.request.POST, auto_id="id_objection_%s"))

    def _take(self, name: str, form: AffirmationForm | ObjectionForm) -> HttpResponse:
        if not form.is_valid():
            return self.answer_invalid(**{name: form})
        verb = consenting.consent if name == "form" else consenting.object_to
        try:
            verb(self.page, self.author, **form.cleaned_data, through=self.link)
        except CONFLICTS as error:
            return self.answer_conflict(error, status=HTTPStatus.CONFLICT, **{name: form})
        if name == "form":
            return self.done(_("Thank you. Your yes to exactly this text is stored, and the editor is told."))
        return self.done(_("Thank you. The editor reads what should be different before deciding."))

    def done(self, sentence: str) -> HttpResponse:
        raise NotImplementedError

    def consent_context(self) -> dict[str, Any]:
        """Everything that both pages show."""
        answers = consenting.answers_of_authors(self.latest, self.digest)
        own = next((each for each in answers if self.author and each.person.pk == self.author.pk), None)
        is_author = person_is_among_authors(self.author, self.latest)
        may_consent = is_author and consenting.is_asked(self.page, self.latest)
        return {
            "page": self.page,
            "latest": self.latest,
            "series": self.page.series,
            "digest": self.digest,
            "stage": stage_of(self.page),
            "own": own,
            "may_say_yes": may_consent and (own is None or own.may_say_yes),
            "read_before": self._read_before(),
            "may_consent": may_consent,
            "form": AffirmationForm(),
            "objection_form": ObjectionForm(auto_id="id_objection_%s"),
        }

    def known_version(self) -> Version | None:
        """What the author last knew of a text that says something else now: read, submitted, or submitted for them."""
        if before := self._read_before():
            return before.version
        entries = PageLogEntry.objects.filter(page=self.page.pk, action="commentaries.submit_for")
        digests = [entry.data.get("digest", "") for entry in entries.order_by("-timestamp")]
        others = [digest for digest in digests if digest != self.digest]
        return Version.objects.filter(page=self.page.pk, digest=others[0]).first() if others else None

    def _read_before(self) -> Affirmation | None:
        """The last yes to another content: this author's own, or that of the submission."""
        known = Q(kind=Affirmation.Kind.SUBMISSION) | Q(person=self.author)
        before = Affirmation.objects.filter(known, version__page=self.page).exclude(version__digest=self.digest)
        return before.select_related("version").order_by("-affirmed_at").first()
