"""Weighs a picture that is uploaded before it is opened, and says at the field why a file stays."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from commentaries import picturing


class PictureField(WagtailImageField):
    """Wagtail's field for a picture, which asks for the size before it decodes and not after (trap 27).

    Wagtail 8.0 takes the size of a file by Willow, which decodes it first; a file that is cut off ends in a fault.
    """

    def to_python(self, data: Any) -> Any:
        ending = getattr(data, "name", "").rpartition(".")[2].lower()
        if ending not in picturing.FORMATS:  # Wagtail refuses it, unless the site allows it and has a reader for it
            return super().to_python(data)
        if self.max_upload_size is not None and data.size > self.max_upload_size:
            raise forms.ValidationError(self.error_messages["file_too_large_unknown_size"], code="file_too_large")
        pixels = picturing.pixels_of(data)
        if pixels is None:
            raise forms.ValidationError(self.error_messages["invalid_image"], code="invalid_image")
        if self.max_image_pixels and pixels > self.max_image_pixels:
            most = {"num_pixels": pixels, "max_pixels_count": self.max_image_pixels}
            raise forms.ValidationError(self.error_messages["file_too_many_pixels"] % most, code="file_too_many_pixels")
        try:
            return super().to_python(data)
        except picturing.UNREADABLE as fault:
            raise forms.ValidationError(self.error_messages["invalid_image"], code="invalid_image") from fault


class PictureForm(BaseImageForm):
    """Wagtail's form for a picture, for ``WAGTAILIMAGES_IMAGE_FORM_BASE``: it says at the field why a file stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = PictureField(label=given.label, required=given.required, widget=given.widget)

    def clean_file(self) -> Any:
        if "file" in self.changed_data and picturing.is_kept(self.instance):
            raise forms.ValidationError(picturing.in_use())
        return self.cleaned_data["file"]
