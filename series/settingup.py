"""Makes groups and default workflow, gives a series' page what it needs of them, and fits the groups each day."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from commentaries import conf
from commentaries.daily import each_day
from commentaries.models import Absence, DecisionTask, FollowUp, GuestEditor, Person, ReviewTask, SeriesRole
from series.models import SeriesPage

FIT_GROUPS = "fit-groups"
REVIEWERS = "Commentary reviewers"
GUESTS = "Commentary guest editors"
GROUPS = {
    "Commentary authors": ("add_page",),
    REVIEWERS: (),
    GUESTS: ("change_page",),
    "Commentary assistants": ("add_page", "change_page"),
    "Commentary editors": ("add_page", "change_page", "publish_page"),
}
"""Our groups and their permissions on a series' page. What each may do is decided in ``permissions``."""
GROUP_OF_ROLE = {
    SeriesRole.Role.AUTHOR: "Commentary authors",
    SeriesRole.Role.ASSISTANT: "Commentary assistants",
    SeriesRole.Role.EDITOR: "Commentary editors",
}
_MODEL_PERMISSIONS = {
    "Commentary assistants": ("add_person", "change_person", "view_person"),
    "Commentary editors": (
        "add_person", "change_person", "view_person", "change_series", "view_series",
        "add_topic", "change_topic", "view_topic", "change_publisher",
    ),
}  # fmt: skip
_IMAGE_GROUPS = (*GROUP_OF_ROLE.values(), GUESTS)


@transaction.atomic
def set_up_roles() -> list[str]:
    """Makes what is missing, fits our groups to the roles, and leaves the rest alone; says in sentences what it did."""
    groups = _groups()
    made = [name for name in GROUPS if name not in groups]
    said = [f"Made the group {name}." for name in made]
    _grant([*groups.values(), *(Group.objects.get_or_create(name=name)[0] for name in made)])
    _workflow, is_new = _default_workflow()
    if is_new:
        said.append(f"Made the workflow {_workflow.name}.")
    equipped = [page for page in SeriesPage.objects.all() if _equip(page)]
    said += fit_groups()
    for person in Person.objects.filter(account__isnull=False, invitations__isnull=False).distinct():
        let_reviewer_in(person)
    return [*said, *(f"Gave the page {page.title} its workflow and permissions." for page in equipped)]


def fit_groups() -> list[str]:
    """Makes the members of our groups those who have the role; says in sentences what was not so.

    A role that has not begun counts already, so that it is there from the first minute of its first day. What may
    be done with a text is asked of the role and its days, not of the group.
    """
    wanted = _accounts_by_group()
    groups = Group.objects.filter(name__in=wanted)
    members = list(groups.values_list("name", "user"))
    said = []
    for name, due in wanted.items():
        held = {account for group, account in members if group == name and account}
        if due == held or name not in {group for group, _account in members}:
            continue
        group = groups.get(name=name)
        group.user_set.add(*(due - held))
        group.user_set.remove(*(held - due))
        said.append(f"Fitted the group {name} to the roles.")
    return said


@each_day(FIT_GROUPS)
@transaction.atomic
def fit_groups_of_the_day(follow_up: FollowUp) -> None:
    """Absences and roles end by their date, and nothing is saved then."""
    fit_groups()


def _accounts_by_group() -> dict[str, set[int]]:
    """The accounts that belong in each of our groups today.

    A deputy is let in as an assistant is: topics and the publisher, which only the group guards, are the editors' own.
    """
    roles = SeriesRole.objects.filter(person__account__isnull=False).select_related("series", "person")
    wanted: dict[str, set[int]] = {name: set() for name in GROUP_OF_ROLE.values()}
    for role in roles:
        if role.until is None or role.series.today() <= role.until:
            wanted[GROUP_OF_ROLE[role.role]].add(role.person.account_id)
    absences = Absence.objects.lasting().filter(deputy__account__isnull=False).select_related("series", "deputy")
    deputies = {each.deputy.account_id for each in absences if not each.is_over(each.series.today())}
    wanted[GROUP_OF_ROLE[SeriesRole.Role.ASSISTANT]] |= deputies
    guests = GuestEditor.objects.filter(person__account__isnull=False).values_list("person__account", flat=True)
    return {**wanted, GUESTS: set(guests)}


def let_reviewer_in(person: Person) -> None:
    """Lets the account of an invited person into the admin, where the review is answered."""
    group = Group.objects.filter(name=REVIEWERS).first()
    if group and person.account_id and person.invitations.exists():
        group.user_set.add(person.account_id)


def equip_series_page(page: SeriesPage) -> None:
    """Workflow and permissions of a new series page, once ``setup_roles`` has been run."""
    if (
        Group.objects.filter(name="Commentary editors").exists()
        and Workflow.objects.filter(name=conf.get().WORKFLOW_NAME).exists()
    ):
        _equip(page)


def _equip(page: SeriesPage) -> bool:
    plain: Page = page.page_ptr
    wanted = {(name, codename) for name, codenames in GROUPS.items() for codename in codenames}
    given = GroupPagePermission.objects.filter(page=plain, group__name__in=GROUPS)
    missing = wanted - set(given.values_list("group__name", "permission__codename"))
    if missing:
        groups, permissions = _groups(), _permissions("wagtailcore", {codename for _name, codename in missing})
        GroupPagePermission.objects.bulk_create(
            GroupPagePermission(group=groups[name], page=plain, permission=permissions[codename])
            for name, codename in sorted(missing)
        )
    has_workflow = WorkflowPage.objects.filter(page=plain).exists()
    if not has_workflow:
        workflow, _is_new = _default_workflow()
        WorkflowPage.objects.create(page=plain, workflow=workflow)
    return bool(missing) or not has_workflow


def _groups() -> dict[str, Group]:
    return {group.name: group for group in Group.objects.filter(name__in=GROUPS)}


def _permissions(app: str, codenames: Iterable[str]) -> dict[str, Permission]:
    found = Permission.objects.filter(content_type__app_label=app, codename__in=codenames)
    return {permission.codename: permission for permission in found}


def _default_workflow() -> tuple[Workflow, bool]:
    workflow, is_new = Workflow.objects.get_or_create(name=conf.get().WORKFLOW_NAME)
    if is_new:
        review, _made = ReviewTask.objects.get_or_create(name="Review")
        decision, _made = DecisionTask.objects.get_or_create(name="Decision")
        for order, task in enumerate((review, decision)):
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    return workflow, is_new


def _grant(groups: Iterable[Group]) -> None:
    """The way into the admin, the models of a role, and the pictures."""
    into_admin = _permissions("wagtailadmin", ["access_admin"]).values()
    ours = _permissions("commentaries", chain.from_iterable(_MODEL_PERMISSIONS.values()))
    pictures = _permissions("wagtailimages", ("add_image", "choose_image")).values()
    root = Collection.get_first_root_node()
    for group in groups:
        group.permissions.add(*into_admin, *(ours[name] for name in _MODEL_PERMISSIONS.get(group.name, ())))
        if group.name in _IMAGE_GROUPS:
            for permission in pictures:
                GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
