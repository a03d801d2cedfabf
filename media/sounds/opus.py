"""How much one packet of Opus says of its own length (RFC 6716, section 3.1)."""

RATE = 48_000  # Opus counts at this rate, whatever it was recorded at
LONGEST_PACKET = 5_760  # 120 ms
_SILK, _HYBRID, _CELT = (480, 960, 1_920, 2_880), (480, 960), (120, 240, 480, 960)


def samples(packet: bytes) -> int:
    """Samples at 48 kHz. Raises ``ValueError`` for what is no packet."""
    if not packet:
        raise ValueError("An empty packet.")
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        frame = _SILK[config & 3]
    elif config < 16:
        frame = _HYBRID[config & 1]
    else:
        frame = _CELT[config & 3]
    count = 1 if code == 0 else 2
    if code == 3:
        if len(packet) < 2:
            raise ValueError("A packet without its count of frames.")
        count = packet[1] & 63
    if not 0 < frame * count <= LONGEST_PACKET:
        raise ValueError("A packet that is too long.")
    return frame * count
