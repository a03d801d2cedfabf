"""Outdoor parts: sky, ranges with snow and haze, fields, river, poplars, Ladakhi houses."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from .canvas import Canvas, Patch, mix, rgb
from .marks import APRICOT, MADDER, NIGHT
from .noise import Array, clouds, random
from .shapes import ellipse, ribbon, smooth


def sky(canvas: Canvas, stops: Sequence[tuple[float, str]]) -> None:
    """Vertical gradient through (height, colour) stops."""
    y = canvas.everywhere().y[:, 0]
    heights = [stop[0] for stop in stops]
    bands = np.stack([np.interp(y, heights, [rgb(stop[1])[i] for stop in stops]) for i in range(3)], -1)
    canvas.pixels[:] = bands[:, None, :].astype(np.float32)


def glow(canvas: Canvas, x: float, y: float, rx: float, ry: float, colour: Sequence[float]) -> None:
    area = canvas.everywhere()
    canvas.pixels += np.exp(-(((area.x - x) / rx) ** 2) - ((area.y - y) / ry) ** 2)[..., None] * np.array(colour, np.float32)


def stars(canvas: Canvas, count: int, seed: int, lowest: float = 0.35) -> None:
    source = random(seed)
    for _ in range(count):
        x, y = int(source.integers(1, canvas.width - 1)), int(abs(source.normal(0, lowest / 2)) * canvas.height) % canvas.height
        canvas.pixels[y, x] += source.uniform(0.12, 0.5)


def skyline(width: int, seed: int, *, roughness: float = 0.55, octaves: int = 9, peaks: int = 3) -> Array:
    """One range as heights from 0 to 1 across the picture: sharp in the large, jagged in the small."""
    source, out, amplitude = random(seed), np.zeros(width), 1.0
    x = np.linspace(0, 1, width)
    for octave in range(octaves):
        count = peaks * 2**octave
        line = np.interp(x * count, np.arange(count + 2), source.uniform(-1, 1, count + 2))
        out += amplitude * (1 - np.abs(line) * 1.6 if octave < 4 else line * 0.6)
        amplitude *= roughness
    return (out - out.min()) / (out.max() - out.min())


@dataclass(frozen=True)
class Range:
    """A mountain layer: foot of its skyline, height, rock colour, snow depth, light from the given side."""

    top: float
    height: float
    rock: str
    seed: int
    snow: float = 0.0
    roughness: float = 0.57
    haze: str = "#9DB0C8"
    haze_share: float = 0.35
    snow_lit: str = "#F6DCC2"
    snow_shade: str = "#C9D7EA"
    sun: float = 1.0
    peaks: int = 3
    relief: float = 1.0


def mountains(canvas: Canvas, layer: Range) -> Array:
    """Paints the range and returns its skyline in units for each column."""
    heights = skyline(canvas.width, layer.seed, roughness=layer.roughness, peaks=layer.peaks)
    line = layer.top + layer.height * (1 - heights)
    area = canvas.everywhere()
    depth = area.y - line[None, :]
    folds = _gullies(area.y.shape, layer.seed + 1, 16)
    ribs = 1 - np.abs(_gullies(area.y.shape, layer.seed + 2, 12))
    slope = np.gradient(heights) * canvas.width / 9 * layer.sun
    light = (
        np.clip(np.gradient(folds + ribs, axis=1) * canvas.width / 190 * layer.sun + slope[None, :] * 0.13 + 0.12 * folds, -1, 1)
        * layer.relief
    )
    colour = rgb(layer.rock) * (1 + 0.20 * light)[..., None]
    if layer.snow > 0:
        cover = np.clip((1 - depth / layer.snow + 0.45 * folds + 0.25 * ribs) * 1.4, 0, 1) * np.clip((heights[None, :] - 0.32) * 2.4, 0, 1)
        lit = mix(layer.snow_shade, layer.snow_lit, np.clip(light * 1.3 + 0.35, 0, 1))
        colour = colour * (1 - cover[..., None] * 0.88) + lit * cover[..., None] * 0.88
    veil = (np.clip(depth / 0.34, 0, 1) * layer.haze_share)[..., None]
    colour = colour * (1 - veil) + rgb(layer.haze) * veil
    canvas.put(area.with_alpha(np.clip(depth * canvas.height / 1.2, 0, 1)), colour)
    return line


def _gullies(shape: tuple[int, int], seed: int, base: int) -> Array:
    """Noise drawn out downhill, so that light picks out ribs and gullies."""
    height, width = shape
    short = Image.fromarray(clouds((max(8, int(height * 0.42)), width), seed, 6, base).astype(np.float32))
    return np.asarray(short.resize((width, height), Image.Resampling.BICUBIC))


def ground(canvas: Canvas, top: Array, colours: tuple[str, str], seed: int, *, rows: float = 70) -> Patch:
    """Valley floor below the line, with terraces as soft bands between two colours."""
    area = canvas.everywhere()
    depth = area.y - top[None, :]
    noise = clouds(area.y.shape, seed, 6, 10)
    bands = np.sin(depth * rows + noise * 0.6 + area.x * 4) * 0.5 + 0.5
    colour = mix(colours[0], colours[1], bands * 0.6) * (1 + 0.05 * noise)[..., None]
    patch = area.with_alpha(np.clip(depth * canvas.height / 1.2, 0, 1))
    canvas.put(patch, colour)
    return patch


def gentle_line(canvas: Canvas, base: float, swing: float, seed: int) -> Array:
    return base + swing * (1 - skyline(canvas.width, seed, roughness=0.45, octaves=5, peaks=2))


def river(canvas: Canvas, points: Sequence[tuple[float, float]], widths: Sequence[float], colour: str, shine: str) -> None:
    line = smooth(points, closed=False, steps=16)
    spread = np.interp(np.linspace(0, 1, len(line)), np.linspace(0, 1, len(widths)), widths)
    water = canvas.polygon(ribbon(line, spread.tolist()), soft=0.0015)
    ripple = np.clip(
        0.4 + 0.35 * clouds((water.y.shape[0], max(4, water.y.shape[1] // 10)), 5, 5, 14).repeat(12, 1)[:, : water.y.shape[1]], 0, 1
    )
    canvas.put(water, mix(colour, shine, ripple * 0.45))


def poplar(canvas: Canvas, x: float, foot: float, height: float, colour: str, lit: str = "", seed: int = 0) -> None:
    """Slim tree; the lit side only where a colour is given."""
    source, width = random(seed), height * 0.105
    outline = [
        (
            x + side * width * float(np.sin(np.pi * min(1, t * 1.05)) ** 0.75) * (0.85 + 0.3 * source.random()),
            foot - height * 0.06 - height * 0.94 * t,
        )
        for side, steps in ((-1, np.linspace(0, 1, 22)), (1, np.linspace(1, 0, 22)))
        for t in steps
    ]
    canvas.paint(canvas.polygon([(x - width * 0.12, foot), (x + width * 0.12, foot), (x, foot - height * 0.4)]), rgb(colour) * 0.8)
    tree = canvas.polygon(outline)
    canvas.paint(tree, colour)
    if lit:
        side = np.clip((tree.x - x) / width * 0.8 + 0.3 + 0.25 * clouds(tree.y.shape, seed, 3, 9), 0, 1)
        canvas.paint(tree.with_alpha(tree.alpha * side * 0.7), lit)


@dataclass(frozen=True)
class House:
    x: float
    foot: float
    width: float
    height: float
    windows: int = 3
    dark_windows: tuple[int, ...] = ()
    floors: int = 1


@dataclass(frozen=True)
class Lime:
    """Colours of a whitewashed house: sunny wall, shaded wall, light in the windows."""

    wall: str = "#9EACBE"
    shade: str = "#68789A"
    lamp: str = "#FAC46A"


def ladakhi_house(canvas: Canvas, house: House, lime: Lime) -> None:
    """Tapered whitewashed walls, brushwood parapet over a madder band, windows with broad dark frames."""
    left, right, top = house.x - house.width / 2, house.x + house.width / 2, house.foot - house.height
    taper, turn = house.width * 0.04, house.x + house.width * 0.24
    canvas.paint(canvas.polygon([(left + taper, top), (turn, top), (turn, house.foot), (left, house.foot)]), lime.wall)
    canvas.paint(
        canvas.polygon([(turn, top), (right - taper, top + house.height * 0.02), (right, house.foot), (turn, house.foot)]), lime.shade
    )
    edge = house.height * 0.07 / house.floors
    canvas.paint(
        canvas.polygon(
            [
                (left + taper * 0.4, top - edge),
                (right - taper * 0.4, top - edge * 0.8),
                (right - taper * 0.4, top),
                (left + taper * 0.4, top),
            ]
        ),
        MADDER,
    )
    canvas.paint(
        canvas.polygon(
            [
                (left + taper * 0.4, top - edge * 1.9),
                (right - taper * 0.4, top - edge * 1.7),
                (right - taper * 0.4, top - edge * 0.8),
                (left + taper * 0.4, top - edge),
            ]
        ),
        "#3A2C26",
    )
    for floor in range(house.floors):
        middle = top + house.height * (0.42 + floor) / house.floors
        for index in range(house.windows):
            x = left + (turn - left) * (index + 0.62) / (house.windows + 0.2)
            size = min(house.width * 0.068, house.height * 0.20 / house.floors * 1.4)
            _window(canvas, x, middle, size, "" if index + floor * house.windows in house.dark_windows else lime.lamp)


def _window(canvas: Canvas, x: float, y: float, size: float, lamp: str) -> None:
    canvas.paint(
        canvas.polygon(
            [
                (x - size * 1.05, y - size * 1.2),
                (x + size * 1.05, y - size * 1.2),
                (x + size * 1.4, y + size * 1.5),
                (x - size * 1.4, y + size * 1.5),
            ]
        ),
        NIGHT,
    )
    if lamp:
        canvas.brighten(canvas.polygon(ellipse(x, y, size * 4, size * 4), soft=size * 1.2), rgb(APRICOT), 0.10)
        pane = canvas.polygon(
            [
                (x - size * 0.68, y - size * 0.75),
                (x + size * 0.68, y - size * 0.75),
                (x + size * 0.9, y + size * 1.1),
                (x - size * 0.9, y + size * 1.1),
            ]
        )
        canvas.paint(pane, mix(rgb(lamp) * 1.06, APRICOT, np.clip((pane.y - y) / size * 0.5 + 0.4, 0, 1)))
        canvas.paint(
            canvas.polygon(
                [
                    (x - size * 0.07, y - size * 0.75),
                    (x + size * 0.07, y - size * 0.75),
                    (x + size * 0.07, y + size * 1.1),
                    (x - size * 0.07, y + size * 1.1),
                ]
            ),
            NIGHT,
        )


def scatter(count: int, seed: int) -> list[tuple[float, float, float]]:
    """Triples from 0 to 1 for placing small things."""
    return [tuple(row) for row in random(seed).random((count, 3)).tolist()]
