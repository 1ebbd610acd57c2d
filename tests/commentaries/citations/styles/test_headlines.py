"""Tests which letters of an English title are large, by the rules of the two manuals that ask for it."""

from __future__ import annotations

import pytest

from commentaries.citations.styles.headlines import SMALL_IN_CHICAGO, SMALL_IN_MLA, headline


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Minutes of a silent committee", "Minutes of a Silent Committee"),
        ("What the war is for", "What the War Is For"),
        ("A long-term view of peace-keeping", "A Long-Term View of Peace-Keeping"),
        ("State-of-the-art weapons", "State-of-the-Art Weapons"),
        ("Europe and the future of Ukraine", "Europe and the Future of Ukraine"),
        ("Turkey, Iran and the end of Syria", "Turkey, Iran and the End of Syria"),
        ("Why Turkey matters to Europe", "Why Turkey Matters to Europe"),
        ('The "last" word', 'The "Last" Word'),
        ("“The ‘last’ word” on 100 % of it: a reply", "“The ‘Last’ Word” on 100 % of It: A Reply"),
        ("Who pays? the bill of a war", "Who Pays? The Bill of a War"),
        ("What the eU and iOS mean", "What the eU and iOS Mean"),
        ("If not now, when", "If Not Now, When"),
        ("Città and città", "Città and Città"),
        ("The elections of 2025", "The Elections of 2025"),
        ("2025 in review", "2025 in Review"),
        ("“5G” and the state", "“5G” and the State"),
        ("The U.S. and its allies", "The U.S. and Its Allies"),
        ("Russia vs. the rest of us", "Russia vs. the Rest of Us"),
        ("Peace amid a war", "Peace amid a War"),
    ],
)
def test_every_word_but_small_ones_within_is_large(title: str, written: str) -> None:
    assert headline(title, "en", small=SMALL_IN_CHICAGO) == written
    assert headline(title, "en-GB", small=SMALL_IN_MLA) == written


@pytest.mark.parametrize(
    ("title", "in_chicago", "in_mla"),
    [
        ("A war between friends", "A War Between Friends", "A War between Friends"),
        ("Near and yet far", "Near and Yet Far", "Near and yet Far"),
        ("Peace with honour", "Peace with Honour", "Peace with Honour"),
    ],
)
def test_the_manuals_differ_in_long_prepositions(title: str, in_chicago: str, in_mla: str) -> None:
    assert headline(title, "en", small=SMALL_IN_CHICAGO) == in_chicago
    assert headline(title, "en", small=SMALL_IN_MLA) == in_mla


@pytest.mark.parametrize(
    "title",
    [
        "The Kremlin Sets Its Sights on Kyiv: The Bluff behind Russia’s “Peace Plan”",
        "What Parliaments Could Ask About Export Controls",
        "Rome",
        "القاهرة والبحر",
        "",
    ],
)
def test_a_title_with_large_letters_of_its_own_keeps_them(title: str) -> None:
    for small in (SMALL_IN_CHICAGO, SMALL_IN_MLA):
        assert headline(title, "en", small=small) == title


def test_chicago_leaves_no_preposition_of_five_letters_small() -> None:
    assert max(map(len, SMALL_IN_CHICAGO)) == 4
    assert SMALL_IN_CHICAGO < SMALL_IN_MLA


def test_only_english_is_written_so() -> None:
    assert headline("Chi misura la marea", "it", small=SMALL_IN_MLA) == "Chi misura la marea"
