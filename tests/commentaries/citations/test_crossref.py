"""Tests deposits by Crossref's own schema, and by reading back with lxml what was said."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from commentaries.citations.crossref import Batch, Deposited, Update, Updated, write_batch, write_text
from commentaries.citations.names import parts_of
from commentaries.elements import characters
from commentaries.record import LICENCES, Contributor, Issn, Kind, PersonName, PublicationDate, Record, Role
from tests.commentaries.citations.records import ADA, ANNA, HARD_RECORDS, SERIES, ZENO, record
from tests.schemas.crossref import deposit_schema

BATCH = Batch("issue-7-20251125101500000", 20251125101500000, "Institute of Tides", "doi@example.org", "Tides")
DOI = "10.1234/2025-61"
NS = {
    "c": "http://www.crossref.org/schema/5.3.1",
    "j": "http://www.ncbi.nlm.nih.gov/JATS1",
    "ai": "http://www.crossref.org/AccessIndicators.xsd",
    "rel": "http://www.crossref.org/relations.xsd",
}
PUBLISHED = [replace(each, doi=each.doi or DOI) for each in HARD_RECORDS if each.published]


def deposit(*texts: Deposited | Record) -> etree._Element:
    """The batch of these texts, read back and found valid."""
    whole = [each if isinstance(each, Deposited) else Deposited(each) for each in texts]
    tree = etree.fromstring(write_batch(BATCH, whole))
    schema = deposit_schema()
    assert schema.validate(tree), schema.error_log
    return tree


def said(tree: etree._Element, path: str) -> list[str]:
    found = tree.xpath(path, namespaces=NS)
    return [each if isinstance(each, str) else "".join(each.itertext()) for each in found]


def test_a_text_with_a_number_is_a_report_of_the_series_under_its_issns() -> None:
    tree = deposit(Deposited(record(doi=DOI), "https://example.org/letters/25-61.pdf"))
    text = "//c:report-paper/c:report-paper_series_metadata"
    assert said(tree, f"{text}/@language") == ["en"]
    assert said(tree, f"{text}/c:series_metadata/c:titles/c:title") == ["Letters from the Coast"]
    assert said(tree, f"{text}/c:series_metadata/c:issn") == ["2532-6570", "2532-6562"]
    assert said(tree, f"{text}/c:series_metadata/c:issn/@media_type") == ["electronic", "print"]
    assert said(tree, f"{text}/c:publisher_item/*") == ["25 | 61", "25 | 61"]
    assert said(tree, f"{text}/c:publication_date/*") == ["11", "25", "2025"]
    assert said(tree, f"{text}/c:publisher/*") == ["Institute of Tides", "Trieste"]
    assert said(tree, f"{text}/j:abstract/j:p") == ["What was not said."]
    assert said(tree, f"{text}/c:doi_data/c:doi") == [DOI]
    assert said(tree, f"{text}/c:doi_data/c:resource") == ["https://example.org/letters/minutes/"]
    assert set(said(tree, f"{text}/c:doi_data/c:collection//c:resource")) == {"https://example.org/letters/25-61.pdf"}
    assert said(tree, "//ai:license_ref/@applies_to") == ["vor", "tdm"]
    assert set(said(tree, "//ai:license_ref")) == {"https://creativecommons.org/licenses/by/4.0/"}


def test_the_head_names_the_batch_its_stamp_and_who_deposits() -> None:
    tree = deposit(record(doi=DOI))
    head = ["issue-7-20251125101500000", "20251125101500000", "Institute of Tides", "doi@example.org", "Tides"]
    assert [words.strip() for words in said(tree, "/c:doi_batch/c:head//*[not(*)]")] == head


@pytest.mark.parametrize("hard", PUBLISHED)
def test_hard_facts_come_back_as_they_are(hard: Record) -> None:
    tree = deposit(hard)
    assert said(tree, "//c:report-paper/*/c:titles/c:title") == [hard.title]
    assert said(tree, "//c:doi") == [hard.doi]
    assert said(tree, "//c:publisher_item/c:identifier") == ([hard.label] if hard.label else [])
    people = [parts_of(each.name) for each in hard.contributors]
    assert said(tree, "//c:person_name/c:surname") == [name.whole_family for name in people]
    assert said(tree, "//c:person_name/c:given_name") == [name.given for name in people if name.given]
    assert said(tree, "//c:person_name/c:suffix") == [name.suffix for name in people if name.suffix]
    roles = ["translator" if each.role is Role.TRANSLATOR else "author" for each in hard.contributors]
    assert said(tree, "//c:person_name/@contributor_role") == roles
    assert said(tree, "//c:person_name/@sequence") == ["first", *["additional"] * (len(people) - 1)]
    assert said(tree, "//c:publication_date/c:year") == [str(hard.published.year if hard.published else "")]
    assert bool(said(tree, "//c:publication_date/c:day")) == bool(hard.published and hard.published.is_exact)
    assert said(tree, "//*/@language") == [hard.language.split("-")[0]]
    assert " ".join(said(tree, "//j:p")) == " ".join(hard.abstract.split())


def test_many_texts_of_both_forms_are_one_batch() -> None:
    alone = replace(SERIES, issns=())
    texts = [record(doi=f"10.1234/2025-{n}", series=alone if n % 2 else SERIES) for n in range(40)]
    tree = deposit(*texts)
    assert said(tree, "//c:doi") == [text.doi for text in texts]
    assert len(said(tree, "//c:report-paper_metadata")) == len(said(tree, "//c:report-paper_series_metadata")) == 20


def test_a_series_without_issn_is_none_there_and_the_licence_stands_with_the_text() -> None:
    tree = deposit(record(doi=DOI, series=replace(SERIES, issns=(Issn("2532-6562", "l"),))))
    assert said(tree, "//c:series_metadata") == []
    assert len(said(tree, "//c:report-paper_metadata/ai:program/ai:license_ref")) == 2


def test_without_a_number_it_is_a_report_of_the_series_all_the_same() -> None:
    tree = deposit(record(doi=DOI, label="", sequence=None, number_url=""))
    assert len(said(tree, "//c:series_metadata")) == 1
    assert said(tree, "//c:publisher_item") == []


def test_people_have_their_orcid_as_a_link_and_our_institute_its_ror() -> None:
    ror = "https://ror.org/02mhbdp94"
    ada = Contributor(ADA, affiliation="Institute of Tides", orcid="0000-0002-1825-0097")
    anna = Contributor(ANNA, affiliation="University of Sands")
    tree = deposit(record(doi=DOI, series=replace(SERIES, publisher_ror=ror), contributors=(ada, anna)))
    assert said(tree, "//c:person_name/c:ORCID") == ["https://orcid.org/0000-0002-1825-0097"]
    assert said(tree, "//c:affiliations//c:institution_name") == ["Institute of Tides", "University of Sands"]
    assert said(tree, "//c:person_name[1]//c:institution_id") == [ror]
    assert said(tree, "//c:person_name[2]//c:institution_id") == []
    assert said(tree, "//c:report-paper_series_metadata/c:institution/c:institution_id[@type='ror']") == [ror]


def test_whoever_has_two_parts_is_named_for_each() -> None:
    both = (Contributor(ZENO), Contributor(ZENO, Role.TRANSLATOR))
    tree = deposit(record(doi=DOI, contributors=both))
    assert said(tree, "//c:surname") == ["Zeno", "Zeno"]
    assert said(tree, "//c:given_name") == []


def test_what_no_xml_and_no_name_there_may_hold_is_left_out() -> None:
    long = PersonName("?", "Who? " + "y" * 80, "A\tB\n" + "x" * 80)
    tree = deposit(record(long, doi=DOI, title="One\x00 two\x0b three\ufffe", label="N" * 60, abstract="A\x08.\n\nB."))
    assert said(tree, "//c:report-paper/*/c:titles/c:title") == ["One two three"]
    assert said(tree, "//j:p") == ["A.", "B."]
    assert [len(name) for name in said(tree, "//c:given_name | //c:surname")] == [60, 60]
    assert said(tree, "//c:item_number") == [], "the schema takes 32 letters there"


@pytest.mark.parametrize(
    ("family", "said_there"),
    [("Louis 14", "Louis 14"), ("R2 D2", "R D"), ("3 4", "–"), ("O’Casey", "O’Casey"), ("٣ ب٤", "ب")],
)
def test_digits_stay_where_the_schema_takes_them(family: str, said_there: str) -> None:
    assert said(deposit(record(PersonName(family, family), doi=DOI)), "//c:surname") == [said_there]


TYPED = (
    *("<b>Bold</b> & co.", "]]>", "<!-- -->", "&amp;", "{\\%$#_}", "“‘quoted’”", "a" * 300, "x y " * 60),
    *("Ελλάδα", "Россия", "العربية", "中文", "ß", "٤ ٥", "🐦", "—", "?", "4"),
    *(" ", "\t\n", "\u00a0", "\u200f", "\x01", "\ufffe", "\ud800"),
)
"""What may stand in any field."""


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("issns", [SERIES.issns, SERIES.issns[:1], ()])
def test_whatever_is_typed_is_valid(kind: Kind, issns: tuple[Issn, ...]) -> None:
    chance = random.Random(f"{kind} {len(issns)}")

    def typed(most: int) -> str:
        return "".join(chance.choices(TYPED, k=chance.randrange(3)))[:most]

    texts = []
    for number in range(25):
        series = replace(SERIES, issns=issns, title=typed(255), publisher=typed(200), publisher_short=typed(40))
        people = tuple(
            Contributor(
                PersonName(typed(250), typed(120), typed(120)),
                chance.choice(list(Role)),
                typed(300),
                chance.choice(["", "0000-0002-1825-009X"]),
            )
            for _person in range(chance.randrange(4))
        )
        text = record(
            kind=kind,
            doi=f"10.1234/x-{number}",
            series=replace(series, publisher_place=typed(100), publisher_ror=chance.choice(["", "https://ror.org/1"])),
            contributors=people,
            title=typed(255),
            label=typed(60),
            abstract="\n\n".join([typed(2000), typed(2000)]),
            published=chance.choice([PublicationDate(2014), PublicationDate(2025, 2, 28)]),
            licence=chance.choice([None, *LICENCES.values()]),
            language=chance.choice(["en-GB", "it", "ar", "zh-Hant", "grc"]),
        )
        texts.append(text)
    tree = deposit(*texts)
    assert said(tree, "//c:doi") == [text.doi for text in texts]
    titles = [" ".join(each.split()) for each in said(tree, "//c:report-paper/*/c:titles/c:title")]
    assert titles == [" ".join(characters(text.title).split()) for text in texts]


def test_markup_in_an_abstract_stays_what_was_typed() -> None:
    tree = deposit(record(doi=DOI, abstract="<b>Bold</b> & <i>co.</i>\n\n]]><!-- x"))
    assert said(tree, "//j:p") == ["<b>Bold</b> & <i>co.</i>", "]]><!-- x"]
    assert tree.xpath("//j:p/*", namespaces=NS) == []


def test_all_rights_reserved_names_no_licence_and_a_bare_record_is_valid() -> None:
    bare = replace(SERIES, publisher="", publisher_place="", publisher_short="")
    text = record(doi=DOI, licence=LICENCES["all-rights"], series=bare, abstract="", language="sgn-it", contributors=())
    tree = deposit(text)
    assert said(tree, "//ai:program") == said(tree, "//c:contributors") == said(tree, "//@language") == []


def test_a_year_is_all_that_is_said_where_the_day_is_unknown() -> None:
    tree = deposit(record(doi=DOI, published=PublicationDate(2014)))
    assert said(tree, "//c:publication_date/*") == ["2014"]
    assert said(tree, "//ai:license_ref/@start_date") == []


@pytest.mark.parametrize("issns", [SERIES.issns, ()])
def test_there_is_a_place_for_corrections_and_translations(issns: tuple[Issn, ...]) -> None:
    text = record(doi=DOI, series=replace(SERIES, issns=issns))
    updates = (Updated("10.1234/2025-60", Update.CORRECTION, date(2025, 12, 1)),)
    tree = deposit(Deposited(text, "", "10.1234/2025-59", updates, "10.1234/policy"))
    assert said(tree, "//c:crossmark/c:updates/c:update") == ["10.1234/2025-60"]
    assert said(tree, "//c:update/@type") == ["correction"]
    assert len(said(tree, "//c:crossmark/c:custom_metadata//ai:license_ref")) == 2
    assert said(tree, "//rel:intra_work_relation[@relationship-type='isTranslationOf']") == ["10.1234/2025-59"]


def test_the_same_facts_are_the_same_bytes_and_others_are_others() -> None:
    one, same = (write_text(Deposited(record(doi=DOI))) for _time in range(2))
    assert one == same
    assert one != write_text(Deposited(record(doi=DOI, url="https://example.org/elsewhere/")))
