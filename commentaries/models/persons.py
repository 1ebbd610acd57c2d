"""Holds the people who write, review, edit or read, with or without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.search import index

from commentaries.fields import CleanHtmlField, OrcidField, validate_language
from commentaries.sanitising import refuse_other_addresses

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class PersonManager(models.Manager["Person"]):
    def for_account(self, account: AbstractBaseUser) -> Person:
        """The person behind an account; one is made when the account acts for the first time."""
        person = self.filter(account=account).first()
        if person:
            return person
        given = getattr(account, "first_name", "") or ""
        family = getattr(account, "last_name", "") or account.get_username()
        return self.create(
            account=account,
            given_name=given,
            family_name=family,
            email=getattr(account, "email", "") or "",
            slug=self.free_slug(f"{given} {family}"),
        )

    def free_slug(self, name: str) -> str:
        """A slug for this name that no other person has."""
        base = slug = slugify(name)[:80] or "person"
        number = 2
        while self.filter(slug=slug).exists():
            slug = f"{base}-{number}"
            number += 1
        return slug


class Person(index.Indexed, ClusterableModel):
    """Someone who writes, reviews, edits or reads. ``key`` names the person in a digest, on every machine."""

    key = models.UUIDField(_("key"), default=uuid4, unique=True, editable=False)
    slug = models.SlugField(
        _("address"), max_length=100, unique=True, help_text=_("The last part of the author page's address.")
    )
    given_name = models.CharField(
        _("given name"), max_length=120, blank=True, help_text=_("Empty for a person of one name.")
    )
    family_name = models.CharField(_("family name"), max_length=120)
    sort_name = models.CharField(
        _("filed under"),
        max_length=250,
        blank=True,
        help_text=_("As in a list of authors, such as “Berg, Anna van den”. Made from the name when left empty."),
    )
    affiliation = models.CharField(_("affiliation"), max_length=300, blank=True)
    photo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("photograph"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    orcid = OrcidField(_("ORCID iD"), blank=True, help_text=_("Such as 0000-0002-1825-0097."))
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("For the editors; not shown to readers."))
    language = models.CharField(
        _("language of mails"),
        max_length=20,
        blank=True,
        default="",
        validators=[validate_language],
        help_text=_("Such as en or it. Who has an account chooses it there; empty: the site’s."),
    )
    web = models.URLField(_("web page"), blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="person",
        help_text=_("Only for someone who logs in. Most authors and reviewers never do."),
    )

    erased_at = models.DateTimeField(_("contact erased at"), null=True, blank=True, editable=False)

    objects = PersonManager()

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("given_name"), FieldPanel("family_name")]),
                FieldPanel("sort_name"),
                FieldPanel("slug"),
            ],
            heading=_("Name"),
        ),
        FieldPanel("affiliation"),
        InlinePanel("biographies", heading=_("Biography"), label=_("biography")),
        FieldPanel("photo"),
        MultiFieldPanel(
            [
                FieldPanel("orcid"),
                FieldPanel("email"),
                FieldPanel("language"),
                FieldPanel("web"),
                FieldPanel("account", permission="superuser"),
            ],
            heading=_("Identity and contact"),
        ),
    ]
    search_fields = [
        index.SearchField("given_name"),
        index.SearchField("family_name"),
        index.AutocompleteField("given_name"),
        index.AutocompleteField("family_name"),
        index.SearchField("affiliation"),
    ]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["sort_name", "id"]
        indexes = [models.Index(fields=["sort_name", "id"])]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """As printed: given name and family name, or the one name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def filed_name(self) -> str:
        """As in a list of authors."""
        return self.sort_name or ", ".join(part for part in (self.family_name, self.given_name) if part)

    def clean(self) -> None:
        super().clean()
        self.sort_name = self.filed_name
        refuse_other_addresses(self)

    def biography_in(self, language: str) -> str:
        """The biography in this language, else in any; rich text, or empty."""
        texts = {row.language.split("-")[0]: row.text for row in self.biographies.all()}
        return texts.get(language.split("-")[0]) or next(iter(texts.values()), "")


class Biography(models.Model):
    """A person's few sentences about themselves, in one language."""

    person = ParentalKey(Person, on_delete=models.CASCADE, related_name="biographies")
    language = models.CharField(_("language"), max_length=20, default="en", validators=[validate_language])
    text = CleanHtmlField(_("text"), help_text=_("Two or three sentences, in the third person."))

    panels = [FieldPanel("language"), FieldPanel("text")]

    class Meta:
        verbose_name = _("biography")
        verbose_name_plural = _("biographies")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "language"],
                name="one_biography_per_language",
                violation_error_message=_("There is already a biography in this language."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.language})"
