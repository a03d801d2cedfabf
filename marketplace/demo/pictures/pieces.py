"""Single small goods as they lie in a dish: a kernel, a nut, a dried fruit, a grain."""

from collections.abc import Callable, Sequence

import numpy as np

from .canvas import Canvas, Material, tinted
from .fruit import _opened_walnut as opened_walnut
from .fruit import _walnut as walnut
from .fruit import dried_half
from .mushrooms import _slice as mushroom_slice
from .noise import clouds
from .plants import kernel
from .shapes import ball, ribbon, smooth, stroke

Piece = Callable[[Canvas, float, float, float, int], None]


def a_kernel(tints: Sequence[str]) -> Piece:
    return lambda canvas, x, y, reach, i: kernel(canvas, x, y, reach, i * 2.3, tints[i % len(tints)], i)


def a_half(canvas: Canvas, x: float, y: float, reach: float, i: int) -> None:
    dried_half(canvas, x, y, reach, i)


def whole(tints: Sequence[str], shine: float = 0.14) -> Piece:
    """A whole dried apricot, wrinkled."""

    def draw(canvas: Canvas, x: float, y: float, reach: float, i: int) -> None:
        turn = np.linspace(0, 2 * np.pi, 40)
        rough = 1 + 0.06 * np.sin(3 * turn + i) + 0.04 * np.sin(8 * turn + i * 2)
        patch = canvas.polygon(
            [(float(x + reach * r * np.cos(t)), float(y + reach * 0.88 * r * np.sin(t))) for t, r in zip(turn, rough, strict=True)],
            margin=reach * 0.3,
        )
        along = (patch.x - x) * np.cos(i) + (patch.y - y) * np.sin(i)
        folds = 0.30 * np.sin(along / reach * 9 + clouds(patch.y.shape, i, 3, 3)) + 0.2 * clouds(patch.y.shape, i + 9, 3, 5)
        canvas.inflate(
            patch,
            tinted(tints[i % len(tints)], 1 + 0.10 * folds),
            reach * 0.55,
            lift=1.2,
            bumps=folds * reach * 12,
            material=Material(0.42, shine, 14),
        )

    return draw


def strip(canvas: Canvas, x: float, y: float, reach: float, i: int) -> None:
    angle = i * 1.9
    cos, sin = np.cos(angle) * reach * 1.5, np.sin(angle) * reach * 1.5
    line = smooth([(x - cos, y - sin), (x + sin * 0.25, y - cos * 0.25), (x + cos, y + sin)], closed=False, steps=6)
    patch = canvas.polygon(ribbon(line, reach * 0.62), margin=reach * 0.4)
    canvas.inflate(
        patch,
        tinted(("#C9701F", "#B85C18", "#D98A32")[i % 3], 1 + 0.08 * clouds(patch.y.shape, i, 3, 5)),
        reach * 0.3,
        bumps=0.08 * clouds(patch.y.shape, i + 2, 3, 6),
        material=Material(0.44, 0.16, 14),
    )


def nut_piece(tints: Sequence[str]) -> Piece:
    """Half a walnut kernel, or a part of one."""

    def draw(canvas: Canvas, x: float, y: float, reach: float, i: int) -> None:
        turn = np.linspace(0, 2 * np.pi, 60)
        lobes = reach * (0.86 + 0.07 * np.sin(turn * 4 + i) + 0.05 * np.sin(turn * 9 + i * 2))
        flat_by = (0.78, 0.62, 0.88)[i % 3]
        cos, sin = np.cos(i * 1.7), np.sin(i * 1.7)
        a, b = lobes * np.cos(turn), lobes * np.sin(turn) * flat_by
        patch = canvas.polygon(
            list(zip((x + a * cos - b * sin).tolist(), (y + a * sin + b * cos).tolist(), strict=True)), margin=reach * 0.4
        )
        u, v = ((patch.x - x) * cos + (patch.y - y) * sin) / reach, (-(patch.x - x) * sin + (patch.y - y) * cos) / reach
        folds = np.sin(u * 8 + np.sin(v * 9) * 1.4) * 0.5 + np.sin(v * 12 + np.cos(u * 7) * 1.4) * 0.5
        seam = np.exp(-((v / 0.08) ** 2))
        canvas.inflate(
            patch,
            tinted(tints[i % len(tints)], 0.96 + 0.13 * folds - 0.22 * seam),
            reach * 0.5,
            lift=1.2,
            bumps=(0.5 * folds - seam) * reach * 9,
            material=Material(0.42, 0.12, 12),
        )

    return draw


def whole_walnut(canvas: Canvas, x: float, y: float, reach: float, i: int) -> None:
    (opened_walnut if i % 9 == 4 else lambda c, px, py, r, t: walnut(c, px, py, r, t, i + 1))(canvas, x, y, reach, i * 1.3)


def round_grain(tints: Sequence[str]) -> Piece:
    return lambda canvas, x, y, reach, i: ball(
        canvas, x, y, reach, tints[i % len(tints)], stretch=1.18, angle=i * 1.7, material=Material(0.46, 0.10, 12)
    )


def popped(canvas: Canvas, x: float, y: float, reach: float, i: int) -> None:
    if i % 4 == 0:
        ball(canvas, x, y, reach, ("#C79A4A", "#A9823C")[i % 8 == 0], material=Material(0.44, 0.2, 18))
        return
    ball(canvas, x, y, reach * 0.85, ("#D8B478", "#C49858", "#E6CFA0")[i % 3], stretch=1.5, angle=i * 2.1)
    stroke(canvas, [(x - reach * 0.5, y), (x + reach * 0.5, y)], reach * 0.2, "#F2E6C8", 0.8)


def groats(canvas: Canvas, x: float, y: float, reach: float, i: int) -> None:
    corners = [(float(x + reach * 1.2 * np.cos(i + k)), float(y + reach * np.sin(i + k))) for k in (0, 2.1, 4.2)]
    patch = canvas.polygon(smooth(corners, steps=5), margin=reach * 0.4)
    canvas.inflate(patch, ("#8A5A30", "#6E4424", "#A06E3C", "#5C3A20")[i % 4], reach * 0.5, material=Material(0.44, 0.14, 14))


def frosted(canvas: Canvas, x: float, y: float, reach: float, i: int) -> None:
    ball(canvas, x, y, reach, ("#D9741A", "#E58A26", "#C4621A")[i % 3], stretch=1.08, angle=i * 1.3, material=Material(0.45, 0.2, 18))
    stroke(canvas, [(x - reach * 0.5, y), (x, y - reach * 0.25), (x + reach * 0.5, y + reach * 0.1)], reach * 0.14, "#8E3F0C", 0.6)
    for step in range(3):
        spot = (float(x + reach * 0.55 * np.cos(i * 2 + step * 2.1)), float(y - reach * 0.3 + reach * 0.4 * np.sin(i + step)))
        ball(canvas, *spot, reach * 0.16, "#FBFAF6")


def slice_of(canvas: Canvas, x: float, y: float, reach: float, i: int) -> None:
    mushroom_slice(canvas, x, y, reach / 0.095, (i * 0.9) % 6.28)
