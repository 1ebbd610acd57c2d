"""Refuses settings of a series under which two texts would have one DOI, or a text would have none that is one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commentaries import patterns
from commentaries.fields import DOI_SUFFIX, NumberPatternValidator

if TYPE_CHECKING:
    from commentaries.models.series import Series

_PREFIX = re.compile(r"10\.[0-9]{4,9}")
_LONGEST = 120


def is_doi_pattern(pattern: str) -> bool:
    """Whether the field of the suffix takes it; if not, it says why."""
    try:
        NumberPatternValidator(is_doi=True)(pattern)
    except ValidationError:
        return False
    return True


def refuse_shared_dois(series: Series) -> None:
    """Compares what its pattern would write with itself, with that of others under its prefix, and with what is given.

    Raises:
        ValidationError: naming two texts that would have one DOI.
    """
    if not (series.doi_prefix and series.doi_suffix):
        return
    if not _PREFIX.fullmatch(series.doi_prefix):
        raise ValidationError({"doi_prefix": _("Write a DOI prefix such as 10.1234, without a slash.")})
    try:
        sentence = _unfit(series) or _clash_within(series) or _clash_with_others(series) or _clash_with_given(series)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError):
        return  # it cannot be read, which the field itself says
    if sentence:
        raise ValidationError({"doi_suffix": sentence})


def _unfit(series: Series) -> str:
    """A DOI that the pattern would write one day, such as one with the comma of a thousand."""
    for name, place in patterns.named(series.doi_suffix, restarts=_restarts(series)):
        doi = f"{series.doi_prefix}/{name}"
        if not DOI_SUFFIX.fullmatch(name):
            return _(
                "Under this pattern %(place)s would have the DOI %(doi)s. After the slash write letters from a to z, "
                "digits and hyphens, and between them single dots, underscores and slashes."
            ) % {"place": _worded(place), "doi": doi}
        if len(doi) > _LONGEST:
            return _("Under this pattern %(place)s would have a DOI of %(length)s letters; %(most)s are the most.") % {
                "place": _worded(place),
                "length": len(doi),
                "most": _LONGEST,
            }
    return ""


def _clash_within(series: Series) -> str:
    clash = patterns.first_clash(series.doi_suffix, restarts=_restarts(series))
    if clash is None:
        return ""
    return _("Under this pattern %(one)s and %(other)s would have the same DOI, %(doi)s.") % {
        "one": _worded(clash.one),
        "other": _worded(clash.other),
        "doi": f"{series.doi_prefix}/{clash.name}",
    }


def _clash_with_others(series: Series) -> str:
    others = type(series).objects.filter(doi_prefix=series.doi_prefix).exclude(pk=series.pk).exclude(doi_suffix="")
    for other in others.order_by("pk"):
        clash = patterns.first_common(
            series.doi_suffix, other.doi_suffix, restarts=_restarts(series), other_restarts=_restarts(other)
        )
        if clash:
            return _("“%(series)s” has the same prefix, and its pattern writes %(doi)s too, for %(other)s.") % {
                "series": other,
                "doi": f"{series.doi_prefix}/{clash.name}",
                "other": _worded(clash.other),
            }
    return ""


def _clash_with_given(series: Series) -> str:
    """A DOI that a text has, and that a text to come would get. Numbers of years gone by do not come again."""
    issues = apps.get_model("commentaries", "Issue").objects.filter(doi__startswith=f"{series.doi_prefix}/")
    rows = issues.values_list("doi", "series", "period", "sequence", "suffix").order_by("pk")
    restarts, this_year = _restarts(series), series.today().year
    for doi, of_series, period, sequence, suffix in rows.iterator():
        place = patterns.read(series.doi_suffix, doi.partition("/")[2], restarts=restarts)
        is_own = of_series == series.pk and place == patterns.Place(period, sequence, suffix)
        if place is None or is_own or (restarts and place.period < this_year):
            continue
        facts = {"place": _worded(place), "doi": doi}
        return _("Under this pattern %(place)s would have the DOI %(doi)s, which another text has already.") % facts
    return ""


def _restarts(series: Series) -> bool:
    return series.restart == "yearly"


def _worded(place: patterns.Place) -> str:
    number = f"{place.suffix}{place.sequence}"
    if not place.period:
        return _("number %(number)s") % {"number": number}
    return _("number %(number)s of %(year)s") % {"number": number, "year": place.period}
