"""Woven things: folded pieces with fringes, hanging lengths, and cloth seen from close by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .canvas import Canvas, Material, Patch, mix, normals_of, rgb, shade
from .noise import Array, box_blur, clouds, random, twill
from .shapes import ribbon

Stripe = tuple[float, float, str]
CLOTH = Material(0.40, 0.015, 7)


@dataclass(frozen=True)
class Weave:
    """Ground colour, stripes across the width (start, end, colour in 0..1), and the thread pattern."""

    colour: str
    stripes: Sequence[Stripe] = ()
    threads: float = 150
    seed: int = 1
    pattern: Callable[[Array, Array], Array] | None = None
    fringe: float = 0.05


def dyed(weave: Weave, y: Array, x: Array, across: Array) -> Array:
    """Colour map with stripes and thread shading."""
    thread = twill(y, x, weave.threads, weave.seed) if weave.pattern is None else weave.pattern(y, x)
    colour = np.broadcast_to(rgb(weave.colour), (*y.shape, 3)).copy()
    for start, end, tint in weave.stripes:
        share = np.clip((across - start) * 320, 0, 1) * np.clip((end - across) * 320, 0, 1)
        colour = mix(colour, tint, share)
    return colour * (1 + thread)[..., None]


def _folds(y: Array, x: Array, seed: int, depth: float) -> Array:
    phase = seed * 1.7
    wave = np.sin(x * 6 + y * 2.6 + phase) + 0.35 * np.sin(x * 13 - y * 4 + phase * 1.7) + 0.12 * np.sin(x * 29 + y * 7)
    return depth * (wave + 0.6 * clouds(y.shape, seed + 40, 3, 3))


def fold(
    canvas: Canvas, weave: Weave, box: tuple[float, float, float, float], *, seed: int, depth: float = 0.010, fringed: bool = False
) -> None:
    """One visible layer of a folded piece over (left, top, right, bottom), rounded at top and bottom."""
    left, top, right, bottom = box
    thick = bottom - top

    def inside(y: Array, x: Array) -> Array:
        wave = 0.003 * np.sin(x * 17 + seed) + 0.0015 * np.sin(x * 41 + seed * 2)
        bow = 0.010 * np.clip(np.abs((y - (top + bottom) / 2) / thick * 2), 0, 1) ** 4
        sides = np.minimum(x - left - bow - 0.002 * np.sin(y * 25 + seed), right - bow - x + 0.003 * np.sin(y * 21 + seed))
        return np.minimum(sides, np.minimum(y - top - wave, bottom + wave * 0.8 - y))

    if fringed:
        _fringe(canvas, weave, right - 0.004, top + 0.006, bottom - 0.006, seed)
    patch = canvas.shape((left - 0.02, top - 0.02, right + 0.02, bottom + 0.02), inside)
    down = np.clip((patch.y - top) / thick, 0, 1)
    height = _folds(down * 0.7, (patch.x - left) / (right - left), seed, depth) * 0.55
    roll = np.sqrt(np.clip(1 - ((down - 0.5) * 2) ** 6, 0, 1)) * 0.05
    edge = np.clip((patch.x - left) / 0.02, 0, 1) * np.clip((right - patch.x) / 0.02, 0, 1)
    colour = dyed(weave, patch.y, patch.x, (patch.x - left) / (right - left))
    normals = normals_of((height + roll + 0.008 * np.sqrt(edge)) * canvas.height)
    canvas.put(patch, shade(normals, colour, CLOTH))
    under = patch.with_alpha(patch.alpha * np.clip((down - 0.80) / 0.2, 0, 1) ** 2)
    canvas.darken(under, 0.32)


def _fringe(canvas: Canvas, weave: Weave, x: float, top: float, bottom: float, seed: int) -> None:
    source = random(seed + 5)
    for thread in range(int((bottom - top) * 900)):
        y = top + (bottom - top) * (thread + 0.5) / ((bottom - top) * 900)
        length = weave.fringe * (1 + source.normal(0, 0.12))
        sag = 0.012 + source.normal(0, 0.008)
        points = [(x, y), (x + length * 0.5, y + source.normal(0, 0.004)), (x + length, y + sag)]
        shadow = 0.72 + 0.2 * source.random()
        canvas.paint(canvas.polygon(ribbon(points, 0.0022)), rgb(weave.colour) * shadow, 0.9)


def hanging(
    canvas: Canvas, weave: Weave, outline: Patch, *, seed: int, pleats: float = 5.0, depth: float = 0.035, across: Array | None = None
) -> None:
    """Cloth that hangs: long vertical folds inside the outline; stripes run over the given coordinate."""
    wobble = 0.10 * clouds(outline.y.shape, seed, 3, 2) + 0.05 * np.sin(outline.y * 7 + seed)
    phase = (outline.x * pleats + wobble) * 2 * np.pi
    height = depth * (0.62 * np.sin(phase) + 0.25 * np.sin(phase * 2.1 + 1)) / pleats * 1.6
    height = height + 0.02 * np.sqrt(np.clip(box_blur(outline.alpha, canvas.height * 0.012) * 2 - 1, 0.0001, 1))
    colour = dyed(weave, outline.y, outline.x, outline.y if across is None else across)
    canvas.put(outline, shade(normals_of(height * canvas.height), colour, CLOTH))


def bottom_fringe(canvas: Canvas, weave: Weave, left: float, right: float, y: float, length: float, seed: int) -> None:
    source = random(seed)
    count = int((right - left) * 260)
    for thread in range(count):
        x = left + (right - left) * (thread + 0.5) / count
        drop = length * (1 + source.normal(0, 0.10))
        points = [(x, y), (x + source.normal(0, 0.003), y + drop * 0.6), (x + source.normal(0, 0.006), y + drop)]
        canvas.paint(canvas.polygon(ribbon(points, [0.0035, 0.003, 0.002])), rgb(weave.colour) * (0.66 + 0.28 * source.random()))


def close_up(canvas: Canvas, weave: Weave, *, seed: int, depth: float = 0.05, slant: float = 0.55, across: Array | None = None) -> None:
    """Fills the picture with cloth lying in soft diagonal folds."""
    area = canvas.everywhere()
    bend = 0.06 * clouds(area.y.shape, seed, 3, 2)
    run = area.x * np.cos(slant) + area.y * np.sin(slant) + bend
    height = depth * (np.sin(run * 9) + 0.45 * np.sin(run * 19 + 1.3)) * 0.5
    lie = run * 0.03
    colour = dyed(weave, area.y + lie, area.x + lie, area.x if across is None else across)
    canvas.put(area, shade(normals_of(height * canvas.height), colour, CLOTH))
