"""Tests that an element of XML holds what XML can hold, and nothing else."""

from __future__ import annotations

import sys
from xml.etree import ElementTree

from commentaries.elements import characters, element, filled, said


def test_whatever_is_called_printable_can_stand_in_xml() -> None:
    printable = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1))))
    assert characters(printable) == printable
    assert ElementTree.fromstring(said("p", printable)).text == printable


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert characters("a\x00b\x0bc\ud800d\ufffee\uffff") == "abcde"
    assert characters("a\tb\nc\rd\x85e") == "a\tb\nc\rd\x85e"


def test_words_and_attributes_are_escaped() -> None:
    written = said("p", "1 < 2 > 0 & “so”", {"title": '"a" & <b>', "lang": ""})
    read = ElementTree.fromstring(written)
    assert (read.text, read.attrib) == ("1 < 2 > 0 & “so”", {"title": '"a" & <b>'})


def test_an_element_around_nothing_is_short_or_not_there() -> None:
    assert (element("br"), filled("p", ""), said("p", "")) == ("<br/>", "", "")
