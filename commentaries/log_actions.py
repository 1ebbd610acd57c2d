"""Words the log entries of our verbs, for Wagtail's history and reports."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter

_ACTIONS = {
    "commentaries.aim": (_("Set the day to appear on"), _("Set the day on which the text is to appear")),
    "commentaries.ask_consent": (_("Ask for consent"), _("Asked the authors for consent")),
    "commentaries.appoint": (_("Appoint a guest editor"), _("Made somebody the guest editor of the text")),
    "commentaries.come_back": (_("End an absence"), _("Ended the absence of an editor")),
    "commentaries.decide_for": (_("Decide for an editor who is away"), _("Decided on the text")),
    "commentaries.dismiss": (_("End a guest editor’s part"), _("Ended the part of the guest editor")),
    "commentaries.end_fast_track": (_("End a fast track"), _("Let the text wait for reviews again")),
    "commentaries.brief": (_("Give a text to the press"), _("Made a link for the press")),
    "commentaries.end_review": (_("End the review"), _("Ended the review without all answers")),
    "commentaries.erase_contact": (_("Erase a contact"), _("Erased the contact")),
    "commentaries.enter": (_("Enter into the archive"), _("Entered as an older issue")),
    "commentaries.fast_track": (
        _("Mark as fast track"),
        _("Marked the text as fast track: reviews are not waited for"),
    ),
    "commentaries.hand_over": (_("Hand a text over"), _("Handed the text over to another editor")),
    "commentaries.hold": (_("Hold a public text"), _("Took the text from readers for the moment")),
    "commentaries.invite": (_("Invite a reviewer"), _("Invited a reviewer")),
    "commentaries.leave": (_("Note an absence"), _("Noted that an editor is away, and who stands in")),
    "commentaries.name_version": (_("Name a version"), _("Gave a version a name")),
    "commentaries.confirm_withdrawal": (_("Confirm a withdrawal"), _("Confirmed that the text is withdrawn")),
    "commentaries.pass_advice": (_("Submit with open points"), _("Submitted with open points that were passed")),
    "commentaries.postpone": (_("Change the moment of publication"), _("Changed the moment at which the text appears")),
    "commentaries.publish_now": (
        _("Publish a scheduled text now"),
        _("Published the scheduled text before its moment"),
    ),
    "commentaries.postpone_review": (_("Give a reviewer another day"), _("Set another day for a reviewer’s answer")),
    "commentaries.record_answer": (_("Record an answer"), _("Recorded an answer that came by mail")),
    "commentaries.release": (_("Release a held text"), _("Showed the held text again")),
    "commentaries.remove": (_("Remove a public text"), _("Took the text from readers for good")),
    "commentaries.remind": (_("Remind a reviewer"), _("Sent an invitation again")),
    "commentaries.renew_link": (_("Make an address anew"), _("Made the address of a link for the press anew")),
    "commentaries.replan": (_("Change a plan"), _("Changed what is planned")),
    "commentaries.revoke_link": (_("Take a link back"), _("Took back a link for somebody without an account")),
    "commentaries.review": (_("Review"), _("Answered as reviewer")),
    "commentaries.schedule_again": (_("Schedule again"), _("Scheduled the text again after a withdrawal was asked")),
    "commentaries.set_details_aside": (_("Set an author’s details aside"), _("Set aside what an author sent")),
    "commentaries.set_due": (_("Set the day on which a step is due"), _("Set the day on which the step is due")),
    "commentaries.submit_for": (_("Submit for the authors"), _("Submitted the text for its authors")),
    "commentaries.take_details": (_("Take an author’s details over"), _("Took over what an author sent")),
    "commentaries.waive_consent": (_("Waive an author’s yes"), _("Waived the yes of an author")),
}


def _formatter(label: Any, message: Any) -> type[LogFormatter]:
    """One sentence, with the editor in whose place it was done, if a deputy did it."""

    class Worded(LogFormatter):
        def format_message(self, log_entry: Any) -> str:
            return _on_behalf(message, log_entry)

    Worded.label = label
    return Worded


def _on_behalf(told: Any, log_entry: Any) -> str:
    if editor := log_entry.data.get("deputy_for"):
        return _("%(told)s, as the deputy for %(editor)s") % {"told": told, "editor": editor}
    return str(told)


class _Affirming(LogFormatter):
    """Who has no account is named in the entry itself."""

    label = _("Say yes to a version")

    def format_message(self, log_entry: Any) -> str:
        if name := log_entry.data.get("person"):
            return _("%(person)s said yes to the text as it stood") % {"person": name}
        return _on_behalf(_("Said yes to the text as it stood"), log_entry)


class _Objecting(LogFormatter):
    label = _("Object to a version")

    def format_message(self, log_entry: Any) -> str:
        return _("%(person)s objected to the text as it stood") % {"person": log_entry.data["person"]}


class _AskingBack(LogFormatter):
    label = _("Ask for a withdrawal")

    def format_message(self, log_entry: Any) -> str:
        if name := log_entry.data.get("person"):
            return _("%(person)s asked to withdraw the text after the decision") % {"person": name}
        return _("Asked to withdraw the text after the decision")


class _Describing(LogFormatter):
    label = _("Send details of an author")

    def format_message(self, log_entry: Any) -> str:
        return _("%(person)s sent details about themselves") % {"person": log_entry.data["person"]}


class _Merging(LogFormatter):
    label = _("Merge two topics")

    def format_message(self, log_entry: Any) -> str:
        return _("Merged into “%(topic)s”") % {"topic": log_entry.data["into_name"]}


def register(actions: LogActionRegistry) -> None:
    """Tells Wagtail the names and sentences of our log entries."""
    for action, (label, message) in _ACTIONS.items():
        actions.register_action(action)(_formatter(label, message))
    actions.register_action("commentaries.affirm")(_Affirming)
    actions.register_action("commentaries.object")(_Objecting)
    actions.register_action("commentaries.ask_back")(_AskingBack)
    actions.register_action("commentaries.describe")(_Describing)
    actions.register_action("commentaries.merge_topic")(_Merging)
