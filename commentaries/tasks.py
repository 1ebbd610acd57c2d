"""Makes one background task of every stored follow-up."""

from __future__ import annotations

try:
    from django.tasks import task
except ImportError:  # Django 5.2 has the same decorator in a package of its own
    from django_tasks import task

from commentaries import conf, followups


@task(queue_name=conf.task_queue())
def carry_out_follow_up(pk: int) -> bool:
    """Does one follow-up; whether it was done."""
    return followups.carry_out(pk)
