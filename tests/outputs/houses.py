"""Turns difficult texts into public ones, by the ordinary verbs, and says where each is and what is true of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from commentaries import affirming, numbering, submitting
from commentaries.models import Authorship, CommentaryPage, Person, Publisher
from commentaries.models.series import FeedContent
from tests import factories
from tests.factories import House, PersonFactory
from tests.outputs.facts import Facts
from tests.outputs.texts import DOI_SUFFIX, OLDER, PREFIX, SERIES, Hard, Name, facts_of, numbered


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text is found: the path of its page, that of its files without an ending, and that of its series."""

    page: str
    file: str
    series: str

    @property
    def name(self) -> str:
        """Its number in addresses, or its name."""
        return self.file.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Public:
    """A public text. ``traits`` say what not every output tells of: ``archived``, ``translated``, ``without DOI``."""

    place: Place
    facts: Facts
    traits: frozenset[str] = frozenset()


@dataclass(slots=True)
class Institute:
    """A series with numbers, ISSNs, DOIs and a name in RePEc, whose feeds carry key points.

    And one of the same make whose texts have no numbers, and whose feeds carry them whole.
    """

    letters: House
    papers: House
    _given: Counter[str] = field(default_factory=Counter)

    @classmethod
    def founded(cls) -> Institute:
        facts = {"issn_print": "2532-6562", "doi_prefix": PREFIX, "doi_suffix": DOI_SUFFIX}
        letters = factories.make_house(title=SERIES, repec_series="letter", **facts)
        unnumbered = {"number_pattern": "", "address_pattern": "", "doi_suffix": ""}
        whole = {"feed_content": FeedContent.FULL_TEXT}
        papers = factories.make_house(
            slug="papers", title="Papers, “unnumbered”", repec_series="papers", **(facts | unnumbered | whole)
        )
        Publisher.objects.update(repec_archive="tid", repec_email="repec@example.org")
        return cls(letters, papers)

    def publish(self, texts: Iterable[Hard]) -> list[Public]:
        return [self._public(_published(self.letters, text), text) for text in texts]

    def publish_without_number(self, texts: Iterable[Hard]) -> list[Public]:
        """In the series that gives none."""
        return [
            Public(
                place_of(_published(self.papers, text)),
                facts_of(text, ("", ""), published=self._today(), series=self.papers.series.title),
                frozenset({"without DOI"}),
            )
            for text in texts
        ]

    def publish_in_two_languages(self, original: Hard, translation: Hard) -> list[Public]:
        """Both under one number, the second below the pages in Italian."""
        page = _published(self.letters, original)
        italian = factories.make_italian_pages(self.letters.page)
        other = factories.reloaded(page.copy_for_translation(italian.locale))
        other.slug = f"{other.slug}-it"
        _publish(self.letters, other, translation)
        first = self._public(page, original)
        other = factories.reloaded(other)
        facts = facts_of(translation, self._number(original, given=True), published=self._today())
        return [first, Public(place_of(other), facts, frozenset({"translated"}))]

    def enter_older(self) -> list[Public]:
        """Of which the facts alone are known."""
        entered = []
        for text, year, sequence, day in OLDER:
            page = factories.entered(
                self.letters,
                title=text.title,
                year=year,
                sequence=sequence,
                published_on=day,
                language=text.language,
                authors=[_person(name) for name in text.names],
            )
            label = f"{year % 100:02d} | {sequence:02d}" if sequence else ""
            facts = facts_of(text, (label, ""), published=day.isoformat() if day else str(year))
            facts = replace(facts, licence="")  # nobody has told of its terms
            entered.append(Public(place_of(page), facts, frozenset({"archived", "without DOI"})))
        return entered

    def _public(self, page: CommentaryPage, text: Hard) -> Public:
        return Public(place_of(page), facts_of(text, self._number(text), published=self._today()))

    def _number(self, text: Hard, *, given: bool = False) -> tuple[str, str]:
        """The next of its like, or the one just given."""
        self._given[text.suffix] += not given
        return numbered(self.letters.series.today(), self._given[text.suffix], text.suffix)

    def _today(self) -> str:
        return self.letters.series.today().isoformat()


def _published(house: House, text: Hard) -> CommentaryPage:
    return _publish(house, factories.make_draft(house, title=text.title, authors=[_person(text.names[0])]), text)


def _publish(house: House, page: CommentaryPage, text: Hard) -> CommentaryPage:
    """Written, submitted, given an extra number if it is to have one, decided."""
    for name in ("title", "kind", "language", "licence"):
        setattr(page, name, getattr(text, name))
    parts = [*zip(text.names, text.roles, strict=True), *((name, "translator") for name in text.translators)]
    page.authorships = [_authorship(name, role, order) for order, (name, role) in enumerate(parts)]
    page.save_revision(user=house.author)
    submitting.submit(page, house.assistant)
    if text.suffix:
        numbering.reserve(page, by=Person.objects.get(account=house.editor), suffix=text.suffix)
    affirming.affirm(page, house.assistant, digest=factories.digest_now(page))
    factories.decide(house, page)
    return factories.reloaded(page)


def _authorship(name: Name, role: str, order: int) -> Authorship:
    return Authorship(
        person=_person(name), name=name.printed, affiliation="Institute & Tides", role=role, sort_order=order
    )


def _person(name: Name) -> Person:
    known = Person.objects.filter(given_name=name.given, family_name=name.family).first()
    return known or PersonFactory(
        given_name=name.given,
        family_name=name.family,
        sort_name=name.filed or ", ".join(part for part in (name.family, name.given) if part),
        orcid=name.orcid,
        slug=f"person-{Person.objects.count()}",
    )


def place_of(page: CommentaryPage) -> Place:
    path: str = page.get_url()
    series: str = page.get_parent().get_url()
    return Place(path, f"{series}{quote(page.issue.address)}", series)
