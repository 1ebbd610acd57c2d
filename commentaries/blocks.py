"""Defines the few blocks a text is made of, as the author meets them in the editor."""

from __future__ import annotations

from typing import Any

from django.forms import Field
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock

INLINE_FEATURES = ["bold", "italic", "superscript", "subscript", "link", "foreign"]
PARAGRAPH_FEATURES = [*INLINE_FEATURES, "ol", "ul", "note"]


class LineBlock(blocks.TextBlock):
    """One line of the page in a field that grows with it. What is too long is refused; a browser would cut it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(rows=1, **kwargs)

    @cached_property
    def field(self) -> Field:
        field = super().field
        field.widget.attrs.pop("maxlength", None)
        return field

    def value_from_form(self, value: str) -> str:
        return " ".join(super().value_from_form(value).split())

    class Meta:
        icon = "title"


class FigureBlock(blocks.StructBlock):
    """A picture that belongs to the argument, described for those who cannot see it."""

    image = ImageBlock(required=False, label=_("Picture"), label_format="{alt_text}")
    caption = LineBlock(required=False, max_length=400, label=_("Caption"))
    credit = blocks.CharBlock(
        required=False,
        max_length=200,
        label=_("Credit"),
        help_text=_("Who made the picture, or its source. Every picture needs one."),
    )

    class Meta:
        icon = "image"
        label = _("Figure")
        label_format = "{caption}"


class QuotationBlock(blocks.StructBlock):
    """Somebody else's words, set apart from the text."""

    text = blocks.RichTextBlock(features=INLINE_FEATURES, label=_("Text"))
    source = blocks.CharBlock(required=False, max_length=300, label=_("Source"))

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        label_format = "{text}"


class ExchangeBlock(blocks.StructBlock):
    """One question of an interview and its answer."""

    question = blocks.TextBlock(rows=2, label=_("Question"))
    answer = blocks.RichTextBlock(features=PARAGRAPH_FEATURES, label=_("Answer"))

    class Meta:
        icon = "comment"
        label = _("Question and answer")
        label_format = "{question}"


class TableBlock(TypedTableBlock):
    """A small table of words and figures, with a caption of its own."""

    def __init__(self, local_blocks: object = None, **kwargs: object) -> None:
        super().__init__(
            local_blocks
            or [
                ("text", blocks.CharBlock(required=False, label=_("Words"))),
                ("figure", blocks.CharBlock(required=False, label=_("Figures"))),
            ],
            **kwargs,
        )

    class Meta:
        icon = "table"
        label = _("Table")


class EmbedBlock(blocks.StructBlock):
    """Something that lives elsewhere, shown by a picture of ours and a link; never a foreign frame."""

    image = ImageBlock(required=False, label=_("Picture"), label_format="{alt_text}")
    title = blocks.CharBlock(max_length=200, label=_("Title"))
    url = blocks.URLBlock(label=_("Address"))
    caption = LineBlock(required=False, max_length=400, label=_("Caption"))

    class Meta:
        icon = "media"
        label = _("Film, map or recording elsewhere")
        label_format = "{title}"


class PullQuoteBlock(blocks.TextBlock):
    """A sentence of the body shown large; the editor offers the sentences to pick from."""

    @cached_property
    def field(self) -> Field:
        field = super().field
        field.widget.attrs["data-controller"] += " pull-quote"
        return field

    class Meta:
        icon = "openquote"
        label = _("Pull quote")
        help_text = _("A sentence of the text, word for word. Pick one from the list, or type it.")


class BodyBlock(blocks.StreamBlock):
    """The running text."""

    paragraph = blocks.RichTextBlock(features=PARAGRAPH_FEATURES, icon="pilcrow", label=_("Paragraph"))
    heading = LineBlock(max_length=160, label=_("Heading"))
    subheading = LineBlock(max_length=160, label=_("Subheading"))
    pull_quote = PullQuoteBlock(rows=2)
    figure = FigureBlock()
    quotation = QuotationBlock()
    exchange = ExchangeBlock()
    table = TableBlock()
    embed = EmbedBlock()

    class Meta:
        required = False


class KeyPointBlock(blocks.StructBlock):
    """One key point."""

    lead = LineBlock(max_length=400, label=_("Lead sentence"))
    text = blocks.TextBlock(required=False, rows=3, max_length=800, label=_("More, if needed"))

    class Meta:
        icon = "pick"
        label = _("Key point")
        label_format = "{lead}"


class KeyPointsBlock(blocks.StreamBlock):
    """The key points, in order."""

    key_point = KeyPointBlock()

    class Meta:
        required = False
