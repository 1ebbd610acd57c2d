"""Finds the printed files that no print version names: a process that was killed while it printed left them behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, islice

from django.core.files.storage import Storage
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from commentaries.models import PrintVersion
from commentaries.models.prints import FOLDER
from series.finding import Finding

IN_THE_MAKING = timedelta(hours=1)
"""How young a file may be and still wait for its row."""
_AT_A_TIME = 100
_FILES = ("file", "cover_small", "cover_large")


def leftover_prints() -> Iterator[Finding]:
    """Those of all series, one query for a hundred files; a file that is still being made is none."""
    storage: Storage = PrintVersion._meta.get_field("file").storage
    try:
        _folders, names = storage.listdir(FOLDER)
    except FileNotFoundError:  # nothing was printed yet
        return
    waiting = iter(sorted(names))
    while portion := [f"{FOLDER}/{name}" for name in islice(waiting, _AT_A_TIME)]:
        for name in sorted(set(portion) - _named(portion)):
            if storage.get_modified_time(name) < timezone.now() - IN_THE_MAKING:
                sentence = _("The file %(file)s belongs to no print: a process that was interrupted left it behind.")
                yield Finding(sentence % {"file": name}, _("Delete it."))


def _named(files: list[str]) -> set[str]:
    """Those that a print version names."""
    is_one_of_them = Q(file__in=files) | Q(cover_small__in=files) | Q(cover_large__in=files)
    return set(chain.from_iterable(PrintVersion.objects.filter(is_one_of_them).values_list(*_FILES)))
