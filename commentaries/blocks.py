"""Defines the few blocks a text is made of, as the author meets them in the editor."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms import CharField, Field
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from draftjs_exporter.error import ExporterException
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import RichText

from commentaries.sanitising import WEB_SCHEMES, clean_line, clean_words, plain_text, stored_html

INLINE_FEATURES = ["bold", "italic", "superscript", "subscript", "link", "foreign"]
PARAGRAPH_FEATURES = [*INLINE_FEATURES, "ol", "ul", "note"]


class Misshapen(ValueError):
    """Stored blocks have not the shape that their definition gives them."""


def stored(block: blocks.Block, value: Any) -> Any:
    """A block's value as JSON holds it, its words cleaned.

    Raises:
        Misshapen: where a list, an object or a word stands where the block knows none.
    """
    if value is None:
        return None
    match block:
        case blocks.StreamBlock():
            return [_stored_child(block, child) for child in _of_type(block, value, list)]
        case ImageBlock() if isinstance(value, int):
            return value
        case blocks.StructBlock():
            given = _of_type(block, value, dict)
            return {name: stored(child, given[name]) for name, child in block.child_blocks.items() if name in given}
        case TypedTableBlock():
            return _stored_table(block, _of_type(block, value, dict))
        case blocks.RichTextBlock():
            return stored_html(_of_type(block, value, str))
        case blocks.TextBlock() if not isinstance(block, LineBlock):
            return clean_words(_of_type(block, value, str))
        case blocks.FieldBlock() if isinstance(block.field, CharField):
            return clean_line(_of_type(block, value, str))
    return _of_type(block, value, str | int | float | bool)


def _stored_child(stream: blocks.StreamBlock, child: Any) -> dict[str, Any]:
    """One block of a stream; a kind that the stream no longer knows is kept as it is, as Wagtail does."""
    given = _of_type(stream, child, dict)
    if not isinstance(given.get("type"), str) or "value" not in given:
        raise Misshapen(gettext("each block has a type and a value"))
    known = stream.child_blocks.get(given["type"])
    return {**given, "value": stored(known, given["value"])} if known else given


def _stored_table(table: TypedTableBlock, given: dict[str, Any]) -> dict[str, Any]:
    """Columns with a type and a heading, and rows with as many values."""
    columns = [_of_type(table, column, dict) for column in _of_type(table, given.get("columns", []), list)]
    rows = [_of_type(table, row, dict) for row in _of_type(table, given.get("rows", []), list)]
    kinds = [table.child_blocks.get(str(column.get("type"))) for column in columns]
    if None in kinds or any(len(_of_type(table, row.get("values"), list)) != len(columns) for row in rows):
        raise Misshapen(gettext("a table has a value for each of its columns, and knows their types"))
    return {
        **given,
        "caption": clean_line(_of_type(table, given.get("caption") or "", str)),
        "columns": [
            {**column, "heading": clean_line(_of_type(table, column.get("heading") or "", str))} for column in columns
        ],
        "rows": [
            {**row, "values": [stored(kind, value) for kind, value in zip(kinds, row["values"], strict=True)]}
            for row in rows
        ],
    }


def _of_type(block: blocks.Block, value: Any, wanted: Any) -> Any:
    if not isinstance(value, wanted):
        raise Misshapen(gettext("“%(block)s” holds something else than it should") % {"block": block.label})
    return value


class Unreadable(RichText):
    """What an editor handed over and nobody can read."""


class CleanRichTextBlock(blocks.RichTextBlock):
    """Rich text reduced to the allow-list by whichever way it comes."""

    def normalize(self, value: Any) -> RichText:
        return self._cleaned(super().normalize(value))

    def value_from_form(self, value: Any) -> RichText:
        return self._cleaned(super().value_from_form(value))

    def get_prep_value(self, value: RichText) -> str:
        return stored_html(super().get_prep_value(value))

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> RichText:
        """The editor sends JSON; a script that sends something else is told so, at the field."""
        try:
            return super().value_from_datadict(data, files, prefix)
        except (ExporterException, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return Unreadable("")

    def clean(self, value: Any) -> RichText:
        if isinstance(value, Unreadable):
            raise ValidationError(_("These words cannot be read. Please write or paste them again."))
        return super().clean(value)

    @staticmethod
    def _cleaned(value: RichText) -> RichText:
        return value if isinstance(value, Unreadable) else RichText(stored_html(value.source))


class WebAddressBlock(blocks.URLBlock):
    """An address of the web, and of nothing else."""

    def __init__(self, **kwargs: Any) -> None:
        sentence = _("Write an address that begins with https:// or http://.")
        super().__init__(validators=[URLValidator(schemes=sorted(WEB_SCHEMES), message=sentence)], **kwargs)


class LineBlock(blocks.TextBlock):
    """One line of the page in a field that grows with it. What is too long is refused; a browser would cut it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(rows=1, **kwargs)

    @cached_property
    def field(self) -> Field:
        field = super().field
        field.widget.attrs.pop("maxlength", None)
        return field

    def value_from_form(self, value: Any) -> Any:
        line = super().value_from_form(value)
        return " ".join(line.split()) if isinstance(line, str) else line

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

    text = CleanRichTextBlock(features=INLINE_FEATURES, label=_("Text"))
    source = blocks.CharBlock(required=False, max_length=300, label=_("Source"))

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        label_format = "{text}"


class ExchangeBlock(blocks.StructBlock):
    """One question of an interview and its answer."""

    question = blocks.TextBlock(rows=2, label=_("Question"))
    answer = CleanRichTextBlock(features=PARAGRAPH_FEATURES, label=_("Answer"))

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
    url = WebAddressBlock(label=_("Address"))
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


class WrittenStreamBlock(blocks.StreamBlock):
    """A stream that keeps what was written: a new text comes with blocks to write in, and some may stay empty."""

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> blocks.StreamValue:
        given = super().value_from_datadict(data, files, prefix)
        written = [(child.block_type, child.value, child.id) for child in given if not self.is_unwritten(child)]
        return blocks.StreamValue(self, written)

    def is_unwritten(self, child: blocks.StreamValue.StreamChild) -> bool:
        """Whether nobody has written anything into a block of the kind that is offered."""
        raise NotImplementedError


class BodyBlock(WrittenStreamBlock):
    """The running text."""

    paragraph = CleanRichTextBlock(features=PARAGRAPH_FEATURES, icon="pilcrow", label=_("Paragraph"))
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

    def is_unwritten(self, child: blocks.StreamValue.StreamChild) -> bool:
        is_readable = child.block_type == "paragraph" and not isinstance(child.value, Unreadable)
        return is_readable and not plain_text(child.value.source)


class KeyPointBlock(blocks.StructBlock):
    """One key point."""

    lead = LineBlock(max_length=400, label=_("Lead sentence"))
    text = blocks.TextBlock(required=False, rows=3, max_length=800, label=_("More, if needed"))

    class Meta:
        icon = "pick"
        label = _("Key point")
        label_format = "{lead}"


class KeyPointsBlock(WrittenStreamBlock):
    """The key points, in order."""

    key_point = KeyPointBlock()

    class Meta:
        required = False

    def is_unwritten(self, child: blocks.StreamValue.StreamChild) -> bool:
        return not any(words.strip() for words in child.value.values())
