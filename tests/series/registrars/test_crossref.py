"""Tests the client against a stand-in that accepts, refuses, delays, breaks off and repeats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from commentaries.citations.crossref import Deposited, write_batch
from series.registrars import PerhapsArrived, Receipt, Refused, RegistrarAway, Verdict
from series.registrars.answers import outcome_in, patience_in
from series.registrars.crossref import MOST, Account, Crossref
from tests.commentaries.citations.records import record
from tests.commentaries.citations.test_crossref import BATCH, DOI
from tests.series.registrars.stand_in import LOGIN, PASSWORD, StandIn, stand_in

XML = write_batch(BATCH, [Deposited(record(doi=DOI, title="È “così”"))])
RECEIPT = Receipt("issue-7-1", DOI)


@pytest.fixture
def there() -> Iterator[StandIn]:
    with stand_in() as found:
        yield found


def client(there: StandIn, **facts: object) -> Crossref:
    return Crossref(Account(LOGIN, PASSWORD), there.address, **facts)  # type: ignore[arg-type]


def test_a_file_arrives_byte_for_byte_with_login_and_operation(there: StandIn) -> None:
    receipt = client(there).deposit(RECEIPT, XML)
    assert "SUCCESS" in receipt.answer
    assert there.files == [("issue-7-1.xml", XML)]
    assert there.fields == [
        {"path": "/servlet/deposit", "operation": "doMDUpload", "login_id": LOGIN, "login_passwd": PASSWORD}
    ]


def test_it_is_asked_for_by_the_name_of_the_file_and_registered(there: StandIn) -> None:
    client(there).deposit(RECEIPT, XML)
    outcome = client(there).outcome(RECEIPT)
    assert (outcome.verdict, outcome.message, outcome.number) == (Verdict.REGISTERED, "Successfully added", "1001")
    assert there.asked == ["issue-7-1.xml"]


@pytest.mark.parametrize(("log", "verdict"), [("queue", Verdict.PENDING), ("unknown", Verdict.UNKNOWN)])
def test_what_is_not_judged_yet_is_not_registered(there: StandIn, log: str, verdict: Verdict) -> None:
    there.logs = [log]
    assert client(there).outcome(RECEIPT).verdict is verdict


def test_a_rejection_comes_with_its_reason(there: StandIn) -> None:
    there.objection = "Deposit contained a title that is owned by another"
    client(there).deposit(RECEIPT, XML)
    outcome = client(there).outcome(RECEIPT)
    assert (outcome.verdict, outcome.message) == (Verdict.REJECTED, there.objection)


@pytest.mark.parametrize(
    ("manner", "fault", "said"),
    [
        ("refuse", Refused, "FAILURE FAILURE Wrong login."),
        ("busy", RegistrarAway, "The queue is full."),
        ("break", PerhapsArrived, "Something broke."),
        ("drop", PerhapsArrived, "RemoteDisconnected"),
        ("vanish", PerhapsArrived, "RemoteDisconnected"),
        ("delay", PerhapsArrived, "no answer in time"),
        ("cut", PerhapsArrived, "the answer broke off"),
        ("garbage", PerhapsArrived, ""),
        ("401", Refused, "Not now."),
        ("403", Refused, "Not now."),
        ("404", Refused, "Not now."),
        ("429", RegistrarAway, "Not now."),
        ("503", RegistrarAway, "Not now."),
        ("502", PerhapsArrived, "Not now."),
    ],
)
def test_each_misfortune_says_whether_anything_may_have_arrived(
    there: StandIn, manner: str, fault: type[Exception], said: str
) -> None:
    there.manners = [manner]
    with pytest.raises(fault, match=f"^{said}"):
        client(there, seconds=0.5 if manner == "delay" else 20).deposit(RECEIPT, XML)


def test_an_answer_that_comes_twice_is_one(there: StandIn) -> None:
    there.manners = ["repeat"]
    assert "SUCCESS" in client(there).deposit(RECEIPT, XML).answer
    assert len(there.files) == 1


@pytest.mark.parametrize(
    ("log", "fault"),
    [
        ("drop", RegistrarAway),
        ("nonsense", RegistrarAway),
        ("429", RegistrarAway),
        ("500", RegistrarAway),
        ("refuse", Refused),
        ("403", Refused),
    ],
)
def test_a_question_without_an_answer_says_why(there: StandIn, log: str, fault: type[Exception]) -> None:
    there.logs = [log]
    with pytest.raises(fault):
        client(there).outcome(RECEIPT)


@pytest.mark.parametrize("status", ["429", "503"])
@pytest.mark.parametrize(("said", "seconds"), [("90", 90), ("", 0), ("soon", 0), ("-5", 0), ("9" * 40, 86400)])
def test_it_is_heard_for_how_long_it_asks_to_be_left_alone(
    there: StandIn, status: str, said: str, seconds: int
) -> None:
    there.manners = there.logs = [status]
    there.patience = said
    for ask in (lambda: client(there).deposit(RECEIPT, XML), lambda: client(there).outcome(RECEIPT)):
        with pytest.raises(RegistrarAway) as away:
            ask()
        assert away.value.patience == timedelta(seconds=seconds)


def test_until_a_date_too() -> None:
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert timedelta(minutes=59) < patience_in(in_an_hour) <= timedelta(hours=1)
    assert patience_in("Wed, 21 Oct 2015 07:28:00 GMT") == timedelta()
    assert patience_in("Wed, 21 Oct 2015 07:28:00 -0000") == timedelta()


def test_a_password_that_it_repeats_is_in_no_fault(there: StandIn) -> None:
    there.manners = there.logs = ["echo"]
    with pytest.raises(Refused, match="No login tides/role with •••") as refused:
        client(there).deposit(RECEIPT, XML)
    assert "•••" in refused.value.answer
    with pytest.raises(RegistrarAway, match="pwd=•••&") as away:
        client(there).outcome(RECEIPT)
    said = f"{refused.value} {refused.value.answer} {away.value}"
    assert not any(form in said for form in ("s3cr", PASSWORD))


def test_nobody_there_means_that_nothing_was_sent() -> None:
    with stand_in() as gone:
        address = gone.address
    with pytest.raises(RegistrarAway, match="refused"):
        Crossref(Account(LOGIN, PASSWORD), address).deposit(RECEIPT, XML)


def test_the_password_is_in_no_fault_and_in_no_words_about_the_account(there: StandIn) -> None:
    there.logs = there.manners = ["drop"]
    said = [repr(client(there)), str(client(there))]
    for ask in (lambda: client(there).deposit(RECEIPT, XML), lambda: client(there).outcome(RECEIPT)):
        with pytest.raises((PerhapsArrived, RegistrarAway)) as fault:
            ask()
        said += [repr(fault.value), repr(fault.value.__context__)]
    assert "s3cr" not in " ".join(said)


def test_a_log_speaks_of_each_doi_by_itself_and_of_the_file_when_it_names_none() -> None:
    log = (
        '<doi_batch_diagnostic status="completed"><submission_id>7</submission_id>'
        '<record_diagnostic status="Success"><doi>10.1234/A</doi><msg>added</msg></record_diagnostic>'
        '<record_diagnostic status="Warning"><doi>10.1234/b</doi><msg>in conflict</msg></record_diagnostic>'
        '<record_diagnostic status="Failure"><doi>10.1234/c</doi><msg>not yours</msg></record_diagnostic>'
        "</doi_batch_diagnostic>"
    )
    said = {doi: outcome_in(log, f"10.1234/{doi}") for doi in "abcd"}
    assert [said[doi].verdict.value for doi in "abcd"] == ["registered", "registered", "rejected", "rejected"]
    assert (said["b"].message, said["c"].message) == ("in conflict", "not yours")
    unread = (
        '<doi_batch_diagnostic status="completed"><record_diagnostic status="Failure"><msg>not XML</msg>'
        "</record_diagnostic></doi_batch_diagnostic>"
    )
    assert outcome_in(unread, DOI).message == "not XML"


@pytest.mark.parametrize(
    "log", ["", "<a", "<html/>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "x" * MOST, "<" * MOST, "<script" * MOST]
)
def test_no_log_is_no_verdict(log: str) -> None:
    with pytest.raises(RegistrarAway):
        outcome_in(log, DOI)


def test_a_test_system_is_another_system() -> None:
    real, test = (Crossref(Account("a", "b"), address) for address in ("https://doi.crossref.org", "https://t.x"))
    assert (real.system, replace(test).system) == ("doi.crossref.org", "t.x")
