"""Tests that whatever words are given, the markup is well formed and says them."""

from __future__ import annotations

from lxml import etree

from series.oai.xml import element, simple, words

HARD = "“A & B” <i>'\"]]></i> ß 海 \U0001f30a عربي"


def test_words_and_attributes_come_back_as_they_were_given() -> None:
    root = etree.fromstring(element("a", simple("b", HARD), c=HARD))
    assert (root.findtext("b"), root.get("c")) == (HARD, HARD)


def test_characters_that_xml_forbids_are_left_out() -> None:
    forbidden = "a\0b\x0bc\x1fd\ufffee\uffff\ud800f\tg"
    root = etree.fromstring(simple("a", forbidden, b=forbidden))
    assert root.text == "abcdef\tg"
    assert root.get("b") == "abcdef\tg"


def test_names_of_attributes_take_prefixes_and_pythons_own_words() -> None:
    assert element("a", words(""), xsi__type="t", from_="f") == '<a xsi:type="t" from="f"></a>'
