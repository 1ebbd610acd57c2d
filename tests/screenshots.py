"""Takes the pictures of the documentation from the demonstration: ``python -m tests.screenshots docs/images``.

The demonstration is made in a scratch directory and served on a free port; nothing of the checkout's
own database, media or cache is touched.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
from PIL import Image

from tests.browser_fixtures import ARGUMENTS, HOW_TO_GET_ONE, installed_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 300_000
"""Bytes that a picture may weigh before its colours are counted."""
COLOURS = 128
PUBLIC_TEXT = "/commentaries/who-mends-the-seabed/"
PAGE_WIDTH, GAP, TABLE = 480, 20, "#8b98a5"
DRAFT = "Observing from the Back Row"
IN_REVIEW = "A Shared Night Shift"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file, who looks, how large the window is, and what is done before."""

    name: str
    show: Callable[[Page], None]
    account: str = ""
    width: int = 1280
    height: int = 1000
    dark: bool = False


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Where the demonstration answers, and what its processes are told."""

    address: str
    environment: dict[str, str]

    def told(self, *lines: str) -> str:
        """What Python prints that runs inside it, as ``manage.py shell`` does."""
        command = [sys.executable, str(ROOT / "manage.py"), "shell", "--verbosity=0", "-c", "\n".join(lines)]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True)
        return done.stdout.strip()


def main(target: Path) -> None:
    from playwright.sync_api import sync_playwright  # only this command needs the driver

    target.mkdir(parents=True, exist_ok=True)
    with demonstration() as site, sync_playwright() as playwright:
        path = installed_chromium(playwright)
        if path is None:
            sys.exit(HOW_TO_GET_ONE)
        arguments = [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=arguments)
        answer_as_reviewer(browser, site.address)
        reviewing = Shot("review-phone.png", show_by_link(site.told(*LINK_TO_REVIEW)), width=390, height=844)
        for shot in (*SHOTS, reviewing):
            report(browser, site.address, shot, target)
        consent = Shot("consent.png", show_by_link(site.told(*CHANGE_BEHIND_THE_AUTHORS)), height=1100)
        for shot in (*SHOTS_OF_THE_CHANGE, consent):
            report(browser, site.address, shot, target)
        (target / "pdf.png").write_bytes(sheet := printed(site.address))
        print(f"{target / 'pdf.png'}: {len(sheet) // 1000} kB")
        browser.close()


def report(browser: Browser, address: str, shot: Shot, target: Path) -> None:
    weight = take(browser, address, shot, target)
    print(f"{target / shot.name}: {weight // 1000} kB")


@contextmanager
def demonstration() -> Iterator[Demonstration]:
    """The demonstration on a free port of this machine, gone with its directory afterwards."""
    with tempfile.TemporaryDirectory(prefix="commentaries-pictures-") as scratch:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DATABASE_URL": f"sqlite:///{scratch}/db.sqlite3",
            "MEDIA_ROOT": f"{scratch}/media",
            "CACHE_DIR": f"{scratch}/cache",
            "SITE_URL": address,
        }
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "demo", "--no-serve", "--port", str(port)], env=environment, cwd=ROOT, check=True)
        server = subprocess.Popen(
            [*manage, "runserver", "--noreload", f"127.0.0.1:{port}"],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(address, server)
            yield Demonstration(address, environment)
        finally:
            server.terminate()
            server.wait(timeout=10)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes], *, seconds: int = 60) -> None:
    for _attempt in range(seconds * 4):
        if server.poll() is not None:
            sys.exit(f"The server ended with {server.returncode} before it answered.")
        try:
            urllib.request.urlopen(f"{address}/health/", timeout=2).close()
        except OSError:
            time.sleep(0.25)
        else:
            return
    sys.exit(f"The server did not answer at {address} within {seconds} seconds.")


def take(browser: Browser, address: str, shot: Shot, target: Path) -> int:
    """Opens a window, shows what is to be seen, and stores it; returns the bytes."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.dark else "light",
        device_scale_factor=1,
        locale="en-GB",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if shot.account:
        log_in(page, shot.account)
    shot.show(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.mouse.move(0, 0)
    picture = lighter(page.screenshot())
    (target / shot.name).write_bytes(picture)
    context.close()
    return len(picture)


def printed(address: str) -> bytes:
    """The pages of the text's PDF, side by side on a table."""
    with urllib.request.urlopen(f"{address}{PUBLIC_TEXT}") as page:
        path = re.search(r'href="(/[^"]+\.pdf)"', page.read().decode())
    assert path
    with urllib.request.urlopen(address + path[1]) as file, pypdfium2.PdfDocument(file.read()) as pdf:
        pages = [page.render(scale=PAGE_WIDTH / page.get_width()).to_pil() for page in pdf]
    width, height = pages[0].size
    sheet = Image.new("RGB", (len(pages) * (width + GAP) + GAP, height + 2 * GAP), TABLE)
    for number, page in enumerate(pages):
        sheet.paste(page, (GAP + number * (width + GAP), GAP))
    stored = BytesIO()
    sheet.save(stored, "PNG", optimize=True)
    return lighter(stored.getvalue())


def lighter(png: bytes) -> bytes:
    """The picture itself, or with fewer colours when it weighs too much."""
    if len(png) < LARGEST:
        return png
    stored = BytesIO()
    with Image.open(BytesIO(png)) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(stored, "PNG", optimize=True)
    if stored.tell() >= LARGEST:
        sys.exit(f"A picture weighs {stored.tell()} bytes even with {COLOURS} colours; make its window smaller.")
    return stored.getvalue()


def log_in(page: Page, account: str) -> None:
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(account)
    page.get_by_label("Password").fill("demo")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


def show_listing(page: Page) -> None:
    page.goto("/commentaries/")


def show_text(page: Page) -> None:
    page.goto(PUBLIC_TEXT)


def show_citation(page: Page) -> None:
    """How a text is cited, with the styles unfolded."""
    show_text(page)
    page.locator(".citation summary").click()
    page.locator("#how-to-cite").evaluate("heading => heading.scrollIntoView()")


def show_libraries(page: Page) -> None:
    page.goto("/commentaries/libraries/")


def show_editor(page: Page) -> None:
    """A draft of the demonstration, the authors folded away so that its words are seen."""
    open_draft(page)
    page.locator("section", has=page.get_by_role("heading", name="By", exact=True)).last.get_by_role(
        "button", name="Toggle section"
    ).first.click()
    points = page.locator("details", has=page.locator("summary", has_text="pen points")).first
    if points.get_attribute("open") is not None:
        points.locator("summary").click()
    page.wait_for_timeout(1_000)


def show_open_points(page: Page) -> None:
    """The same draft with what is still missing in it."""
    open_draft(page)
    points = page.locator("details", has=page.locator("summary", has_text="pen points")).first
    if points.get_attribute("open") is None:
        points.locator("summary").click()
    page.wait_for_timeout(1_000)


def open_draft(page: Page) -> None:
    page.goto(f"/admin/pages/search/?q={DRAFT.replace(' ', '+')}")
    page.get_by_role("link", name=DRAFT).first.click()
    page.locator("#id_title").wait_for()


def show_decision(page: Page) -> None:
    """A text that its reviewer has just answered."""
    page.goto("/admin/")
    page.get_by_role("link", name=IN_REVIEW).first.click()
    page.get_by_role("heading", name="Your decision").wait_for()
    page.wait_for_timeout(1_000)


def show_desk(page: Page) -> None:
    page.goto("/admin/desk/")


def show_before_publication(page: Page) -> None:
    """What would happen if the same text were published now."""
    show_decision(page)
    page.get_by_role("link", name="If you publish now").click()
    page.wait_for_timeout(3_000)


def show_differences(page: Page) -> None:
    """What was changed since the text was submitted."""
    show_decision(page)
    page.locator('a[href$="/differences/"]').first.click()
    page.wait_for_timeout(1_000)


def show_by_link(address: str) -> Callable[[Page], None]:
    """What somebody without an account sees."""

    def show(page: Page) -> None:
        page.goto(address)

    return show


def answer_as_reviewer(browser: Browser, address: str) -> None:
    """The demonstration has a text in review; its reviewer answers, so that it waits for the decision."""
    context = browser.new_context(base_url=address, locale="en-GB")
    page = context.new_page()
    log_in(page, "reviewer")
    page.get_by_role("link", name=IN_REVIEW).first.click()
    page.get_by_label("Publish as it is").check()
    page.get_by_role("textbox").first.fill("A clear argument, and the example of the night shift carries it.")
    page.get_by_label("I have no interest to declare").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Send the answer").click()
    context.close()


SHOTS = (
    Shot("listing.png", show_listing),
    Shot("commentary.png", show_text, height=1400),
    Shot("commentary-phone.png", show_text, width=390, height=844),
    Shot("commentary-dark.png", show_text, dark=True),
    Shot("how-to-cite.png", show_citation, height=900),
    Shot("libraries.png", show_libraries, height=1400),
    Shot("editor.png", show_editor, account="author"),
    Shot("open-points.png", show_open_points, account="author"),
    Shot("decide.png", show_decision, account="editor"),
    Shot("desk.png", show_desk, account="editor"),
    Shot("before-publication.png", show_before_publication, account="editor", height=1100),
)
SHOTS_OF_THE_CHANGE = (Shot("differences.png", show_differences, account="editor"),)
LINK_TO_REVIEW = (
    "from commentaries.links import addressing",
    "from commentaries.models import Link",
    "print(addressing.address_of(Link.objects.filter(kind=Link.Kind.REVIEW).latest('pk')))",
)
CHANGE_BEHIND_THE_AUTHORS = (
    "import json",
    "from commentaries import versions",
    "from commentaries.links import addressing, giving",
    "from commentaries.models import CommentaryPage",
    "from config.demo.people import account",
    f"page = CommentaryPage.objects.get(title__startswith={IN_REVIEW!r})",
    "text = versions.latest_of(page)",
    "body = json.dumps(text.body.get_prep_value())",
    "text.body = json.loads(body.replace('less than a second', 'half a second').replace('cheap gap', 'small gap'))",
    "text.save_revision(user=account('editor'), changed=True)",
    "page = CommentaryPage.objects.get(pk=page.pk)",
    "author = page.authorships.get(person__account=None).person",
    "print(addressing.address_of(giving.link_to_consent(page, author, by=account('editor').person)))",
)

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where the pictures go: python -m tests.screenshots docs/images")
    main(Path(sys.argv[1]))
