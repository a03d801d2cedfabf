"""What media does by the clock."""

from datetime import timedelta

from journal import schedule
from media import pieces


@schedule.job("media.forget_pieces", every=timedelta(hours=6))
def forget() -> None:
    """Let go of photos and recordings whose last pieces never came."""
    pieces.forget_old()
