"""Tests that a host site without our context processor is told what it lacks."""

from __future__ import annotations

from copy import deepcopy

from django.conf import settings
from django.test import override_settings

from series.checks import PROCESSOR, check_context_processor


def test_a_missing_context_processor_is_named() -> None:
    assert check_context_processor() == []
    engines = deepcopy(settings.TEMPLATES)
    engines[0]["OPTIONS"]["context_processors"].remove(PROCESSOR)
    with override_settings(TEMPLATES=engines):
        (found,) = check_context_processor()
    assert found.id == "series.W001"
    assert PROCESSOR in found.hint
