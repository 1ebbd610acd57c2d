"""Turns an answer into its words; the first text appears at ``START``."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpResponse

START = datetime(2025, 11, 25, 9, tzinfo=UTC)


def words(response: HttpResponse) -> str:
    return response.content.decode()
