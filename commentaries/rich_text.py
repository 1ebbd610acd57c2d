"""Teaches the rich text editor two things: the call of a note, and a passage in another language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters import html_to_contentstate
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature

SCRIPT = "commentaries/admin/draftail.js"
PLACEHOLDER = "*"
"""What stands for a note's call inside the editor: an entity of Draft.js needs a character."""


class NoteCallHandler(html_to_contentstate.InlineEntityElementHandler):
    """Reads ``<a linktype="note" id="…"></a>``, which is empty in the database."""

    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, str]:
        return {"ref": attrs.get("id", "")}

    def handle_endtag(self, name: str, state: Any, contentstate: Any) -> None:
        call = state.current_entity_ranges[-1]
        state.current_block.text = state.current_block.text[: call.offset] + PLACEHOLDER
        state.leading_whitespace = html_to_contentstate.KEEP_WHITESPACE
        super().handle_endtag(name, state, contentstate)


class ForeignPassageHandler(html_to_contentstate.InlineEntityElementHandler):
    """Reads ``<span lang="…">…</span>``."""

    mutability = "MUTABLE"

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, str]:
        return {"lang": attrs.get("lang", "")}


def note_call(props: dict[str, Any]) -> Any:
    """The call as it is stored: its number is given by the reader's page, never here."""
    return DOM.create_element("a", {"linktype": "note", "id": props.get("ref", "")})


def foreign_passage(props: dict[str, Any]) -> Any:
    return DOM.create_element("span", {"lang": props.get("lang", "")}, props["children"])


def register(features: Any) -> None:
    """Registers the features ``note`` and ``foreign`` with Wagtail."""
    features.register_editor_plugin(
        "draftail",
        "note",
        EntityFeature({"type": "NOTE", "label": "¹", "description": _("Note"), "attributes": ["ref"]}, js=[SCRIPT]),
    )
    features.register_converter_rule(
        "contentstate",
        "note",
        {
            "from_database_format": {'a[linktype="note"]': NoteCallHandler("NOTE")},
            "to_database_format": {"entity_decorators": {"NOTE": note_call}},
        },
    )
    features.register_editor_plugin(
        "draftail",
        "foreign",
        EntityFeature(
            {
                "type": "FOREIGN",
                "icon": "globe",
                "description": _("Passage in another language"),
                "attributes": ["lang"],
                "allowlist": {"lang": "^[A-Za-z]"},
            },
            js=[SCRIPT],
        ),
    )
    features.register_converter_rule(
        "contentstate",
        "foreign",
        {
            "from_database_format": {"span[lang]": ForeignPassageHandler("FOREIGN")},
            "to_database_format": {"entity_decorators": {"FOREIGN": foreign_passage}},
        },
    )
