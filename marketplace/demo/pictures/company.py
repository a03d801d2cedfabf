"""What stands beside a jar or a bottle: fruit, spice, a glass, a slice of bread."""

from collections.abc import Callable

import numpy as np

from .canvas import GLASS, Canvas, Material, rgb, tinted
from .fruit import apple
from .jars_bottles import _filled as filled
from .noise import clouds, random
from .plants import apricot, berry_branch, bowl, kernel, leaf
from .shapes import ball, ellipse, smooth, spot_shadow, tube, turned
from .stage import stand

Prop = Callable[[Canvas], None]


def fruits(*spots: tuple[float, float, float]) -> Prop:
    def add(canvas: Canvas) -> None:
        for index, (x, y, radius) in enumerate(spots):
            layer = canvas.layer()
            apricot(layer, x, y, radius, index * 1.1, 60 + index)
            stand(canvas, layer, y + radius * 0.96, contact=(x, radius * 0.5, y + radius * 0.94))

    return add


def apples(*spots: tuple[float, float, float]) -> Prop:
    def add(canvas: Canvas) -> None:
        for index, (x, y, radius) in enumerate(spots):
            layer = canvas.layer()
            apple(layer, x, y, radius, index)
            stand(canvas, layer, y + radius, contact=(x, radius * 0.5, y + radius * 0.98))

    return add


def ginger(canvas: Canvas) -> None:
    layer = canvas.layer()
    for x, y, radius, angle in (
        (0.76, 0.84, 0.060, 0.2),
        (0.84, 0.815, 0.048, -0.7),
        (0.865, 0.865, 0.044, 0.8),
        (0.715, 0.80, 0.034, 1.1),
    ):
        ball(layer, x, y, radius, "#C9A469", stretch=1.45, angle=angle)
    stand(canvas, layer, 0.895, contact=(0.80, 0.10, 0.893))


def chillies(canvas: Canvas) -> None:
    layer = canvas.layer()
    for x, y, bend, tint in ((0.70, 0.86, 0.03, "#A81F1C"), (0.74, 0.905, -0.02, "#8E1717"), (0.77, 0.845, 0.05, "#BE2A20")):
        tube(
            layer,
            smooth([(x, y), (x + 0.07, y - bend), (x + 0.15, y + bend * 0.4), (x + 0.19, y + bend)], closed=False),
            np.linspace(0.034, 0.004, 31).tolist(),
            tint,
            Material(0.42, 0.35, 26),
        )
        tube(layer, [(x - 0.035, y - 0.012), (x, y)], 0.012, "#5D7040")
    stand(canvas, layer, 0.92, strength=0.4)


def garlic(canvas: Canvas) -> None:
    for x, y, radius in ((0.20, 0.86, 0.055), (0.13, 0.90, 0.045)):
        layer = canvas.layer()
        ball(layer, x, y, radius, "#EFE6DA", skin=lambda a, b, n: tinted("#EFE6DA", 1 - 0.10 * np.abs(np.sin(np.arctan2(a, b + 1.2) * 26))))
        tube(layer, [(x, y - radius * 0.8), (x + 0.008, y - radius * 1.7)], [0.018, 0.010], "#DCCFB8")
        stand(canvas, layer, y + radius, contact=(x, radius * 0.6, y + radius))


def kernels(canvas: Canvas) -> None:
    for index, (x, y, turn) in enumerate(
        ((0.72, 0.85, 0.3), (0.79, 0.885, -0.4), (0.70, 0.915, 1.0), (0.86, 0.85, -0.6), (0.20, 0.90, 0.5))
    ):
        spot_shadow(canvas, x + 0.016, y + 0.022, 0.046, 0.016, 0.45, 0.010)
        kernel(canvas, x, y, 0.034, turn, "#B5793F", index)


def glass_of(colour: str) -> Prop:
    def add(canvas: Canvas) -> None:
        layer = canvas.layer()
        turned(
            layer, 0.77, [(0.62, 0.082), (0.66, 0.080), (0.87, 0.062)], filled(colour, 0.665, "#D5DBDA"), tilt=0.12, material=GLASS, rim=0.3
        )
        layer.paint(layer.polygon(ellipse(0.77, 0.622, 0.080, 0.012)), "#DDE3E2", 0.6)
        stand(canvas, layer, 0.88, contact=(0.77, 0.06, 0.882))

    return add


def berries(canvas: Canvas) -> None:
    layer = canvas.layer()
    berry_branch(layer, [(0.645 + 0.28 * t, 0.89 - 0.24 * t) for t in np.linspace(0, 1, 28)], 18, radius=0.025, spread=0.022, leaves=12)
    stand(canvas, layer, 0.90, strength=0.45)


def plate_of(*lumps: tuple[float, float, float], colour: str, dish: str = "#E9E3D6") -> Prop:
    def add(canvas: Canvas) -> None:
        layer = canvas.layer()
        bowl(layer, 0.785, 0.835, 0.130, 0.036, 0.055, dish)
        for x, y, radius in lumps:
            ball(layer, x, y, radius, colour, stretch=1.15, material=Material(0.42, 0.35, 24))
        stand(canvas, layer, 0.895, contact=(0.785, 0.07, 0.893))

    return add


def leaves(colour: str, seed: int = 4) -> Prop:
    def add(canvas: Canvas) -> None:
        source = random(seed)
        for _ in range(16):
            x, y = source.uniform(0.66, 0.92), source.uniform(0.84, 0.92)
            leaf(canvas, x, y, source.uniform(0.05, 0.08), 0.014, source.uniform(0, 6.28), colour, 0.75)

    return add


def bread(canvas: Canvas) -> None:
    layer = canvas.layer()
    slice_ = layer.polygon(
        smooth([(0.68, 0.86), (0.69, 0.76), (0.75, 0.72), (0.83, 0.72), (0.895, 0.76), (0.905, 0.86), (0.80, 0.885)]), margin=0.03
    )
    layer.inflate(
        slice_, tinted("#C79A62", 1 + 0.08 * clouds(slice_.y.shape, 4, 5, 20)), 0.02, bumps=0.14 * clouds(slice_.y.shape, 5, 3, 30)
    )
    spread = layer.polygon(
        smooth([(0.71, 0.845), (0.725, 0.775), (0.80, 0.745), (0.865, 0.785), (0.875, 0.845), (0.79, 0.865)]), margin=0.02
    )
    layer.inflate(spread, "#6E3A1C", 0.014, material=Material(0.42, 0.3, 20))
    stand(canvas, layer, 0.888, contact=(0.795, 0.09, 0.886))


def dipper(canvas: Canvas) -> None:
    layer = canvas.layer()
    tube(layer, [(0.93, 0.62), (0.79, 0.82)], 0.018, rgb("#A9774A"))
    for step in range(5):
        ball(layer, 0.782 - step * 0.011, 0.832 + step * 0.016, 0.034, "#9A6A3E", stretch=0.45, angle=2.2)
    stand(canvas, layer, 0.92, strength=0.4)


def drop(canvas: Canvas) -> None:
    ball(canvas, 0.575, 0.60, 0.011, "#C9480F", stretch=1.6, angle=1.57, material=GLASS)
    ball(canvas, 0.70, 0.885, 0.030, "#D2560F", stretch=1.9, material=Material(0.45, 0.5, 40))
