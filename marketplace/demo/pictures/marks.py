"""The house mark (a lit window), paper labels, and the window's reflection on glossy things."""

import numpy as np

from .canvas import Canvas, Point, rgb
from .shapes import rounded, stroke, wrapped

NIGHT, MADDER, TEAL, APRICOT, PAPER, GOLD = "#16213A", "#8E1F2F", "#0F6F70", "#F2A03D", "#F4EFE3", "#E2B866"


def trapezoid(x: float, y: float, top: float, bottom: float, half_height: float) -> list[Point]:
    return [(x - top, y - half_height), (x + top, y - half_height), (x + bottom, y + half_height), (x - bottom, y + half_height)]


def lit_window(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Dark Ladakhi frame, broader below, with a lit pane and a madder lintel."""
    canvas.paint(canvas.polygon(trapezoid(x, y, size * 0.70, size, size)), NIGHT)
    canvas.paint(canvas.polygon(trapezoid(x, y + size * 0.2, size * 0.42, size * 0.62, size * 0.8)), APRICOT)
    canvas.paint(canvas.polygon(trapezoid(x, y - size * 1.1, size * 0.95, size * 0.95, size * 0.16)), MADDER)


def writing(canvas: Canvas, x: float, y: float, widths: tuple[float, ...], gap: float = 0.024) -> None:
    """Short bars where words would be; pictures carry no letters."""
    for row, width in enumerate(widths):
        stroke(canvas, [(x - width / 2, y + row * gap), (x + width / 2, y + row * gap)], gap * 0.32, NIGHT, 0.72)


def flat_label(canvas: Canvas, x: float, y: float, width: float, height: float, *, band: str = MADDER) -> None:
    canvas.paint(canvas.polygon(rounded(x - width / 2, y - height / 2, x + width / 2, y + height / 2, width * 0.04)), rgb(PAPER) * 0.97)
    canvas.paint(canvas.polygon(trapezoid(x, y - height * 0.46, width / 2, width / 2, height * 0.04)), band)
    lit_window(canvas, x, y - height * 0.10, min(width, height) * 0.17)
    writing(canvas, x, y + height * 0.24, (width * 0.62, width * 0.42), height * 0.11)


def round_label(
    canvas: Canvas, x: float, radius: float, top: float, bottom: float, *, bands: tuple[str, str] = (MADDER, TEAL), tilt: float = 0.12
) -> None:
    """Label glued round a jar or bottle; its front lies lower than its sides by tilt times radius."""
    height = bottom - top
    wrapped(canvas, x, radius, top, bottom, PAPER, tilt=tilt)
    wrapped(canvas, x, radius * 1.002, top, top + height * 0.07, bands[0], tilt=tilt)
    wrapped(canvas, x, radius * 1.002, bottom - height * 0.08, bottom, bands[1], tilt=tilt)
    middle = (top + bottom) / 2 + tilt * radius
    front = x - radius * 0.06
    lit_window(canvas, front, middle - height * 0.10, min(radius, height) * 0.24)
    writing(canvas, front, middle + height * 0.20, (radius * 0.8, radius * 0.55), height * 0.09)


def glass_glint(canvas: Canvas, x: float, y: float, width: float, height: float, strength: float = 0.4) -> None:
    """Two leaning panes reflected on glass or glaze: the same window as on the wall."""
    for shift in (0.0, width * 0.58):
        pane = [
            (x + shift + width * 0.06, y),
            (x + shift + width * 0.42, y),
            (x + shift + width * 0.48, y + height),
            (x + shift, y + height),
        ]
        canvas.brighten(canvas.polygon(pane, soft=0.0018), np.array([1, 0.97, 0.9], np.float32), strength)
