"""Holds the institute that publishes, as it is today and as it was."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.images import get_image_model_string

from commentaries.fields import CleanRichTextField, refuse_another_code, validate_language, validate_repec_archive
from commentaries.sanitising import refuse_other_addresses

ABOUT_FEATURES = ["bold", "italic", "link"]


class PublisherFacts(models.Model):
    """What an issue prints of its publisher and what may change over the years."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True, help_text=_("As in a citation, such as Rome."))
    address = models.TextField(_("address"), blank=True, help_text=_("One line of the address on each line."))
    telephone = models.CharField(_("telephone"), max_length=60, blank=True)
    web = models.URLField(_("web"), blank=True)
    about = CleanRichTextField(
        _("about"),
        features=ABOUT_FEATURES,
        blank=True,
        help_text=_("The institute's text on the last page of an issue."),
    )
    logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    logo_dark = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo on dark ground"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        refuse_other_addresses(self)

    @property
    def address_lines(self) -> list[str]:
        return [line.strip() for line in self.address.splitlines() if line.strip()]


_FACT_PANELS = [
    FieldPanel("name"),
    FieldPanel("short_name"),
    FieldPanel("place"),
    FieldPanel("address"),
    FieldPanel("telephone"),
    FieldPanel("web"),
    FieldPanel("about"),
    FieldPanel("logo"),
    FieldPanel("logo_dark"),
]


@register_setting(icon="home")
class Publisher(ClusterableModel, PublisherFacts, BaseSiteSetting):
    """The institute as it is today. A setting of the site."""

    ror = models.URLField(
        _("ROR"), blank=True, help_text=_("The institute's entry in the Research Organization Registry.")
    )
    repec_archive = models.CharField(
        _("archive in RePEc"),
        max_length=3,
        blank=True,
        default="",
        validators=[validate_repec_archive],
        help_text=_("The three letters that RePEc has given to the institute. Empty: there is nothing for RePEc."),
    )
    repec_email = models.EmailField(
        _("e-mail for RePEc"), blank=True, default="", help_text=_("Of whoever answers for the archive. It is public.")
    )
    identity_since = models.DateField(
        _("so since"),
        null=True,
        blank=True,
        help_text=_("Only when a former identity is listed below: the day on which the present one began."),
    )

    panels = [
        MultiFieldPanel(_FACT_PANELS, heading=_("The institute today")),
        FieldPanel("ror"),
        FieldRowPanel([FieldPanel("repec_archive"), FieldPanel("repec_email")]),
        InlinePanel("about_texts", heading=_("About, in other languages"), label=_("text")),
        InlinePanel(
            "closed_days",
            heading=_("Closed days"),
            label=_("closed days"),
            help_text=_("Of the whole institute: on these days nothing is due in any series, and nobody is reminded."),
        ),
        FieldPanel("identity_since"),
        InlinePanel("identities", heading=_("Former identities"), label=_("identity")),
    ]

    class Meta:
        verbose_name = _("publisher")
        verbose_name_plural = _("publishers")
        constraints = [
            models.UniqueConstraint(
                fields=["repec_archive"],
                condition=~models.Q(repec_archive=""),
                name="one_site_per_repec_archive",
                violation_error_message=_("Another site has this archive in RePEc."),
            )
        ]

    def __str__(self) -> str:
        return self.name or str(_("publisher"))

    def clean(self) -> None:
        super().clean()
        refuse_another_code(self, "repec_archive")
        if self.repec_archive and not self.repec_email:
            raise ValidationError({"repec_email": _("RePEc asks for an address that answers for the archive.")})

    @classmethod
    def base_queryset(cls) -> models.QuerySet[Publisher]:
        """With logos and with the text about the institute in the reader's language, in one query."""
        language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        own = PublisherAbout.objects.filter(publisher=OuterRef("pk"), language__startswith=language)
        return cls.objects.select_related("logo", "logo_dark").annotate(about_here=Subquery(own.values("text")[:1]))

    def facts_on(self, day: date) -> PublisherFacts:
        """The publisher's facts as they were on that day."""
        if self.identity_since is None or day >= self.identity_since:
            return self
        former = [row for row in self.identities.all() if row.since is None or row.since <= day]
        return max(former, key=lambda row: row.since or date.min, default=self)

    def about_for_reader(self) -> str:
        """The institute's text in the reader's language, else in the default one; rich text."""
        return getattr(self, "about_here", None) or self.about


class PublisherAbout(models.Model):
    """The institute's text in one more language."""

    publisher = ParentalKey(Publisher, on_delete=models.CASCADE, related_name="about_texts")
    language = models.CharField(_("language"), max_length=20, validators=[validate_language])
    text = CleanRichTextField(_("text"), features=ABOUT_FEATURES)

    class Meta:
        verbose_name = _("text about the institute")
        verbose_name_plural = _("texts about the institute")

    def __str__(self) -> str:
        return self.language


class PublisherIdentity(PublisherFacts):
    """What the institute was called, and where it was, from a day on."""

    publisher = ParentalKey(Publisher, on_delete=models.CASCADE, related_name="identities")
    since = models.DateField(_("since"), null=True, blank=True, help_text=_("Empty: from the beginning."))

    panels = [FieldPanel("since"), *_FACT_PANELS]

    class Meta:
        verbose_name = _("former identity of the publisher")
        verbose_name_plural = _("former identities of the publisher")

    def __str__(self) -> str:
        return f"{self.name} ({self.since or '…'})"
