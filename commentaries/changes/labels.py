"""Turns the words by which sections, kinds of blocks and parts of blocks are compared into those that a page shows."""

from django.utils.translation import gettext_lazy

SECTIONS = {
    "head": gettext_lazy("Title and authors"),
    "picture": gettext_lazy("Lead picture"),
    "key_points": gettext_lazy("Key points"),
    "body": gettext_lazy("Text"),
    "notes": gettext_lazy("Notes"),
    "end": gettext_lazy("Statements and facts"),
}
KINDS = {
    "abstract": gettext_lazy("abstract"),
    "author": gettext_lazy("author"),
    "bullet": gettext_lazy("Item of a list"),
    "embed": gettext_lazy("Film, map or recording elsewhere"),
    "exchange": gettext_lazy("Question and answer"),
    "figure": gettext_lazy("Figure"),
    "funding": gettext_lazy("funding"),
    "heading": gettext_lazy("Heading"),
    "interests": gettext_lazy("statement of interests"),
    "key_point": gettext_lazy("Key point"),
    "keywords": gettext_lazy("keywords"),
    "kind": gettext_lazy("kind"),
    "language": gettext_lazy("language of the text"),
    "lead_picture": gettext_lazy("lead picture"),
    "licence": gettext_lazy("licence"),
    "note": gettext_lazy("Note"),
    "number": gettext_lazy("Item of a numbered list"),
    "paragraph": gettext_lazy("Paragraph"),
    "pull_quote": gettext_lazy("Pull quote"),
    "quotation": gettext_lazy("Quotation"),
    "remark": gettext_lazy("remark"),
    "subheading": gettext_lazy("Subheading"),
    "table": gettext_lazy("Table"),
    "title": gettext_lazy("Title"),
}
PARTS = {
    "address": gettext_lazy("Address"),
    "affiliation": gettext_lazy("affiliation"),
    "alt": gettext_lazy("Description for those who cannot see it"),
    "answer": gettext_lazy("Answer"),
    "caption": gettext_lazy("Caption"),
    "credit": gettext_lazy("Credit"),
    "decoration": gettext_lazy("Role of the picture"),
    "head": gettext_lazy("Head of the table"),
    "picture": gettext_lazy("Picture"),
    "question": gettext_lazy("Question"),
    "role": gettext_lazy("role"),
    "row": gettext_lazy("Row"),
    "source": gettext_lazy("Source"),
}
