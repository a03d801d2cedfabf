"""A page of ours as PDF, by WeasyPrint. It needs Pango, which not every machine has: without it the page prints from the browser."""

import importlib.util
from functools import cache
from pathlib import Path

import structlog
from django.conf import settings
from PIL import ImageFile

log = structlog.get_logger(__name__)

STYLES = Path(settings.BASE_DIR) / "static" / "css" / "papers" / "paper.css"


class NoPdf(Exception):
    """This machine can not make a PDF."""


@cache
def is_available() -> bool:
    """Whether WeasyPrint is installed and finds the libraries it draws with. Asked once; the answer is written to the log."""
    if importlib.util.find_spec("weasyprint") is None:
        log.warning("pdf_not_available", reason="WeasyPrint is not installed")
        return False
    is_lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        import weasyprint  # noqa: F401 - a heavy library that most requests never need
    except OSError as error:  # Pango or one of its friends is missing
        log.warning("pdf_not_available", reason=str(error)[:300])
        return False
    finally:
        # WeasyPrint tells Pillow, for the whole process, to take half a file for a picture. Uploads are not to be taken so.
        ImageFile.LOAD_TRUNCATED_IMAGES = is_lenient
    return True


def make(html: str, *, is_plain: bool = False) -> bytes:
    """The PDF of a page of ours, with the paper style sheet and nothing that it would have to fetch. Raises ``NoPdf``.

    ``is_plain`` leaves its parts uncompressed, so that a test can read the names of its fonts.
    """
    if not is_available():
        raise NoPdf
    import weasyprint
    from weasyprint.urls import URLFetcher

    nothing = URLFetcher(allowed_protocols=())  # a paper bears people's words: what they name is fetched from nowhere
    sheet = weasyprint.CSS(string=STYLES.read_text(encoding="utf-8"), url_fetcher=nothing)
    document = weasyprint.HTML(string=html, url_fetcher=nothing)
    made: bytes = document.write_pdf(stylesheets=[sheet], uncompressed_pdf=is_plain)
    return made
