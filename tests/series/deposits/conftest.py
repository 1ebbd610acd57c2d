"""Sets the stage: a house whose texts have DOIs, a stand-in for Crossref that the site speaks to, and a clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from wagtail.models import Site

from tests import factories
from tests.factories import House
from tests.series.deposits.story import Story
from tests.series.registrars.stand_in import StandIn, stand_in_named_by


@pytest.fixture
def story(clock: Callable[[datetime], None]) -> Story:
    return Story(clock)


@pytest.fixture
def crossref(settings: Any) -> Iterator[StandIn]:
    with stand_in_named_by(settings) as there:
        yield there


@pytest.fixture
def house(db: None) -> House:
    """A house whose texts have DOIs, on a site that readers can reach."""
    made = factories.make_house(doi_prefix="10.1234")
    site = Site.objects.get(is_default_site=True)
    site.hostname = "tides.example.org"
    site.save()
    return made
