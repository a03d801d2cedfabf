"""The wide picture of the home page: a valley at dusk, poplars, and houses with lit windows."""

import numpy as np

from .canvas import Canvas
from .landscape import House, Lime, Range, gentle_line, glow, ground, ladakhi_house, mountains, poplar, river, sky, stars
from .noise import random

WIDTH, HEIGHT = 1440, 810
# The phone crop keeps the high peak and the right-hand houses: left, top, right, bottom in pixels.
PHONE_CROP = (676, 10, 1396, 810)


def hero_dusk(width: int = WIDTH, height: int = HEIGHT) -> Canvas:
    canvas = Canvas(width, height)
    sky(canvas, ((0.0, "#121B31"), (0.22, "#22386A"), (0.38, "#41649A"), (0.50, "#9C9CAE"), (0.60, "#F0C9A0")))
    stars(canvas, 120, 4, 0.26)
    glow(canvas, 1.42, 0.47, 0.34, 0.14, (0.22, 0.12, 0.02))
    ranges = (
        Range(0.235, 0.36, "#8498B6", 11, 0.22, 0.60, haze="#B9BFCB", haze_share=0.45, snow_lit="#FBDDBE"),
        Range(0.36, 0.28, "#647CA2", 23, 0.13, 0.59, haze="#8FA3C0", snow_lit="#F3D2B6", snow_shade="#B4C5DE"),
        Range(0.44, 0.25, "#475F88", 37, 0.05, 0.57, haze="#6A82A8", snow_lit="#D9C4BC", snow_shade="#93A8C8"),
        Range(0.54, 0.20, "#304770", 51, 0.0, 0.55, haze="#4A6390"),
        Range(0.64, 0.16, "#213356", 67, 0.0, 0.52, haze="#2F4570"),
    )
    for layer in ranges:
        mountains(canvas, layer)
    floor = gentle_line(canvas, 0.79, 0.05, 81)
    ground(canvas, floor, ("#16233B", "#37412F"), 90)
    river(
        canvas,
        [(-0.1, 0.935), (0.25, 0.945), (0.60, 0.900), (1.0, 0.893), (1.35, 0.922), (1.9, 0.955)],
        (0.008, 0.010, 0.014, 0.020, 0.030, 0.044),
        "#4F7A93",
        "#A9C8CF",
    )
    _trees(canvas, floor)
    lime = Lime()
    for house in (
        House(0.125, 0.868, 0.085, 0.075, 3, (1,)),
        House(0.205, 0.872, 0.10, 0.098, 3, (2,)),
        House(0.288, 0.874, 0.075, 0.062, 2),
        House(0.352, 0.880, 0.095, 0.082, 3, (1,)),
    ):
        ladakhi_house(canvas, house, lime)
    for house in (
        House(1.455, 0.885, 0.10, 0.080, 3, (0,)),
        House(1.545, 0.892, 0.125, 0.145, 3, (1, 3), 2),
        House(1.645, 0.890, 0.10, 0.085, 3, (2,)),
        House(1.725, 0.896, 0.075, 0.066, 2),
    ):
        ladakhi_house(canvas, house, lime)
    for x, foot, tall, seed in (
        (1.395, 0.900, 0.17, 3),
        (1.605, 0.905, 0.10, 5),
        (1.765, 0.915, 0.20, 7),
        (0.075, 0.885, 0.16, 9),
        (0.41, 0.890, 0.15, 11),
    ):
        poplar(canvas, x, foot, tall, "#0D1728", "#1C2E3F", seed)
    return canvas


def _trees(canvas: Canvas, floor: np.ndarray) -> None:
    source = random(12)
    for index in range(95):
        side = abs(source.normal(0, 0.30)) if source.random() < 0.55 else 1 - abs(source.normal(0, 0.22))
        if side > 1:
            continue
        x = side * canvas.aspect
        foot = floor[int(min(side, 0.999) * canvas.width)] + source.uniform(0, 0.04)
        poplar(canvas, x, float(foot), float(source.uniform(0.045, 0.10)), "#101B30", "#1E3045", index)
