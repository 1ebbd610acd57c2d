"""Holds the institute's own page type, which knows nothing of ours."""

from wagtail.models import Page


class InstitutePage(Page):
    template = "institute_page.html"
