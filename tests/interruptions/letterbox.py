"""Turns each letter that is sent into a line of a file, as slowly as a mail server would take it."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

PAUSE = 0.02
"""Seconds before and after the letter has dropped, so that a kill often falls between dropping and saying so."""


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for letter in email_messages:
            line = f"{letter.extra_headers['Message-ID']}\n".encode()
            time.sleep(PAUSE)
            box = os.open(settings.LETTER_BOX, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            os.write(box, line)
            os.close(box)
            time.sleep(PAUSE)
        return len(email_messages)
