"""Tests that a letter is handed over once or not at all, against a mail server that breaks where it hurts."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator

import pytest
from django.core.mail.backends.smtp import EmailBackend

from commentaries import followups
from commentaries.mails import posting
from commentaries.models import FollowUp
from tests import factories
from tests.factories import House

State = FollowUp.State
pytestmark = pytest.mark.django_db


class Server:
    """Speaks as much SMTP (RFC 5321) as is needed, and answers ``answer`` to the letter; nothing means it hangs up."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.letters: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        while True:
            try:
                line, _peer = self.listener.accept()
            except OSError:
                return
            with line, line.makefile("rwb") as talk:
                self.talk(talk)

    def talk(self, talk: object) -> None:
        def say(words: bytes) -> None:
            talk.write(words + b"\r\n")  # type: ignore[attr-defined]
            talk.flush()  # type: ignore[attr-defined]

        say(b"220 here")
        for words in talk:  # type: ignore[attr-defined]
            if not words.upper().startswith(b"DATA"):
                say(b"221 bye" if words.upper().startswith(b"QUIT") else b"250 yes")
                continue
            say(b"354 go on")
            letter = b""
            while not letter.endswith(b"\r\n.\r\n"):
                letter += next(talk)  # type: ignore[call-overload]
            self.letters.append(letter.decode())
            if not self.answer:
                return
            say(self.answer)

    def close(self) -> None:
        self.listener.close()


def send_to(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    server = lambda: EmailBackend(alias="default", host="127.0.0.1", port=port, timeout=5)  # noqa: E731 (short)
    monkeypatch.setattr(posting, "_server", server)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], Server]]:
    servers: list[Server] = []

    def serve(answer: bytes) -> Server:
        server = Server(answer)
        servers.append(server)
        send_to(server.port, monkeypatch)
        return server

    yield serve
    for server in servers:
        server.close()


@pytest.fixture
def letter(house: House) -> FollowUp:
    factories.submitted(house)
    return FollowUp.objects.due().filter(kind="mail").first()


def state(letter: FollowUp) -> FollowUp:
    return FollowUp.objects.get(pk=letter.pk)


def test_a_letter_that_is_taken_is_done(letter: FollowUp, served: Callable[[bytes], Server]) -> None:
    server = served(b"250 taken")
    assert followups.carry_out(letter.pk)
    assert len(server.letters) == 1
    assert f"Message-ID: {posting.message_id(letter)}" in server.letters[0]


def test_a_line_that_breaks_after_the_letter_leaves_it_to_a_person(
    letter: FollowUp, served: Callable[[bytes], Server], caplog: pytest.LogCaptureFixture
) -> None:
    server = served(b"")
    assert not followups.carry_out(letter.pk)
    after = state(letter)
    assert after.state == State.FAILED
    assert after.uncertain_since is not None
    assert "SMTPServerDisconnected" in after.error
    assert len(server.letters) == 1


def test_a_person_who_sends_it_again_sends_the_same_letter(
    letter: FollowUp, served: Callable[[bytes], Server], caplog: pytest.LogCaptureFixture
) -> None:
    first = served(b"")
    followups.carry_out(letter.pk)
    second = served(b"250 taken")
    followups.try_again(letter)
    assert followups.carry_out(letter.pk)
    assert state(letter).uncertain_since is None
    names = [[line for line in given.splitlines() if line.startswith("Message-ID")] for given in
             (first.letters[0], second.letters[0])]  # fmt: skip
    assert names[0] == names[1] != []


def test_a_letter_that_is_refused_is_tried_again(
    letter: FollowUp, served: Callable[[bytes], Server], caplog: pytest.LogCaptureFixture
) -> None:
    served(b"451 later, please")
    assert not followups.carry_out(letter.pk)
    assert (state(letter).state, state(letter).uncertain_since) == (State.WAITING, None)


def test_a_server_that_cannot_be_reached_is_tried_again(
    letter: FollowUp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        send_to(nobody.getsockname()[1], monkeypatch)
    assert not followups.carry_out(letter.pk)
    assert "ConnectionRefused" in state(letter).error
    assert (state(letter).state, state(letter).uncertain_since) == (State.WAITING, None)
