"""Holds what readers can see against the register and against what was affirmed, a hundred texts at a time.

A hundred cost as many queries as one, and no more are in memory at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from commentaries import versions
from commentaries.models import Affirmation, Authorship, CommentaryPage, Edition, Series, Version
from commentaries.models.series import SecondAffirmation
from commentaries.standings import Standing
from series.finding import WHOLE, Finding, Portion, named

_AT_A_TIME = 100
_Affirmations = dict[tuple[int | None, str | None], list[Affirmation]]


def texts(series: Series, portion: Portion = WHOLE) -> Iterator[Finding]:
    """What readers can see, held against the register and against what was affirmed.

    What seems to disagree is read a second time: a text may have been published between two queries.
    """
    live = CommentaryPage.objects.filter(portion.of("pk"), series=series, live=True)
    for batch in _batches(live):
        if suspects := {finding.page_id for finding in _compared(batch, series)}:
            yield from _compared(_read(live.filter(pk__in=suspects)), series)


@dataclass(frozen=True, slots=True)
class _Looked:
    """A live text, its latest edition, and the digest of what it says now; none where a file is missing."""

    page: CommentaryPage
    edition: Edition | None
    digest: str | None

    @property
    def is_latest(self) -> bool:
        """Whether it says what its latest edition says."""
        return self.edition is not None and self.edition.version.digest == self.digest


def _batches(pages: QuerySet[CommentaryPage]) -> Iterator[list[CommentaryPage]]:
    """All pages in the order of their keys, so many in memory at a time."""
    last = 0
    while batch := _read(pages.filter(pk__gt=last).order_by("pk")[:_AT_A_TIME]):
        yield batch
        last = batch[-1].pk


def _read(pages: QuerySet[CommentaryPage]) -> list[CommentaryPage]:
    authorships = Prefetch("authorships", Authorship.objects.select_related("person"))
    return list(pages.select_related("issue").prefetch_related(authorships, "notes"))


def _compared(pages: Sequence[CommentaryPage], series: Series) -> Iterator[Finding]:
    """What disagrees in these texts."""
    looked = _looked_at(pages)
    affirmations = _affirmations_of(looked)
    for each in looked:
        facts = {"text": named(each.page)}
        if each.page.alias_of_id:
            sentence = _("%(text)s is a live alias of another text.")
            yield Finding(sentence % facts, _("Delete it: a text has one page per language."), each.page.pk)
        elif each.digest is None:
            sentence = _("%(text)s shows a picture whose file is missing, so its content cannot be compared.")
            yield Finding(sentence % facts, page_id=each.page.pk)
        else:
            yield from _said_of(each, is_affirmed=_is_affirmed(each, series, affirmations))


def _said_of(each: _Looked, *, is_affirmed: bool) -> Iterator[Finding]:
    facts, pk = {"text": named(each.page)}, each.page.pk
    if not is_affirmed:
        sentence = _("%(text)s is live with a content that two persons have not affirmed.")
        yield Finding(sentence % facts, _("Unpublish it, or decide on exactly this content."), pk)
    again = _("Unpublish it, then publish it again.")
    if each.page.issue is None:
        yield Finding(_("%(text)s is live and has no entry in the register.") % facts, again, pk)
    elif each.edition is None:
        yield Finding(_("%(text)s is live and has no edition.") % facts, again, pk)
    elif not each.is_latest:
        sentence = _("%(text)s says something else than edition %(number)s, its latest.")
        yield Finding(sentence % (facts | {"number": each.edition.number}), _("Publish it again."), pk)


def _looked_at(pages: Sequence[CommentaryPage]) -> list[_Looked]:
    known = versions.known_to(pages)
    editions = _latest_editions_of(pages)
    looked = []
    for page in pages:
        edition = editions.get(page.pk)
        try:
            looked.append(_Looked(page, edition, _digest_of(page, edition, known)))
        except OSError:  # its pictures are compared by their hash, made anew where the row has none
            looked.append(_Looked(page, edition, None))
    return looked


def _digest_of(page: CommentaryPage, edition: Edition | None, known: versions.Known) -> str:
    """By the rule of its latest edition where it says the same; else by the rule of today, for the next decision."""
    if edition:
        digest = versions.digest_of(page, rule=edition.version.digest_version, known=known)
        if digest == edition.version.digest or edition.version.digest_version == versions.DIGEST_VERSION:
            return digest
    return versions.digest_of(page, known=known)


def _latest_editions_of(pages: Sequence[CommentaryPage]) -> dict[int, Edition]:
    latest = Edition.objects.filter(page=OuterRef("page")).order_by("-pk").values("pk")[:1]
    editions = Edition.objects.filter(page__in=[page.pk for page in pages], pk=Subquery(latest))
    return {edition.page_id: edition for edition in editions.select_related("version").defer("version__content")}


def _affirmations_of(looked: Sequence[_Looked]) -> _Affirmations:
    """Those of what each text says now and of its latest edition, by page and digest, in the order they were given."""
    contents = Q(page__in=[each.page.pk for each in looked], digest__in={each.digest for each in looked})
    now = Version.objects.filter(contents).values_list("pk", flat=True)
    shown = {each.edition.version_id for each in looked if each.edition}
    affirmed = Affirmation.objects.filter(version__in=shown.union(now)).select_related("person", "version")
    found: _Affirmations = {}
    for affirmation in affirmed.defer("version__content"):
        version = affirmation.version
        found.setdefault((version.page_id, version.digest), []).append(affirmation)
    return found


def _is_affirmed(each: _Looked, series: Series, affirmations: _Affirmations) -> bool:
    """Whether the content may be seen; a yes that was taken back after its edition was out stood behind it then."""
    given = affirmations.get((each.page.pk, each.digest), [])
    standing = Standing(
        affirmations=tuple(affirmation for affirmation in given if affirmation.withdrawn_at is None),
        authors=frozenset(authorship.person_id for authorship in each.page.authorships.all()),
        second_may_follow=series.second_affirmation == SecondAffirmation.MAY_FOLLOW,
        is_archived=each.page.archived,
    )
    if standing.is_enough or not each.is_latest:
        return standing.is_enough
    version = each.edition.version
    then = tuple(affirmations.get((version.page_id, version.digest), []))
    return replace(standing, affirmations=then, second_may_follow=True).is_enough
