"""Holds a serial: what it is called, how it numbers, and what it asks of a text."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.images import get_image_model_string

from commentaries import conf
from commentaries.citations import named_clock
from commentaries.fields import (
    LICENCE_CHOICES,
    CleanRichTextField,
    IssnField,
    NumberPatternValidator,
    is_reserved_address,
    pattern_names,
    refuse_another_code,
    validate_repec_series,
)
from commentaries.models.dois import is_doi_pattern, refuse_shared_dois
from commentaries.patterns import expression

ABOUT_FEATURES = ["bold", "italic", "link", "ol", "ul"]


def print_templates() -> list[tuple[str, Promise | str]]:
    """The layouts that the site was given by its settings, for the form."""
    return [("", _("the house layout")), *((name, name) for name in sorted(conf.get().PRINT_TEMPLATES))]


def validate_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("Write a time zone such as Europe/Rome."))


class SeriesFacts(models.Model):
    """What an issue prints of its series and what may change over the years."""

    title = models.CharField(_("title"), max_length=200)
    short_title = models.CharField(_("short title"), max_length=60, blank=True)
    issn_online = IssnField(_("ISSN, online"), blank=True)
    issn_print = IssnField(_("ISSN, print"), blank=True)
    issn_l = IssnField(_("ISSN-L"), blank=True, help_text=_("The linking ISSN, when there are several."))
    number_pattern = models.CharField(
        _("printed number"),
        max_length=60,
        default="{yy} | {n:02d}",
        blank=True,
        validators=[NumberPatternValidator()],
        help_text=_("Such as {yy} | {n:02d} for 25 | 61. Empty: the texts have no number."),
    )
    address_pattern = models.CharField(
        _("number in addresses"),
        max_length=60,
        default="{yy}-{n:02d}",
        blank=True,
        validators=[NumberPatternValidator(is_address=True)],
        help_text=_("Letters, digits and hyphens only, such as {yy}-{n:02d} for 25-61."),
    )
    editor_line = models.CharField(
        _("editor as printed"),
        max_length=200,
        blank=True,
        help_text=_("Empty: the editors of the series, from the list of persons."),
    )
    colophon = CleanRichTextField(
        _("colophon"),
        features=ABOUT_FEATURES,
        blank=True,
        help_text=_("Printed at the end of every issue, after the institute's text."),
    )
    logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True

    @property
    def issns(self) -> list[tuple[str, str]]:
        """The ISSNs as (medium, value): ``online``, ``print``, ``l``."""
        values = [("online", self.issn_online), ("print", self.issn_print), ("l", self.issn_l)]
        return [(medium, value) for medium, value in values if value]


class Restart(models.TextChoices):
    YEARLY = "yearly", _("every year")
    NEVER = "never", _("never")


class SecondAffirmation(models.TextChoices):
    BEFORE = "before", _("before publication")
    MAY_FOLLOW = "may_follow", _("may follow within two working days, with a reason")


class Weekend(models.TextChoices):
    """The free days of every week, each by its number, from Monday, which is 0."""

    SATURDAY_AND_SUNDAY = "56", _("Saturday and Sunday")
    FRIDAY_AND_SATURDAY = "45", _("Friday and Saturday")
    SUNDAY = "6", _("Sunday alone")
    FRIDAY = "4", _("Friday alone")


class Step(models.TextChoices):
    """What a series may ask for before publication, besides the second yes."""

    FACT_CHECK = "fact_check", _("fact check")
    SECOND_EDITOR = "second_editor", _("second editor")
    ALL_AUTHORS = "all_authors", _("consent of all authors")


class Anonymity(models.TextChoices):
    """Who learns of whom while a text is reviewed, from the least to the most that is hidden."""

    OPEN = "open", _("open: authors learn who has reviewed their text")
    REVIEWERS = "reviewers", _("reviewers are hidden from authors")
    BOTH = "both", _("reviewers and authors are hidden from each other")

    @classmethod
    def strictest(cls, *modes: str) -> Anonymity:
        return max((cls(mode) for mode in modes), key=list(cls).index)


class QuotationMarks(models.TextChoices):
    DOUBLE = "double", _("“double”, with ‘single’ inside")
    SINGLE = "single", _("‘single’, with “double” inside")
    ANGLE = "angle", _("«angle», with “double” inside")


class Dash(models.TextChoices):
    EN = "en", _("spaced en dash – like this")
    EM = "em", _("closed em dash—like this")


class FeedContent(models.TextChoices):
    """What a feed carries of a text besides title, authors and date."""

    KEY_POINTS = "key_points", _("the key points")
    FULL_TEXT = "full_text", _("the whole text")


class Series(ClusterableModel, SeriesFacts):
    """A serial with a title, an ISSN, an editor, a numbering pattern, a masthead and a colophon."""

    identity_since = models.DateField(
        _("so since"),
        null=True,
        blank=True,
        help_text=_("Only when a former identity is listed below: the day on which the present one began."),
    )
    restart = models.CharField(_("numbers start again"), max_length=10, choices=Restart.choices, default=Restart.YEARLY)
    language_editions_number_for_themselves = models.BooleanField(
        _("translations have numbers of their own"),
        default=False,
        help_text=_("Usually not: a translation shares the number of its original."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        default="Europe/Rome",
        validators=[validate_time_zone],
        help_text=_("Decides on which day, and in which year, a text appears."),
    )
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Printed with the editor's name."))
    about = CleanRichTextField(_("about the series"), features=ABOUT_FEATURES, blank=True)
    guidelines = CleanRichTextField(_("guidelines for authors"), features=ABOUT_FEATURES, blank=True)
    licence = models.CharField(
        _("licence"),
        max_length=20,
        blank=True,
        choices=LICENCE_CHOICES,
        help_text=_("Given to every new text. Nothing is chosen for you."),
    )
    words_aim = models.PositiveIntegerField(_("words, from"), default=1000)
    words_warn = models.PositiveIntegerField(
        _("words, warn above"), default=1500, help_text=_("Counted with title and notes.")
    )
    key_points_min = models.PositiveSmallIntegerField(_("key points, at least"), default=2)
    key_points_usual = models.PositiveSmallIntegerField(_("key points, usually"), default=3)
    key_points_max = models.PositiveSmallIntegerField(_("key points, at most"), default=5)
    key_point_words = models.PositiveSmallIntegerField(_("words in a lead sentence, at most"), default=30)
    reviews_needed = models.PositiveSmallIntegerField(
        _("reviews needed"),
        default=0,
        choices=[(0, "0"), (1, "1"), (2, "2"), (3, "3")],
        help_text=_("With none, a submitted text goes straight to the editor."),
    )
    review_days = models.PositiveSmallIntegerField(
        _("to review"), default=5, validators=[MinValueValidator(1)], help_text=_("Reviewers, from the invitation on.")
    )
    decision_days = models.PositiveSmallIntegerField(
        _("to decide"),
        default=2,
        validators=[MinValueValidator(1)],
        help_text=_("Editors, also to invite reviewers."),
    )
    changes_days = models.PositiveSmallIntegerField(
        _("to make changes"),
        default=5,
        validators=[MinValueValidator(1)],
        help_text=_("Authors, from the editor’s letter on."),
    )
    consent_days = models.PositiveSmallIntegerField(
        _("to say yes"),
        default=2,
        validators=[MinValueValidator(1)],
        help_text=_("Authors, from the day on which they are asked."),
    )
    weekend = models.CharField(
        _("free days of the week"), max_length=2, choices=Weekend.choices, default=Weekend.SATURDAY_AND_SUNDAY
    )
    anonymity = models.CharField(
        _("who learns of whom"),
        max_length=10,
        choices=Anonymity.choices,
        default=Anonymity.REVIEWERS,
        help_text=_("After a change, whoever was asked before keeps what they were promised, if that hides more."),
    )
    keep_contacts_for = models.PositiveSmallIntegerField(
        _("months for which contacts are kept"),
        default=0,
        help_text=_(
            "Of reviewers and authors without an account, counted from the last that they had to do with a text. "
            "Then address, messages and reviews are erased; printed names and recommendations stay. 0: never."
        ),
    )
    second_affirmation = models.CharField(
        _("second affirmation"),
        max_length=12,
        choices=SecondAffirmation.choices,
        default=SecondAffirmation.BEFORE,
        help_text=_("Besides the editor, a second person says yes to exactly the text that appears."),
    )
    fact_check_needed = models.BooleanField(
        _("fact check"),
        default=False,
        help_text=_("Somebody who works on the series says that the facts of exactly this text were checked."),
    )
    second_editor_needed = models.BooleanField(
        _("second editor"),
        default=False,
        help_text=_("Besides the one who decides, another editor of the series reads exactly this text and says yes."),
    )
    all_authors_needed = models.BooleanField(
        _("consent of all authors"),
        default=False,
        help_text=_("Every author says yes to exactly this text, or an editor waives that with a reason."),
    )
    latest_shown = models.PositiveSmallIntegerField(_("latest issues shown"), default=10)
    feed_content = models.CharField(
        _("feeds carry"),
        max_length=10,
        choices=FeedContent.choices,
        default=FeedContent.KEY_POINTS,
        help_text=_("To readers of feeds, and to newsletter services that take them in."),
    )
    doi_prefix = models.CharField(
        _("DOI prefix"),
        max_length=40,
        blank=True,
        help_text=_(
            "What Crossref, or another registrar, has given to the institute, such as 10.1234. "
            "Empty: the texts get no DOI."
        ),
    )
    doi_suffix = models.CharField(
        _("DOI suffix"),
        max_length=80,
        blank=True,
        default="{yyyy}-{n:02d}",
        validators=[NumberPatternValidator(is_doi=True)],
        help_text=_(
            "What stands behind the prefix, such as {yyyy}-{n:02d} for 10.1234/2025-61. "
            "Texts that are public already keep what they have."
        ),
    )
    repec_series = models.CharField(
        _("series in RePEc"),
        max_length=6,
        blank=True,
        default="",
        validators=[validate_repec_series],
        help_text=_("Six lower-case letters or digits, for ever. Empty: RePEc learns nothing of this series."),
    )
    quotation_marks = models.CharField(
        _("quotation marks"), max_length=8, choices=QuotationMarks.choices, default=QuotationMarks.DOUBLE
    )
    dash = models.CharField(_("dash"), max_length=4, choices=Dash.choices, default=Dash.EN)
    accent = models.CharField(
        _("accent colour"), max_length=7, blank=True, help_text=_("Such as #0b3c6f. Empty: the site's own.")
    )

    print_template = models.CharField(
        _("layout of the PDF"),
        max_length=60,
        blank=True,
        choices=print_templates,
        help_text=_("Those that the site was given beside its own. PDFs that are out stay as they are."),
    )

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = pgettext_lazy("several", "series")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["repec_series"],
                condition=~models.Q(repec_series=""),
                name="one_series_per_repec_code",
                violation_error_message=_("Another series has this code in RePEc."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if bool(self.number_pattern) != bool(self.address_pattern):
            raise ValidationError(
                {"address_pattern": _("Give both patterns, for print and for addresses, or neither.")}
            )
        refuse_another_code(self, "repec_series")
        if self.restart == Restart.YEARLY:
            self._name_the_year()
        if is_doi_pattern(self.doi_suffix):
            refuse_shared_dois(self)
        if not self.key_points_min <= self.key_points_usual <= self.key_points_max:
            raise ValidationError({"key_points_usual": _("The usual number lies between the least and the most.")})

    def _name_the_year(self) -> None:
        """Patterns that do not name the year would give next year's first number a second time."""
        patterns = {"number_pattern": self.number_pattern, "address_pattern": self.address_pattern}
        if self.doi_prefix:
            patterns["doi_suffix"] = self.doi_suffix
        for field, pattern in patterns.items():
            if pattern and not {"yy", "yyyy"} & pattern_names(pattern):
                raise ValidationError(
                    {field: _("Numbers start again every year, so the pattern names the year: {yy} or {yyyy}.")}
                )

    @property
    def steps(self) -> tuple[Step, ...]:
        """Those that are asked for, in the order in which they are shown."""
        asked = {
            Step.FACT_CHECK: self.fact_check_needed,
            Step.SECOND_EDITOR: self.second_editor_needed,
            Step.ALL_AUTHORS: self.all_authors_needed,
        }
        return tuple(step for step in Step if asked[step])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def clock(self) -> str:
        """The clock that the series goes by, as a sentence names it: ``Rome time``, ``ora di Roma``."""
        return named_clock(self.time_zone, get_language() or "en")

    @property
    def has_numbers(self) -> bool:
        return bool(self.number_pattern)

    def reserves(self, slug: str) -> bool:
        """Whether this address is, or could become, a year, a number or a page of the series itself."""
        patterns = {self.address_pattern, *(former.address_pattern for former in self.identities.all())} - {""}
        return is_reserved_address(slug) or any(expression(each).fullmatch(slug) for each in patterns)

    def today(self, moment: datetime | None = None) -> date:
        """The day of a moment (default: now) in the series' own time zone."""
        return timezone.localtime(moment or timezone.now(), self.zone).date()

    def facts_on(self, day: date) -> SeriesFacts:
        """The series' facts as they were on that day."""
        if self.identity_since is None or day >= self.identity_since:
            return self
        former = [row for row in self.identities.all() if row.since is None or row.since <= day]
        return max(former, key=lambda row: row.since or date.min, default=self)


class SeriesIdentity(SeriesFacts):
    """What the series was called, and how it numbered, from a day on until the next identity."""

    series = ParentalKey(Series, on_delete=models.CASCADE, related_name="identities")
    since = models.DateField(_("since"), null=True, blank=True, help_text=_("Empty: from the beginning."))

    class Meta:
        verbose_name = _("former identity of a series")
        verbose_name_plural = _("former identities of series")

    def __str__(self) -> str:
        return f"{self.title} ({self.since or '…'})"
