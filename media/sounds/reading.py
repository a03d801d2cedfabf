"""What a file of sound really is, and how long it lasts: five containers that phones and browsers record into.

Every container is walked to its end: what follows it, a picture beside the sound, or a frame that is cut off makes it no recording.
Lengths are counted from the frames where frames have one (Opus, AMR), from the bytes in WAV, from the table of samples in MP4.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass

from media.sounds import amr, mp4, ogg, wav, webm


class NoSound(ValueError):
    """These bytes are none of the recordings that are taken."""


@dataclass(frozen=True)
class Kind:
    """A container, and what the world calls it. Browsers play those that ``is_for_browsers``; phones play all."""

    content_type: str
    ending: str
    length_ms: Callable[[bytes], int]
    is_for_browsers: bool = True


OGG = Kind("audio/ogg", "ogg", ogg.length_ms)
WEBM = Kind("audio/webm", "webm", webm.length_ms)
MP4 = Kind("audio/mp4", "m4a", mp4.length_ms)
THREE_GP = Kind("audio/3gpp", "3gp", mp4.length_ms, is_for_browsers=False)
WAV = Kind("audio/wav", "wav", wav.length_ms)
AMR = Kind("audio/amr", "amr", amr.length_ms, is_for_browsers=False)
KINDS = {kind.content_type: kind for kind in (OGG, WEBM, MP4, THREE_GP, WAV, AMR)}


def read(data: bytes) -> tuple[Kind, int]:
    """The kind of a recording and its length in milliseconds. Raises ``NoSound``."""
    try:
        kind = _kind(data)
        length_ms = kind.length_ms(data)
    except (ValueError, IndexError, struct.error, ArithmeticError) as error:
        raise NoSound(str(error)) from error
    if length_ms <= 0:
        raise NoSound("There is nothing to be heard.")
    return kind, length_ms


def _kind(data: bytes) -> Kind:
    if data.startswith(b"OggS"):
        return OGG
    if data.startswith(webm.MAGIC):
        return WEBM
    if data.startswith(b"RIFF") and data[8:12] == b"WAVE":
        return WAV
    if data.startswith(b"#!AMR"):
        return AMR
    if data[4:8] == b"ftyp":
        return THREE_GP if mp4.codec(data) in mp4.OF_PHONES else MP4
    raise NoSound("It begins like nothing that is taken.")
