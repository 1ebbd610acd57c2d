"""Turns tasks of Wagtail's own that a killed worker left under way into tasks that wait again.

``django-tasks-db`` neither repeats nor recovers them (trap 42). What they do may be done twice: they write
what is true at that moment into an index, or delete a file that nobody asks for any more.
"""

from __future__ import annotations

from datetime import timedelta

from django.apps import apps
from django.utils import timezone

LEFT_AFTER = timedelta(minutes=10)
"""Far longer than any of these tasks takes."""
ATTEMPTS = 5
"""A task that took so many workers along stays where it is."""
REPEATABLE = (
    "modelsearch.tasks.insert_or_update_object_task",
    "wagtail.tasks.update_reference_index_task",
    "wagtail.tasks.delete_file_from_storage_task",
)


def put_back() -> int:
    """Lets stranded tasks wait again; how many. None where the tasks are not in this database."""
    if not apps.is_installed("django_tasks_db"):
        return 0
    from django_tasks_db.models import DBTaskResult  # a host whose queue is elsewhere has no such table

    running = DBTaskResult.objects.filter(
        status="RUNNING", task_path__in=REPEATABLE, started_at__lt=timezone.now() - LEFT_AFTER
    )
    left = [task.pk for task in running if len(task.worker_ids) < ATTEMPTS]
    return running.filter(pk__in=left).update(status="READY", started_at=None)
