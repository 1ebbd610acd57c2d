"""Tests that each published text's DOI is registered once, whatever goes wrong, and that nothing else is."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from lxml import etree
from wagtail.models import PageViewRestriction, Site

from commentaries import affirming, followups, submitting, withholding
from commentaries.models import CommentaryPage, Deposit, FollowUp
from series import deposits
from series.deposits import sending
from series.registrars.crossref import Crossref
from tests import factories
from tests.factories import House
from tests.series.deposits.story import MINUTE, QUARTER, Story, registered
from tests.series.registrars.stand_in import StandIn, stand_in

State = Deposit.State
pytestmark = pytest.mark.django_db


def work() -> FollowUp:
    return FollowUp.objects.get(kind=deposits.KIND)


def the_deposit() -> Deposit:
    return Deposit.objects.get()


def test_a_published_text_is_registered_after_a_quarter_of_an_hour(
    house: House, crossref: StandIn, story: Story
) -> None:
    page = factories.published(house)
    assert page.issue.doi == "10.1234/2025-01"
    story.go_on(QUARTER - MINUTE)
    assert crossref.files == []
    story.go_on(MINUTE)
    assert the_deposit().state == State.SENT
    story.go_on(MINUTE)
    deposit = the_deposit()
    assert (deposit.state, deposit.message, deposit.receipt) == (State.REGISTERED, "Successfully added", "1001")
    assert work().state == FollowUp.State.DONE
    assert registered(crossref) == {"10.1234/2025-01": 1}
    [(name, xml)] = crossref.files
    assert (name, xml) == (f"{deposit.name}.xml", deposit.xml.encode())
    assert page.full_url in etree.fromstring(xml).xpath("//*[local-name() = 'resource']/text()")


def test_without_a_login_nothing_is_planned(house: House, story: Story) -> None:
    factories.published(house)
    story.go_on(QUARTER)
    assert not FollowUp.objects.filter(kind=deposits.KIND).exists()


def test_without_a_doi_nothing_is_planned(db: None, crossref: StandIn, story: Story) -> None:
    factories.published(factories.make_house())
    assert not FollowUp.objects.filter(kind=deposits.KIND).exists()


def test_it_can_be_stopped_before_it_sets_out(house: House, crossref: StandIn, story: Story) -> None:
    factories.published(house)
    assert followups.stop(work())
    story.go_on(2 * QUARTER)
    assert crossref.files == []


@pytest.mark.parametrize("manner", ["drop", "cut", "garbage", "break", "delay"])
def test_a_line_that_breaks_after_the_file_was_taken_doubles_nothing(
    house: House,
    crossref: StandIn,
    story: Story,
    manner: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("series.deposits.planning.Crossref", partial(Crossref, seconds=0.5))
    crossref.manners = [manner]
    factories.published(house)
    story.go_on(QUARTER)
    assert the_deposit().state == State.SENDING
    story.go_on(MINUTE)
    assert the_deposit().state == State.REGISTERED
    assert len(crossref.files) == 1
    assert registered(crossref) == {"10.1234/2025-01": 1}


def test_an_answer_that_comes_twice_is_one_deposit(house: House, crossref: StandIn, story: Story) -> None:
    crossref.manners = ["repeat"]
    factories.published(house)
    story.go_on(QUARTER + MINUTE)
    assert the_deposit().state == State.REGISTERED
    assert registered(crossref) == {"10.1234/2025-01": 1}


def test_what_never_arrived_is_sent_again_with_the_same_bytes(
    house: House, crossref: StandIn, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    crossref.manners = ["vanish", "accept"]
    factories.published(house)
    story.go_on(QUARTER)
    first = the_deposit()
    story.go_on(MINUTE * 8)
    assert (the_deposit().state, len(crossref.fields)) == (State.SENDING, 1), "it may still arrive"
    story.go_on(MINUTE * 8)
    deposit = the_deposit()
    assert (deposit.state, deposit.times_sent) == (State.REGISTERED, 2)
    assert (deposit.name, deposit.xml) == (first.name, first.xml)
    assert registered(crossref) == {"10.1234/2025-01": 1}


def test_what_never_arrived_is_not_sent_again_when_the_text_is_held(
    house: House, crossref: StandIn, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    crossref.manners = ["vanish", "accept"]
    page = factories.published(house)
    story.go_on(QUARTER)
    withholding.hold(page, house.editor, reason="A doubt.")
    story.go_on(QUARTER * 2)
    assert (len(crossref.fields), Deposit.objects.count(), work().state) == (1, 0, FollowUp.State.STOPPED)


def test_what_never_arrived_gives_way_to_what_the_text_says_by_now(
    house: House, crossref: StandIn, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    crossref.manners = ["vanish", "accept"]
    page = factories.published(house)
    story.go_on(QUARTER)
    CommentaryPage.objects.filter(pk=page.pk).update(abstract="Newer.")
    story.go_on(QUARTER * 2)
    assert (the_deposit().state, "Newer." in the_deposit().xml) == (State.REGISTERED, True)
    assert registered(crossref) == {"10.1234/2025-01": 1}


def test_a_file_that_was_late_and_is_sent_twice_is_registered_once(
    house: House, crossref: StandIn, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    """The log knows of it only after it was sent again: its second coming has no greater stamp."""
    crossref.logs = [*["unknown"] * 6, "judge"]
    factories.published(house)
    story.go_on(QUARTER * 3)
    assert (the_deposit().state, the_deposit().times_sent) == (State.REGISTERED, 2)
    assert len({name for name, _xml in crossref.files}) == 1
    assert registered(crossref) == {"10.1234/2025-01": 1}


@pytest.mark.parametrize("manner", ["busy", "nobody"])
def test_nobody_at_home_is_tried_again_and_red_after_an_hour(
    house: House, crossref: StandIn, story: Story, settings: Any, manner: str, caplog: pytest.LogCaptureFixture
) -> None:
    crossref.manners = [manner]
    if manner == "nobody":
        with stand_in() as gone:
            settings.COMMENTARIES = {**settings.COMMENTARIES, "CROSSREF_ADDRESS": gone.address}
    factories.published(house)
    story.go_on(QUARTER * 4)
    assert (work().state, the_deposit().state) == (FollowUp.State.WAITING, State.WAITING)
    story.go_on(QUARTER * 2)
    assert work().state == FollowUp.State.FAILED
    assert "Not confirmed for an hour" in work().error
    settings.COMMENTARIES = {**settings.COMMENTARIES, "CROSSREF_ADDRESS": crossref.address}
    crossref.manners = ["accept"]
    followups.try_again(work())
    story.go_on(MINUTE * 2)
    assert Deposit.objects.newest_first()[0].state == State.REGISTERED
    assert registered(crossref) == {"10.1234/2025-01": 1}


@pytest.mark.parametrize(("asked_for", "minutes"), [("600", 10), ("90000", 60)])
def test_a_registrar_that_asks_for_patience_is_left_alone_so_long_but_no_longer_than_the_hour(
    house: House,
    crossref: StandIn,
    story: Story,
    asked_for: str,
    minutes: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    crossref.manners, crossref.patience = ["429", "accept"], asked_for
    factories.published(house)
    story.go_on(QUARTER)
    assert (work().state, work().next_at) == (FollowUp.State.WAITING, story.now + timedelta(minutes=minutes))
    assert work().error == "The registrar cannot be reached: Not now."
    story.go_on(timedelta(minutes=minutes - 1))
    assert len(crossref.fields) == 1
    story.go_on(2 * MINUTE)
    assert (the_deposit().state, len(crossref.fields)) == (State.REGISTERED, 2)


def test_a_registrar_that_cannot_be_reached_is_asked_at_ever_longer_distances(
    house: House, crossref: StandIn, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    crossref.manners = ["503"]
    factories.published(house)
    story.go_on(QUARTER + timedelta(minutes=70))
    assert work().state == FollowUp.State.FAILED
    assert len(crossref.fields) == 8, "after 0, 1, 2, 4, 8, 16, 32 and 60 minutes"


@pytest.mark.parametrize("status", ["401", "403"])
def test_an_account_that_may_not_ask_any_more_is_told_at_once_and_nothing_is_sent_twice(
    house: House, crossref: StandIn, story: Story, status: str, caplog: pytest.LogCaptureFixture
) -> None:
    crossref.logs = [status]
    factories.published(house)
    story.go_on(QUARTER + MINUTE)
    assert (work().state, the_deposit().state) == (FollowUp.State.FAILED, State.SENT)
    assert work().error == "The registrar does not tell this account what became of it: Not now."
    crossref.logs = ["judge"]
    assert deposits.register_now(the_deposit().issue.pages.get())
    story.go_on(MINUTE)
    assert (work().state, the_deposit().state) == (FollowUp.State.DONE, State.REGISTERED)
    assert registered(crossref) == {"10.1234/2025-01": 1}


def test_a_text_whose_address_only_this_machine_knows_is_not_deposited(
    house: House, crossref: StandIn, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    site = Site.objects.get()
    site.hostname = "localhost"
    site.save()
    factories.published(house)
    story.go_on(QUARTER)
    assert (crossref.fields, work().state) == ([], FollowUp.State.FAILED)
    assert work().error.startswith("The DOI would lead to http://localhost/")
    site.hostname = "tides.example.org"
    site.save()
    followups.try_again(work())
    story.go_on(2 * MINUTE)
    assert the_deposit().state == State.REGISTERED


def test_what_is_not_judged_within_an_hour_is_red_and_asked_again_on_request(
    house: House, crossref: StandIn, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    crossref.logs = ["queue"]
    factories.published(house)
    story.go_on(QUARTER + timedelta(minutes=59))
    assert (work().state, the_deposit().state) == (FollowUp.State.WAITING, State.SENT)
    story.go_on(MINUTE)
    assert (work().state, the_deposit().state) == (FollowUp.State.FAILED, State.GIVEN_UP)
    followups.try_again(work())
    story.go_on(MINUTE)
    assert (work().state, the_deposit().state) == (FollowUp.State.WAITING, State.SENT), "it has another hour"
    crossref.logs = ["judge"]
    story.go_on(MINUTE)
    assert the_deposit().state == State.REGISTERED
    assert len(crossref.files) == 1


def test_what_is_lost_for_good_is_sent_again_on_request(
    house: House, crossref: StandIn, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    crossref.manners = ["vanish"]
    factories.published(house)
    story.go_on(QUARTER * 6)
    assert the_deposit().state == State.GIVEN_UP
    crossref.manners = ["accept"]
    followups.try_again(work())
    story.go_on(MINUTE * 2)
    assert the_deposit().state == State.REGISTERED
    assert registered(crossref) == {"10.1234/2025-01": 1}


def test_a_rejection_is_red_at_once_and_goes_out_anew_on_request(
    house: House, crossref: StandIn, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    crossref.objection = "The prefix is not yours"
    factories.published(house)
    story.go_on(QUARTER + MINUTE)
    rejected = the_deposit()
    assert (work().state, rejected.state) == (FollowUp.State.FAILED, State.REJECTED)
    assert "The prefix is not yours" in work().error
    story.go_on(QUARTER * 4)
    assert len(crossref.files) == 1, "nobody asked for it"
    crossref.objection = ""
    followups.try_again(work())
    story.go_on(MINUTE * 2)
    assert the_deposit().state == State.REGISTERED
    assert the_deposit().stamp > rejected.stamp
    assert the_deposit().name != rejected.name


def test_a_wrong_password_is_told_at_once_and_nothing_was_taken(
    house: House, crossref: StandIn, story: Story, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    right = settings.COMMENTARIES
    settings.COMMENTARIES = {**right, "CROSSREF_PASSWORD": "very-wrong"}
    factories.published(house)
    story.go_on(QUARTER)
    assert (work().state, the_deposit().state, the_deposit().times_sent) == (FollowUp.State.FAILED, State.WAITING, 0)
    assert "took nothing: FAILURE" in work().error
    everything = [*caplog.messages, *map(str, FollowUp.objects.values()), *map(str, Deposit.objects.values())]
    assert "very-wrong" not in " ".join(everything)
    settings.COMMENTARIES = right
    followups.try_again(work())
    story.go_on(MINUTE * 2)
    assert the_deposit().state == State.REGISTERED


def test_a_worker_that_is_killed_before_it_can_store_the_answer_doubles_nothing(
    house: House, crossref: StandIn, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*args: Any) -> None:
        raise Killed

    factories.published(house)
    with monkeypatch.context() as patch:
        patch.setattr("series.registrars.answers.words_of", killed)
        with pytest.raises(Killed):
            story.go_on(QUARTER)
    assert (len(crossref.files), the_deposit().state, work().state) == (1, State.SENDING, FollowUp.State.RUNNING)
    story.go_on(MINUTE * 2)
    assert the_deposit().state == State.REGISTERED
    assert len(crossref.files) == 1


def test_what_another_worker_has_sent_meanwhile_is_not_prepared_anew(
    house: House, crossref: StandIn, story: Story
) -> None:
    page = factories.published(house)
    registrar, said = deposits.in_force(), deposits.deposited(factories.reloaded(page))
    assert registrar is not None
    story.go_on(QUARTER)
    sent = the_deposit()
    with pytest.raises(followups.NotYet):
        sending.prepare(said, page.issue_id, registrar)
    assert (the_deposit().name, the_deposit().state) == (sent.name, State.SENT)


def test_the_same_content_is_not_sent_again_and_a_new_edition_is(house: House, crossref: StandIn, story: Story) -> None:
    page = factories.published(house)
    story.go_on(QUARTER + MINUTE)
    deposits.plan(page, page.issue, after=timedelta())
    story.go_on(MINUTE * 2)
    assert len(crossref.files) == 1
    edited = factories.edited(page, house.author, title="Minutes of a loud committee")
    submitting.submit(edited, house.assistant)
    affirming.affirm(edited, house.author, digest=factories.digest_now(edited))
    factories.decide(house, edited)
    story.go_on(QUARTER + MINUTE)
    assert [each.state for each in Deposit.objects.all()] == [State.REGISTERED, State.REGISTERED]
    assert "Minutes of a loud committee" in Deposit.objects.newest_first()[0].xml
    assert registered(crossref) == {"10.1234/2025-01": 2}


def test_content_that_comes_back_is_sent_with_a_greater_stamp(house: House, crossref: StandIn, story: Story) -> None:
    page = factories.published(house)
    for abstract in ("", "Another.", ""):
        CommentaryPage.objects.filter(pk=page.pk).update(abstract=abstract)
        deposits.plan(page, page.issue, after=timedelta())
        story.go_on(QUARTER + MINUTE)
    assert len(crossref.registered["10.1234/2025-01"]) == 3
    assert Deposit.objects.count() == 2
    assert "Another." not in Deposit.objects.newest_first()[0].xml


def test_a_text_that_changes_before_it_sets_out_is_sent_as_it_is(
    house: House, crossref: StandIn, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    crossref.manners = ["busy", "accept"]
    page = factories.published(house)
    story.go_on(QUARTER)
    CommentaryPage.objects.filter(pk=page.pk).update(abstract="Newer.")
    story.go_on(MINUTE * 3)
    assert (the_deposit().state, "Newer." in the_deposit().xml) == (State.REGISTERED, True)


def test_a_held_text_is_not_deposited_and_a_released_one_is(house: House, crossref: StandIn, story: Story) -> None:
    page = factories.published(house)
    withholding.hold(page, house.editor, reason="A doubt.")
    story.go_on(QUARTER)
    assert (crossref.files, work().state) == ([], FollowUp.State.STOPPED)
    withholding.release(factories.reloaded(page), house.editor)
    story.go_on(QUARTER + MINUTE)
    assert the_deposit().state == State.REGISTERED


def test_a_text_that_is_removed_before_it_sets_out_is_not_deposited(
    house: House, crossref: StandIn, story: Story
) -> None:
    page = factories.published(house)
    withholding.hold(page, house.editor, reason="A doubt.")
    withholding.remove(factories.reloaded(page), house.editor, reason="Gone.")
    story.go_on(QUARTER + MINUTE)
    assert (crossref.fields, Deposit.objects.count(), work().state) == ([], 0, FollowUp.State.STOPPED)
    assert not deposits.register_now(factories.reloaded(page))


def test_a_text_held_while_it_is_under_way_is_asked_about_and_stays_registered(
    house: House, crossref: StandIn, story: Story
) -> None:
    page = factories.published(house)
    story.go_on(QUARTER)
    withholding.hold(page, house.editor, reason="A doubt.")
    story.go_on(MINUTE)
    assert the_deposit().state == State.REGISTERED
    withholding.remove(factories.reloaded(page), house.editor, reason="Gone.")
    story.go_on(QUARTER)
    assert len(crossref.files) == 1


def test_a_text_for_a_closed_circle_is_told_to_nobody(house: House, crossref: StandIn, story: Story) -> None:
    page = factories.published(house)
    page.get_parent().view_restrictions.create(restriction_type="login")
    story.go_on(QUARTER)
    assert (crossref.files, work().state) == ([], FollowUp.State.STOPPED)


def test_a_test_system_knows_nothing_of_what_the_real_one_holds(
    house: House, crossref: StandIn, story: Story, settings: Any
) -> None:
    page = factories.published(house)
    story.go_on(QUARTER + MINUTE)
    with stand_in() as other:
        settings.COMMENTARIES = {**settings.COMMENTARIES, "CROSSREF_ADDRESS": other.address}
        deposits.plan(page, page.issue, after=timedelta())
        story.go_on(MINUTE * 2)
        assert registered(other) == registered(crossref) == {"10.1234/2025-01": 1}


def test_a_translation_shares_the_deposit_of_its_original_unless_it_has_a_number_of_its_own(
    house: House, crossref: StandIn, story: Story
) -> None:
    italian = factories.make_italian_pages(house.page).locale
    page = factories.published(house)
    own = factories.published(house, title="Un’altra", language="it")
    assert deposits.deposited(own).translation_of == ""
    house.series.language_editions_number_for_themselves = True
    house.series.save()
    CommentaryPage.objects.filter(pk=own.pk).update(translation_key=page.translation_key, locale=italian)
    assert deposits.deposited(factories.reloaded(own)).translation_of == page.issue.doi
    assert deposits.deposited(factories.reloaded(page)).translation_of == ""


def test_a_series_page_with_another_address_lets_the_dois_of_its_texts_lead_there(
    house: House, crossref: StandIn, story: Story, django_capture_on_commit_callbacks: Any
) -> None:
    pages = [factories.published(house, title=title) for title in ("One", "Two")]
    story.go_on(QUARTER + MINUTE)
    assert len(crossref.files) == 2
    house.page.slug = "dispatches"
    with django_capture_on_commit_callbacks(execute=True):
        house.page.save_revision().publish()
    story.go_on(QUARTER + 2 * MINUTE)
    assert registered(crossref) == {page.issue.doi: 2 for page in pages}
    assert all("/dispatches/" in each.xml for each in Deposit.objects.newest_first()[:2])


def test_texts_below_a_front_page_with_another_address_follow_it(
    house: House, crossref: StandIn, story: Story, django_capture_on_commit_callbacks: Any
) -> None:
    front = house.page.get_parent().specific
    site = Site.objects.get(is_default_site=True)
    site.root_page = front.get_parent()
    site.save()
    page = factories.published(house)
    story.go_on(QUARTER + MINUTE)
    front.slug = "harbour"
    with django_capture_on_commit_callbacks(execute=True):
        front.save_revision().publish()
    story.go_on(QUARTER + 2 * MINUTE)
    assert registered(crossref) == {page.issue.doi: 2}
    assert "/harbour/letters/" in Deposit.objects.newest_first()[0].xml


def test_a_text_of_a_closed_circle_is_deposited_when_the_circle_is_opened(
    house: House, crossref: StandIn, story: Story, django_capture_on_commit_callbacks: Any
) -> None:
    closed = PageViewRestriction.objects.create(
        page=house.page.page_ptr, restriction_type=PageViewRestriction.PASSWORD, password="tides"
    )
    page = factories.published(house)
    story.go_on(QUARTER + MINUTE)
    assert crossref.files == []
    with django_capture_on_commit_callbacks(execute=True):
        closed.delete()
    story.go_on(QUARTER + 2 * MINUTE)
    assert registered(crossref) == {page.issue.doi: 1}
