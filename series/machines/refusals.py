"""Answers whoever asks for a list in a form that there is not: with those that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from series.downloads import BUNDLES
from series.feeds import FORMS
from series.machines.catalogues import WRITERS
from series.representations import no_such_format

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_ENDINGS = {"feed": tuple(FORMS), "catalogue": tuple(WRITERS)}


@require_safe
def no_such_list(request: HttpRequest, path: str, ending: str) -> HttpResponse:
    """The same for a list that there is and for one that there is not, so that nothing closed is given away."""
    endings = _ENDINGS.get(path.rpartition("/")[2], tuple(BUNDLES))
    sentence = _("There is no list as “.%(ending)s”. These can be had: %(formats)s.")
    return no_such_format(request, sentence % {"ending": ending, "formats": ", ".join(f".{each}" for each in endings)})
