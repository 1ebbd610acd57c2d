"""Tests that every article is valid by the official DTDs, and says what its record and its text say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from commentaries.citations.kinds import TYPES
from commentaries.fulltext import FullText, jats_of
from commentaries.fulltext.texts import Heading, KeyPoint, Prose, Related
from commentaries.record import Contributor, Issn, Kind, PersonName, PublicationDate, Record, SeriesFacts
from tests.commentaries.citations.records import ADA, ANNA, HARD_RECORDS, record
from tests.commentaries.fulltext.samples import FULL, HOSTILE_WORDS, INTERVIEW, hostile_text
from tests.schemas.jats import valid_article

GOLDEN = Path(__file__).parents[2] / "golden" / "fulltext"
XLINK = "{http://www.w3.org/1999/xlink}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
Check = Callable[[str], etree._Element]


@pytest.fixture
def check() -> Check:
    """Reads an article and validates it."""
    return lambda xml: valid_article(xml.encode())


def words_of(element: etree._Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize("hard", HARD_RECORDS)
def test_every_hard_record_is_valid_with_and_without_its_text(check: Check, hard: Record) -> None:
    for text in (FullText(), FULL):
        article = check(jats_of(hard, text))
        assert words_of(article.find(".//article-meta/title-group/article-title")) == hard.title
        assert article.get(LANG) == hard.language
        assert article.get("article-type") == TYPES[hard.kind].jats
        names = [contrib.findtext(".//surname") for contrib in article.findall(".//contrib")]
        suffixes = [contrib.findtext(".//suffix") for contrib in article.findall(".//contrib")]
        whole = [", ".join(filter(None, parts)) for parts in zip(names, suffixes, strict=True)]
        assert whole == [c.name.family for c in hard.contributors]
        assert article.findtext(".//article-meta/issue", "") == hard.label
        assert (article.find("body") is not None) == bool(text.blocks)


@pytest.mark.parametrize("words", HOSTILE_WORDS)
def test_no_words_become_markup(check: Check, words: str) -> None:
    article = check(jats_of(record(title=words), hostile_text(words)))
    seen = " ".join("".join(c for c in words if c >= " ").split())
    assert words_of(article.find(".//article-title")) == seen
    paragraph = article.find("body/p")
    assert words_of(paragraph) == seen
    assert paragraph is not None
    assert len(paragraph) == 0
    assert words_of(article.find("back/fn-group/fn/p")) == seen
    assert not article.xpath("//script | //b | //comment()")


def test_the_facts_stand_where_jats_has_them(check: Check) -> None:
    article = check(jats_of(INTERVIEW, FULL))
    find = article.findtext
    assert find(".//journal-title") == "Letters from the Coast"
    assert [(i.get("publication-format"), i.text) for i in article.findall(".//issn")] == [
        ("electronic", "2532-6570"),
        ("print", "2532-6562"),
    ]
    assert find(".//issn-l") == "2532-6562"
    assert find(".//publisher-name") == "Institute of Tides"
    assert find(".//article-id[@pub-id-type='doi']") == "10.1234/letters.2025-61"
    assert [find(f".//pub-date/{part}") for part in ("day", "month", "year")] == ["25", "11", "2025"]
    assert [find(f".//article-meta/{part}") for part in ("volume", "issue", "elocation-id")] == [
        "2025",
        "25 | 61",
        "25-61",
    ]
    assert find(".//license/{http://www.niso.org/schemas/ali/1.0/}license_ref") == (
        "https://creativecommons.org/licenses/by/4.0/"
    )
    assert {uri.text: uri.get("content-type") for uri in article.findall(".//self-uri")} == {
        "https://example.org/letters/minutes/": "text/html",
        "https://example.org/letters/25-61/": "text/html",
        "https://example.org/letters/25-61.pdf": "application/pdf",
    }
    assert find(".//fn[@fn-type='coi-statement']/p") == FULL.interests
    assert find(".//funding-statement") == FULL.funding
    assert [kwd.text for kwd in article.findall(".//kwd")] == ["harbours", "votes"]
    assert [subject.text for subject in article.findall(".//subject")] == ["Interview", "Tides"]
    assert {count.tag: count.get("count") for count in article.find(".//counts")} == {
        "fig-count": "3",
        "table-count": "1",
        "word-count": "1234",
    }


def test_persons_have_their_role_their_orcid_and_one_affiliation_between_them(check: Check) -> None:
    article = check(jats_of(INTERVIEW, FULL))
    people = article.findall(".//contrib")
    assert [(p.get("contrib-type"), p.find("role").get("content-type")) for p in people] == [
        ("author", "interviewee"),
        ("author", "interviewer"),
        ("translator", "translator"),
    ]
    assert people[0].findtext("contrib-id[@contrib-id-type='orcid']") == "https://orcid.org/0000-0002-1825-0097"
    assert [aff.findtext("institution") for aff in article.findall(".//aff")] == ["Institute of Tides", "Harbour Press"]
    assert [p.find("xref").get("rid") for p in people] == ["aff1", "aff2", "aff1"]


def test_a_name_is_kept_as_printed_where_its_parts_do_not_make_it(check: Check) -> None:
    printed = PersonName("A. Quillon", "Quillon", "Ada", "Quillon, Ada")
    eastern = PersonName("Li Wei", "Li", "Wei", "Li, Wei")
    article = check(jats_of(record(printed, eastern, ANNA)))
    first, second, third = article.findall(".//contrib")
    assert first.findtext("name-alternatives/string-name") == "A. Quillon"
    assert first.findtext("name-alternatives/name/given-names") == "Ada"
    assert second.find("name").get("name-style") == "eastern"
    assert third.findtext("name/surname") == "van den Berg"


def test_a_date_is_told_as_exactly_as_it_is_known(check: Check) -> None:
    year = check(jats_of(record(published=PublicationDate(2014))))
    assert [part.tag for part in year.find(".//pub-date")] == ["year"]
    assert year.find(".//pub-date").get("iso-8601-date") == "2014"
    none = check(jats_of(record(published=None)))
    assert none.find(".//pub-date-not-available") is not None


def test_a_series_without_issn_is_valid_too(check: Check) -> None:
    article = check(jats_of(record(series=SeriesFacts("Letters"))))
    assert article.find(".//issn") is None
    only_linking = SeriesFacts("Letters", issns=(Issn("2532-6562", "l"),))
    check(jats_of(record(series=only_linking)))


def test_sections_follow_the_headings(check: Check) -> None:
    article = check(jats_of(INTERVIEW, FULL))
    assert [sec.findtext("title") for sec in article.findall("body/sec")] == ["What was left out", "In figures"]
    assert [sec.findtext("title") for sec in article.findall("body/sec/sec")] == ["Words of others"]
    leading_subheading = FullText(blocks=(Heading("Sub", 2), Prose(["x"]), Heading("Main"), Heading("Last")))
    article = check(jats_of(record(), leading_subheading))
    assert [sec.findtext("title") for sec in article.findall("body/sec")] == ["Sub", "Main", "Last"]


def test_the_text_is_told_in_elements_of_jats(check: Check) -> None:
    article = check(jats_of(INTERVIEW, FULL))
    body = article.find("body")
    call = body.find(".//xref[@ref-type='fn']")
    assert words_of(article.find(f"back/fn-group/fn[@id='{call.get('rid')}']/p")) == "Minutes of 4 May, item 3."
    assert body.find(".//ext-link").get(f"{XLINK}href") == "https://example.org/minutes?a=1&b=2"
    assert [e.get(LANG) for e in body.findall(".//named-content")] == ["fr", "ar"]
    assert words_of(body.find(".//disp-quote/attrib")) == "Minutes, p. 4"
    assert [(s.findtext("speaker"), words_of(s.find("p"))) for s in body.findall(".//speech")] == [
        ("Anna van den Berg", "Were you there?"),
        ("Ada Quillon", "I was.2"),
    ]
    assert [words_of(cell) for cell in body.findall(".//tbody/tr/*")] == ["Trieste", "1,204", "Gdańsk | Danzig", "17"]
    assert body.find(".//tbody/tr/td").get("align") == "right"
    figure = body.find(".//fig")
    assert figure.findtext("alt-text") == "A pier at low tide"
    assert figure.find("graphic").get(f"{XLINK}href") == "https://example.org/media/pier.webp"
    assert figure.findtext("attrib") == "Ann Lee / Harbour Press"
    assert article.find("floats-group/fig").get("fig-type") == "lead"
    assert [words_of(p) for p in article.findall(".//abstract[@abstract-type='key-points']//list-item/p")] == [
        "The committee published its minutes. It took eleven years.",
        "Nobody was surprised.",
    ]


def test_key_points_stand_in_front_matter_alone(check: Check) -> None:
    article = check(jats_of(record(), FullText(key_points=(KeyPoint("Only this."),))))
    assert article.find("body") is None
    assert words_of(article.find(".//abstract[@abstract-type='key-points']//p/list")) == "Only this."


def test_a_remark_is_said_and_a_correction_leads_to_what_it_corrects(check: Check) -> None:
    related = FullText(related=(Related("corrected-article", "https://example.org/a/", "10.1234/a"),))
    article = check(jats_of(record(remark="Demonstration text"), related))
    assert article.findtext("front/notes[@notes-type='remark']/p") == "Demonstration text"
    link = article.find(".//related-article")
    assert (link.get("related-article-type"), link.get("ext-link-type")) == ("corrected-article", "doi")
    assert link.get(f"{XLINK}href") == "10.1234/a"


@pytest.mark.parametrize("kind", list(Kind))
def test_no_kind_is_called_a_research_article(check: Check, kind: Kind) -> None:
    text = jats_of(record(ADA, kind=kind), FULL)
    assert check(text).get("article-type") == TYPES[kind].jats
    assert "research-article" not in text
    assert "peer" not in text


def test_the_whole_article_is_as_it_was_accepted(check: Check) -> None:
    article = check(jats_of(INTERVIEW, FULL))
    etree.indent(article)
    assert etree.tostring(article, encoding="unicode") + "\n" == (GOLDEN / "interview.xml").read_text()


def test_nobody_named_leaves_the_group_out(check: Check) -> None:
    article = check(jats_of(record(contributors=())))
    assert article.find(".//contrib-group") is None
    assert check(jats_of(record(contributors=(Contributor(ADA),)))).find(".//role") is None
