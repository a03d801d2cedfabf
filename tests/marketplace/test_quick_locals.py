"""Each thread has a language, a time zone and addresses of its own, as with Django's own locals."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.urls import base as addresses
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone, translation
from django.utils.translation import trans_real

from marketplace import quick_locals


def test_they_are_plain_thread_locals_from_the_start() -> None:
    for held in (timezone._active, addresses._prefixes, addresses._urlconfs):
        assert type(held) is threading.local


def test_what_one_thread_chooses_no_other_sees() -> None:
    def others() -> tuple[str | None, str, str]:
        return translation.get_language(), timezone.get_current_timezone_name(), get_script_prefix()

    before = get_script_prefix()
    with translation.override("ur"), timezone.override("UTC"), ThreadPoolExecutor(1) as pool:
        set_script_prefix("/shop/")
        try:
            assert others() == ("ur", "UTC", "/shop/")
            assert pool.submit(others).result() == ("en", "Asia/Kolkata", "/")
        finally:
            set_script_prefix(before)


def test_what_was_chosen_before_stays_chosen() -> None:
    with translation.override("hi"):
        quick_locals.install()
        assert translation.get_language() == "hi"
        assert type(trans_real._active) is threading.local
    assert translation.get_language() == "en"
