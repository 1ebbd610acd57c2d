"""Turns the records of one text into the ways in which they contradict each other; none if they tell one story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wagtail.models import PageLogEntry, TaskState, WorkflowState

from commentaries import register, standings, versions
from commentaries.models import Affirmation, CommentaryPage, Decision, DecisionTask, Edition, Issue, NumberCounter

Outcome = Decision.Outcome
_TASK_AFTER = {
    Outcome.PUBLISH: TaskState.STATUS_APPROVED,
    Outcome.CHANGES: TaskState.STATUS_REJECTED,
    Outcome.REJECT: TaskState.STATUS_REJECTED,
}


def contradictions(pk: int) -> list[str]:
    """What decision, affirmations, workflow, tasks, revisions, register, editions and history of a text disagree on."""
    page = CommentaryPage.objects.get(pk=pk)
    tellers = (_of_rounds, _of_revisions, _of_register, _of_editions, _of_history)
    return [f"text {pk}: {sentence}" for teller in tellers for sentence in teller(page)]


def gaps(*, series: int) -> list[int]:
    """The numbers of the current period that no entry holds, up to the last one given."""
    counter = NumberCounter.objects.get(series=series)
    held = set(Issue.objects.filter(series=series, period=counter.period).values_list("sequence", flat=True))
    return sorted(set(range(1, counter.last + 1)) ^ held)


def _rounds(page: CommentaryPage) -> list[TaskState]:
    """The rounds of decision of a text, first to last."""
    states = TaskState.objects.filter(
        workflow_state__object_id=str(page.pk), workflow_state__base_content_type=page.get_base_content_type()
    )
    decisions = list(states.select_related("workflow_state", "task").order_by("pk"))
    return [state for state in decisions if state.task.specific_class is DecisionTask]


def _of_rounds(page: CommentaryPage) -> Iterator[str]:
    """Each round has one decision and ends as it says; each decision for publication has its affirmation."""
    decided = {decision.task_state_id: decision for decision in Decision.objects.filter(version__page=page)}
    if len(decided) != Decision.objects.filter(version__page=page).count():
        yield "two decisions in one round"
    for state in _rounds(page):
        decision = decided.pop(state.pk, None)
        status = state.workflow_state.status
        if decision is None:
            if state.status in {TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED}:
                yield f"round {state.pk} ended as {state.status} without a decision"
            continue
        if state.status != _TASK_AFTER[decision.outcome]:
            yield f"decided to {decision.outcome}, but the task is {state.status}"
        if state.finished_by_id != decision.person.account_id:
            yield "the task was finished by somebody who did not decide"
        if decision.outcome == Outcome.PUBLISH and status != WorkflowState.STATUS_APPROVED:
            yield f"decided to publish, but the workflow is {status}"
        if decision.outcome == Outcome.REJECT and status != WorkflowState.STATUS_CANCELLED:
            yield f"rejected, but the workflow is {status}"
        yes = Affirmation.objects.filter(
            version=decision.version, person=decision.person, kind=Affirmation.Kind.DECISION
        ).count()
        if decision.outcome == Outcome.PUBLISH and not yes:
            yield "a decision to publish without the editor's affirmation"
    if decided:
        yield "a decision outside every round"
    active = WorkflowState.objects.filter(
        object_id=str(page.pk), base_content_type=page.get_base_content_type(), status=WorkflowState.STATUS_IN_PROGRESS
    )
    if active.count() > 1:
        yield "two workflows at once"


def _of_revisions(page: CommentaryPage) -> Iterator[str]:
    """The page points at its newest revision and knows whether readers see it."""
    newest = page.revisions.order_by("-created_at", "-pk").first()
    if newest is None or page.latest_revision_id != newest.pk:
        yield f"the newest revision is {newest and newest.pk}, the page points at {page.latest_revision_id}"
        return
    if page.latest_revision_created_at != newest.created_at:
        yield "the moment of the newest revision is another"
    if page.draft_title not in _titles_in_lists(page):
        yield f"called {page.draft_title!r} in lists"
    if page.live and page.live_revision_id is None:
        yield "live without a revision"
    if page.live and page.live_revision_id:
        if versions.digest_of(page.live_revision.as_object()) != versions.digest_of(page):
            yield "what readers see is not the live revision"
        if page.has_unpublished_changes != (page.live_revision_id != newest.pk):
            yield "says wrongly whether there are unpublished changes"
    elif not page.live and page.live_revision_id:
        yield "not live, with a live revision"


def _titles_in_lists(page: CommentaryPage) -> set[str]:
    """A draft is listed by its newest title, a public text by its public one, one taken from readers by either."""
    newest = versions.latest_of(page).title
    if page.live:
        return {page.title}
    return {newest, page.title} if Edition.objects.filter(page=page).exists() else {newest}


def _of_register(page: CommentaryPage) -> Iterator[str]:
    """A public text has its number and no other text has it; a text that never was public has none but a reserved."""
    entries = list(Issue.objects.counting().filter(work=page.translation_key))
    if len(entries) > 1:
        yield "two numbers"
    entry = register.entry_of(page)
    was_public = Edition.objects.filter(page=page).exists()
    if page.live and (entry is None or entry.state != Issue.State.PUBLIC):
        yield f"live, but the register says {entry and entry.state}"
    if was_public and not page.live and entry and entry.state == Issue.State.PUBLIC:
        yield "not live, but public in the register"
    if was_public and (entry is None or entry.state == Issue.State.RESERVED):
        yield "was public, but has no number"
    if not was_public and entry is not None and entry.state != Issue.State.RESERVED:
        yield f"never was public, but the register says {entry.state}"
    if page.issue_id != (entry.pk if entry and was_public else None):
        yield f"the page repeats entry {page.issue_id}, the register holds {entry and entry.pk}"


def _of_editions(page: CommentaryPage) -> Iterator[str]:
    """Editions are counted from 1, the last is what readers see, and two persons stand behind each."""
    editions = list(Edition.objects.filter(page=page).select_related("version").order_by("number"))
    if [edition.number for edition in editions] != list(range(1, len(editions) + 1)):
        yield f"editions {[edition.number for edition in editions]}"
    if page.live and (not editions or editions[-1].version.digest != versions.digest_of(page)):
        yield "what readers see is not the last edition"
    for edition in editions:
        decided = Decision.objects.filter(version=edition.version, outcome=Outcome.PUBLISH).count()
        if decided != 1:
            yield f"edition {edition.number} comes from {decided} decisions"
        persons = set(Affirmation.objects.filter(version=edition.version).values_list("person", flat=True))
        if len(persons) < 2:
            yield f"edition {edition.number} was affirmed by {len(persons)} person"
    if page.live and not standings.standing_of(page).is_enough:
        yield "live without two affirmations"


def _of_history(page: CommentaryPage) -> Iterator[str]:
    """The history tells of each event once."""
    told = Counter(PageLogEntry.objects.filter(page=page.pk).values_list("action", flat=True))
    outcomes = Counter(Decision.objects.filter(version__page=page).values_list("outcome", flat=True))
    editions = Edition.objects.filter(page=page).count()
    published = told["wagtail.publish"] + told["wagtail.publish.scheduled"]
    if published != editions:
        yield f"published {published} times in the history, {editions} editions"
    approvals = PageLogEntry.objects.filter(page=page.pk, action="wagtail.workflow.approve")
    approved = sum(entry.data.get("workflow", {}).get("task", {}).get("title") == "Decision" for entry in approvals)
    if approved != outcomes[Outcome.PUBLISH]:
        yield f"approved {approved} times in the history, {outcomes[Outcome.PUBLISH]} decisions to publish"
    refused = outcomes[Outcome.CHANGES] + outcomes[Outcome.REJECT]
    if told["wagtail.workflow.reject"] != refused:
        yield f"sent back {told['wagtail.workflow.reject']} times in the history, {refused} decisions"
