"""Turns a request into the answer of a repository, by OAI-PMH 2.0."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Exists, Min, OuterRef
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Site

from commentaries.elements import element, said
from commentaries.models import CommentaryPage, Publisher, Series
from series.models import OaiItem
from series.oai import identifiers, lists
from series.oai.formats import FORMATS, XSI, Format
from series.oai.records import Shelf
from series.oai.requests import (
    TOKEN,
    Asked,
    BadArgument,
    BadResumptionToken,
    BadVerb,
    CannotDisseminateFormat,
    IdDoesNotExist,
    NoRecordsMatch,
    ProtocolError,
    Verb,
    asked,
    written,
)
from series.oai.sets import sets

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
_SCHEMA = f"{NAMESPACE} {NAMESPACE}OAI-PMH.xsd"
_IDENTIFIER = f"{NAMESPACE}oai-identifier"


def answer(request: HttpRequest, query: Mapping[str, Sequence[str]]) -> str:
    """The document that answers a request with these arguments; an error is one, too."""
    now = timezone.now().replace(microsecond=0)
    base, arguments = request.build_absolute_uri(request.path), {}
    try:
        question = asked(query)
        arguments = {"verb": question.verb, **question.arguments}
        content = element(question.verb, "".join(_VERBS[question.verb](question, request, now)))
    except (BadVerb, BadArgument) as error:  # their request is shown without its arguments (section 3.2)
        content, arguments = _error(error), {}
    except ProtocolError as error:
        content = _error(error)
    return _DECLARATION + element(
        "OAI-PMH",
        said("responseDate", written(now)) + said("request", base, arguments) + content,
        {"xmlns": NAMESPACE, "xmlns:xsi": XSI, "xsi:schemaLocation": _SCHEMA},
    )


def _error(error: ProtocolError) -> str:
    return said("error", str(error), {"code": error.code})


def _identify(question: Asked, request: HttpRequest, now: datetime) -> Iterable[str]:
    yield said("repositoryName", _repository_name(request))
    yield said("baseURL", request.build_absolute_uri(request.path))
    yield said("protocolVersion", "2.0")
    for address in _admin_emails():
        yield said("adminEmail", address)
    earliest = OaiItem.objects.aggregate(earliest=Min("datestamp"))["earliest"]
    yield said("earliestDatestamp", written(min(earliest or now, now)))
    yield said("deletedRecord", "persistent")
    yield said("granularity", "YYYY-MM-DDThh:mm:ssZ")
    yield said("compression", "gzip")
    domain = identifiers.domain()
    if identifiers.fits_the_scheme(domain):
        yield element("description", _scheme(domain))


def _scheme(domain: str) -> str:
    """How identifiers are made (oai-identifier guidelines)."""
    newest = OaiItem.objects.order_by("-datestamp", "-pk").values_list("name", flat=True).first()
    sample = identifiers.identifier_of(newest or "series/26-01", domain)
    return element(
        "oai-identifier",
        said("scheme", "oai")
        + said("repositoryIdentifier", domain)
        + said("delimiter", ":")
        + said("sampleIdentifier", sample),
        {"xmlns": _IDENTIFIER, "xsi:schemaLocation": f"{_IDENTIFIER} {_IDENTIFIER}.xsd"},
    )


def _repository_name(request: HttpRequest) -> str:
    site = Site.find_for_request(request)
    publisher = Publisher.for_site(site) if site else None
    return (publisher and publisher.name) or (site and site.site_name) or settings.WAGTAIL_SITE_NAME


def _admin_emails() -> list[str]:
    """Those of the series that everyone may read, else the one from which the site writes; as the schema asks."""
    public = CommentaryPage.objects.public().filter(series=OuterRef("pk"))
    known = Series.objects.filter(Exists(public)).order_by("pk").values_list("email", flat=True)
    addresses = [address for address in dict.fromkeys(known) if "." in address.rpartition("@")[2]]
    return addresses or [parseaddr(settings.DEFAULT_FROM_EMAIL)[1]]


def _list_metadata_formats(question: Asked, request: HttpRequest, now: datetime) -> Iterable[str]:
    if identifier := question.arguments.get("identifier"):
        _item(identifier, identifiers.domain())
    for prefix, form in FORMATS.items():
        yield element(
            "metadataFormat",
            said("metadataPrefix", prefix) + said("schema", form.schema) + said("metadataNamespace", form.namespace),
        )


def _list_sets(question: Asked, request: HttpRequest, now: datetime) -> Iterable[str]:
    if TOKEN in question.arguments:
        raise BadResumptionToken("The list of sets is given whole.")
    found = [element("set", said("setSpec", each.spec) + said("setName", each.name)) for each in sets()]
    return found or [element("set", said("setSpec", "series") + said("setName", "All series"))]


def _get_record(question: Asked, request: HttpRequest, now: datetime) -> Iterable[str]:
    domain = identifiers.domain()
    item = _item(question.arguments["identifier"], domain)
    form = _format(question.arguments["metadataPrefix"])
    return Shelf([item], domain=domain, now=now).records(form, request)


def _list_identifiers(question: Asked, request: HttpRequest, now: datetime) -> Iterable[str]:
    selection = lists.selected(question)
    _format(selection.prefix)
    portion = _portion(selection, now)
    return [*Shelf(portion.items, domain=identifiers.domain(), now=now).headers(), *_token(portion)]


def _list_records(question: Asked, request: HttpRequest, now: datetime) -> Iterable[str]:
    selection = lists.selected(question)
    form = _format(selection.prefix)
    portion = _portion(selection, now)
    return [*Shelf(portion.items, domain=identifiers.domain(), now=now).records(form, request), *_token(portion)]


def _portion(selection: lists.Selection, now: datetime) -> lists.Portion:
    """The next part. A list that went on and has nothing left lost it to a change: whoever begins again hears of it."""
    portion = lists.portion(selection, now)
    if not portion.items:
        if selection.after:
            raise BadResumptionToken("The rest of this list has changed meanwhile. Begin the list again.")
        raise NoRecordsMatch("Nothing matches.")
    return portion


def _token(portion: lists.Portion) -> Iterable[str]:
    """A list that is whole in one answer has none; the last part of a longer one has an empty one (section 3.5)."""
    if portion.token:
        yield said(TOKEN, portion.token, {"cursor": str(portion.told_before)})
    elif portion.told_before:
        yield element(TOKEN, attributes={"cursor": str(portion.told_before)})


def _format(prefix: str) -> Format:
    if prefix not in FORMATS:
        raise CannotDisseminateFormat(f"There is no such format. These are: {', '.join(FORMATS)}.")
    return FORMATS[prefix]


def _item(identifier: str, domain: str) -> OaiItem:
    name = identifiers.name_in(identifier, domain)
    item = OaiItem.objects.select_related("issue").filter(name=name).first() if name else None
    if item is None:
        raise IdDoesNotExist("No record has this identifier.")
    return item


_VERBS: dict[Verb, Callable[[Asked, HttpRequest, datetime], Iterable[str]]] = {
    Verb.IDENTIFY: _identify,
    Verb.LIST_METADATA_FORMATS: _list_metadata_formats,
    Verb.LIST_SETS: _list_sets,
    Verb.LIST_IDENTIFIERS: _list_identifiers,
    Verb.LIST_RECORDS: _list_records,
    Verb.GET_RECORD: _get_record,
}
