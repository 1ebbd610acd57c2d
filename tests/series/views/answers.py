"""Turns an answer into its words, and into the sentences that it says; the first text appears at ``START``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpResponse

START = datetime(2025, 11, 25, 9, tzinfo=UTC)


def words(response: HttpResponse) -> str:
    return response.content.decode()


def told(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]
