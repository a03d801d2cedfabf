"""How much a phone receives of a page's first view: every byte until load + 2 s, 360x740 at 2x, empty cache, pictures included."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

KB = 1024
AFTER_LOAD_MS = 2000
CHROMIUM, LEAN = "/usr/bin/chromium", "/usr/bin/chromium-headless-shell"


@dataclass
class Weight:
    """What one first view received."""

    bytes: int = 0
    addresses: list[str] = field(default_factory=list)
    types: set[str] = field(default_factory=set)


def debian_chromium(playwright: Playwright) -> Browser:
    """The browser that Debian packages, as a phone has it. What pages weigh and how long they take is measured with it."""
    return _launch(playwright, CHROMIUM)


def lean_chromium(playwright: Playwright) -> Browser:
    """The same without the windows around its pages, which take two thirds of the processor time of a visit; where it is installed.

    It fetches pictures far below the screen at once, so it is no scale for weights.
    """
    return _launch(playwright, LEAN if Path(LEAN).exists() else CHROMIUM)


def _launch(playwright: Playwright, program: str) -> Browser:
    """Its microphone hears a beep; nobody is there to be asked for it."""
    microphone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    return playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-quic", *microphone])


def fresh_phone(chromium: Browser) -> BrowserContext:
    """A phone that has never been here."""
    return chromium.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2)


def weigh(page: Page, address: str) -> Weight:
    """Open ``address`` and count every byte that arrives, headers included."""
    weight = Weight()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.loadingFinished", lambda event: _add_bytes(weight, event))
    session.on("Network.responseReceived", lambda event: _add_address(weight, event))
    page.goto(address, wait_until="load")
    page.wait_for_timeout(AFTER_LOAD_MS)
    return weight


def _add_bytes(weight: Weight, event: dict[str, object]) -> None:
    weight.bytes += int(str(event["encodedDataLength"]).split(".")[0])


def _add_address(weight: Weight, event: dict[str, dict[str, str]]) -> None:
    if not event["response"]["url"].startswith("data:"):
        weight.addresses.append(event["response"]["url"])
    weight.types.add(str(event["type"]))
