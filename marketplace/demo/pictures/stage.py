"""The room: lime-washed wall, table, one patch of window light, shadows, and the last touch of tone."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from .canvas import Canvas, Colour, rgb
from .noise import box_blur, clouds, random, wood_grain

# name: (wall, table, warmth of the window light)
TINTS = {
    "lime": ("#EFEDE7", "#D6CFC2", 1.0),
    "mist": ("#E1E8EB", "#BAC5CA", 1.0),
    "sand": ("#EFE5D4", "#CDB691", 1.0),
    "sage": ("#E0E6DA", "#B3BDA8", 1.0),
    "clay": ("#EBDACB", "#C2A48B", 1.0),
    "dusk": ("#48608F", "#2E4068", 1.5),
    "night": ("#2C3A5C", "#1E2842", 1.6),
    "teal": ("#35605F", "#234645", 1.5),
    "madder": ("#81303B", "#581E29", 1.4),
}
WINDOW = (((0.43, 0.06), (0.60, 0.035), (0.70, 0.60), (0.47, 0.64)), ((0.625, 0.032), (0.80, 0.005), (0.96, 0.555), (0.73, 0.595)))
SHADOW_SHIFT = 0.62
SHADOW_RISE = 0.24


@dataclass(frozen=True)
class Room:
    """One arrangement of wall and light; `shift` moves the window light sideways, `zoom` scales it."""

    tint: str = "lime"
    seed: int = 1
    horizon: float = 0.66
    shift: float = 0.0
    drop: float = 0.0
    zoom: float = 1.0
    table: str = "plaster"


def build(room: Room, size: int) -> Canvas:
    canvas = Canvas(size, size)
    wall, table, glow = TINTS[room.tint]
    area = canvas.everywhere()
    below = 1 / (1 + np.exp(np.clip((room.horizon - area.y) * 260, -40, 40)))
    texture = clouds(area.y.shape, room.seed, 7, 5) * 0.014 + clouds(area.y.shape, room.seed + 1, 4, 90) * 0.006
    ground = _table(canvas, room, table)
    canvas.pixels[:] = rgb(wall) * (1 - below[..., None]) + ground * below[..., None]
    falloff = 1.06 - 0.22 * np.hypot(area.x - 0.15, (area.y - 0.05) * 0.9)
    canvas.pixels *= ((1 + texture) * falloff)[..., None]
    _window_light(canvas, room, below, glow)
    canvas.pixels -= (np.exp(-(((area.y - room.horizon) / 0.02) ** 2)) * 0.05)[..., None]
    return canvas


def _table(canvas: Canvas, room: Room, colour: str) -> np.ndarray:
    area = canvas.everywhere()
    if room.table == "wood":
        depth = 1 / np.maximum(area.y - room.horizon + 0.28, 0.05)
        grain = wood_grain(depth * 0.55, (area.x - 0.5) * depth * 0.3, room.seed + 5, 3)
        return rgb("#9A7148") * grain[..., None]
    if room.table == "linen":
        threads = np.sin(area.x * 900) * 0.02 + np.sin(area.y * 1300) * 0.02
        return rgb("#D9CFBA") * (1 + threads + 0.02 * clouds(area.y.shape, room.seed + 6, 3, 40))[..., None]
    if room.table == "slate":
        return rgb("#5B646B") * (1 + 0.05 * clouds(area.y.shape, room.seed + 7, 6, 6))[..., None]
    return np.broadcast_to(rgb(colour), canvas.pixels.shape)


def _window_light(canvas: Canvas, room: Room, below: np.ndarray, glow: float) -> None:
    for pane in WINDOW:
        points = [((x - 0.7) * room.zoom + 0.7 + room.shift, y * room.zoom + room.drop) for x, y in pane]
        patch = canvas.polygon(points, soft=0.012)
        fade = patch.with_alpha(patch.alpha * (1 - below[patch.rows, patch.columns] * 0.6))
        canvas.brighten(fade, np.array([0.115, 0.095, 0.055], np.float32), glow)


def flat(colour: Colour, seed: int, size: int, *, kind: str = "plaster", light: bool = True) -> Canvas:
    """A surface seen from above: plaster, linen or boards, with the window light lying across it."""
    canvas = Canvas(size, size)
    area = canvas.everywhere()
    factor = 1 + 0.02 * clouds(area.y.shape, seed, 6, 5)
    if kind == "linen":
        factor = factor + 0.025 * np.sin(area.x * 1130) + 0.025 * np.sin(area.y * 1130) + 0.012 * clouds(area.y.shape, seed + 2, 3, 30)
    if kind == "boards":
        board = np.floor(area.y * 4.2)
        grain = wood_grain(area.y * 4.2 % 1 * 0.24 + board, area.x, seed, 16)
        gap = np.exp(-((((area.y * 4.2) % 1) / 0.012) ** 2))
        factor = factor * grain * (1 + 0.05 * np.sin(board * 2.3)) * (1 - 0.5 * gap)
    canvas.pixels[:] = rgb(colour) * (factor * (1.08 - 0.26 * np.hypot(area.x - 0.1, area.y - 0.05)))[..., None]
    if light:
        for points in (
            ((0.30, -0.05), (0.52, -0.05), (0.72, 1.05), (0.42, 1.05)),
            ((0.58, -0.05), (0.82, -0.05), (1.14, 1.05), (0.82, 1.05)),
        ):
            canvas.brighten(canvas.polygon(points, soft=0.014), np.array([0.10, 0.08, 0.045], np.float32))
    return canvas


def stand(canvas: Canvas, layer: Canvas, base: float, *, strength: float = 0.55, contact: tuple[float, float, float] | None = None) -> None:
    """Put a layer on the table: its shadow leans to the right and back, then the layer itself.

    `base` is the height of the line on which the object stands; `contact` adds a dark ellipse (x, half width, y)."""
    if layer.cover is None:
        raise ValueError("stand needs a layered canvas")
    half = Image.fromarray((layer.cover * 255).astype(np.uint8)).reduce(2)
    foot = base * half.height
    lean = SHADOW_SHIFT / SHADOW_RISE
    # Output (X, Y) reads the cover at x = X - lean * (foot - Y), y = foot - (foot - Y) / rise.
    matrix = (1, lean, -lean * foot, 0, 1 / SHADOW_RISE, foot - foot / SHADOW_RISE)
    thrown = half.transform(half.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)
    soft = thrown.filter(ImageFilter.GaussianBlur(half.height * 0.016)).resize((canvas.width, canvas.height), Image.Resampling.BILINEAR)
    area = canvas.everywhere()
    reach = np.clip(1 - (base - area.y) / (SHADOW_RISE * 0.95), 0.1, 1) * (area.y < base + 0.03)
    canvas.darken(area.with_alpha(np.asarray(soft, np.float32) / 255 * reach), strength)
    if contact is not None:
        x, half_width, y = contact
        _contact(canvas, x + 0.015, y - 0.004, half_width * 1.08, 0.030, 0.45, 0.020)
        _contact(canvas, x, y, half_width, 0.011, 0.55, 0.006)
    canvas.place(layer)


def _contact(canvas: Canvas, x: float, y: float, half_width: float, half_height: float, strength: float, soft: float) -> None:
    turn = np.linspace(0, 2 * np.pi, 80)
    wide = np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** 0.5
    outline = [(x + half_width * w, y + half_height * float(np.sin(t))) for w, t in zip(wide, turn, strict=True)]
    canvas.darken(canvas.polygon(outline, soft=soft), strength)


def lay(canvas: Canvas, layer: Canvas, *, depth: float = 0.02, strength: float = 0.45) -> None:
    """Put a layer flat on a surface seen from above, or hang it on the wall: a soft shadow to the lower right."""
    if layer.cover is None:
        raise ValueError("lay needs a layered canvas")
    pixels = int(depth * canvas.height)
    soft = box_blur(layer.cover, depth * 0.7 * canvas.height)
    moved = np.zeros_like(soft)
    moved[pixels:, pixels:] = soft[: soft.shape[0] - pixels, : soft.shape[1] - pixels] if pixels else soft
    canvas.darken(canvas.everywhere().with_alpha(moved), strength)
    canvas.place(layer)


def finish(canvas: Canvas, *, grain: float = 0.005, seed: int = 9) -> Image.Image:
    """Gentle contrast curve, a breath of vignette and grain, eight bits."""
    area = canvas.everywhere()
    pixels = canvas.pixels + random(seed).normal(0, grain, (*area.y.shape, 1)).astype(np.float32)
    pixels *= (1 - 0.10 * np.clip(np.hypot(area.x / canvas.aspect - 0.5, area.y - 0.5) - 0.42, 0, 1))[..., None]
    pixels = np.clip(pixels, 0, 1)
    pixels = pixels * pixels * (3 - 2 * pixels) * 0.35 + pixels * 0.65
    return Image.fromarray((pixels * 255 + 0.5).astype(np.uint8))
