"""The drawing surface: masks in unit coordinates, compositing, and relief lit by one window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from .noise import Array, box_blur

Point = tuple[float, float]
Colour = str | Array
# The window stands to the upper left in front of the table.
LIGHT = np.array([-0.55, -0.62, 0.56], np.float32) / np.linalg.norm([-0.55, -0.62, 0.56]).astype(np.float32)
HALFWAY = (LIGHT + np.array([0, 0, 1], np.float32)) / np.linalg.norm(LIGHT + np.array([0, 0, 1])).astype(np.float32)
KEY_TINT = np.array([1.05, 1.0, 0.93], np.float32)
SKY_TINT = np.array([0.95, 0.98, 1.05], np.float32)
OVERSAMPLING = 3
# Lime wash throws light back: shadow sides never go black.
WRAP = 0.22


def rgb(colour: Colour) -> Array:
    """`#rrggbb` as three floats from 0 to 1; arrays pass through."""
    if isinstance(colour, str):
        code = colour.lstrip("#")
        return np.array([int(code[i : i + 2], 16) for i in (0, 2, 4)], np.float32) / 255
    return colour


def mix(first: Colour, second: Colour, share: Array | float) -> Array:
    """Colour map going from first to second where share goes from 0 to 1."""
    weight = np.asarray(share, np.float32)[..., None]
    return rgb(first) * (1 - weight) + rgb(second) * weight


def tinted(colour: Colour, factor: Array) -> Array:
    return rgb(colour) * factor[..., None].astype(np.float32)


@dataclass(frozen=True)
class Material:
    """How a surface answers light: share of ambient light, strength and tightness of the highlight."""

    ambient: float = 0.40
    shine: float = 0.10
    gloss: float = 16.0


MATT = Material(0.44, 0.02, 8)
FRUIT = Material(0.42, 0.16, 16)
GLAZE = Material(0.40, 0.45, 36)
GLASS = Material(0.46, 0.30, 30)
METAL = Material(0.34, 0.75, 26)


@dataclass(frozen=True)
class Patch:
    """A mask over a rectangle of the canvas: `alpha` from 0 to 1, with its unit coordinates `y` and `x`."""

    rows: slice
    columns: slice
    alpha: Array
    y: Array
    x: Array

    def with_alpha(self, alpha: Array) -> "Patch":
        return Patch(self.rows, self.columns, alpha.astype(np.float32), self.y, self.x)


def shade(normals: Array, colour: Colour, material: Material) -> Array:
    """Colours of a surface with these (unnormalised) normals, shape (h, w, 3), z towards the viewer."""
    unit = normals / (np.linalg.norm(normals, axis=-1, keepdims=True) + 1e-6)
    direct = np.clip((unit @ LIGHT + WRAP) / (1 + WRAP), 0, 1)[..., None]
    glint = (np.clip(unit @ HALFWAY, 0, 1) ** material.gloss)[..., None]
    diffuse = material.ambient * SKY_TINT + (1 - material.ambient) * 1.35 * direct * KEY_TINT
    return rgb(colour) * diffuse + material.shine * glint * KEY_TINT


def normals_of(height: Array) -> Array:
    """Normals of a height field given in pixels."""
    slope_y, slope_x = np.gradient(height)
    return np.stack([-slope_x, -slope_y, np.ones_like(height)], -1).astype(np.float32)


def _span(first: float, last: float, limit: int) -> tuple[int, int]:
    """Whole pixels from first to last inside the picture, never fewer than three."""
    start = min(max(0, int(first)), limit - 3)
    return start, max(start + 3, min(limit, int(last) + 1))


class Canvas:
    """Float picture; one unit is the height. With `layered` it keeps its own cover, to be placed on another canvas."""

    def __init__(self, width: int, height: int, *, layered: bool = False) -> None:
        self.width, self.height = width, height
        self.pixels = np.zeros((height, width, 3), np.float32)
        self.cover = np.zeros((height, width), np.float32) if layered else None

    @property
    def aspect(self) -> float:
        return self.width / self.height

    def layer(self) -> "Canvas":
        return Canvas(self.width, self.height, layered=True)

    def everywhere(self) -> Patch:
        return self.window(0, 0, self.aspect, 1)

    def window(self, left: float, top: float, right: float, bottom: float, alpha: Array | None = None) -> Patch:
        """The rectangle as a patch that covers fully, cut to the canvas."""
        size = self.height
        y0, y1 = _span(top * size, bottom * size, self.height)
        x0, x1 = _span(left * size, right * size, self.width)
        y, x = np.mgrid[y0:y1, x0:x1].astype(np.float32) / size
        full = np.ones(y.shape, np.float32) if alpha is None else alpha
        return Patch(slice(y0, y1), slice(x0, x1), full, y, x)

    def polygon(self, points: Sequence[Point], *, margin: float = 0.004, soft: float = 0.0) -> Patch:
        """Antialiased polygon; `margin` widens the rectangle, `soft` blurs the edge (both in units)."""
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        room = margin + soft * 3
        patch = self.window(min(xs) - room, min(ys) - room, max(xs) + room, max(ys) + room)
        height, width = patch.alpha.shape
        image = Image.new("L", (width * OVERSAMPLING, height * OVERSAMPLING), 0)
        scale = self.height * OVERSAMPLING
        left, top = patch.columns.start * OVERSAMPLING, patch.rows.start * OVERSAMPLING
        ImageDraw.Draw(image).polygon([(x * scale - left, y * scale - top) for x, y in points], fill=255)
        alpha = np.asarray(image.reduce(OVERSAMPLING), np.float32) / 255
        return patch.with_alpha(box_blur(alpha, soft * self.height) if soft else alpha)

    def shape(self, bounds: tuple[float, float, float, float], inside: Callable[[Array, Array], Array]) -> Patch:
        """Mask from a signed field in units (positive inside) over (left, top, right, bottom)."""
        patch = self.window(*bounds)
        return patch.with_alpha(np.clip(inside(patch.y, patch.x) * self.height + 0.5, 0, 1))

    def put(self, patch: Patch, colours: Array, opacity: float = 1.0) -> None:
        """Lay colours over the picture through the mask."""
        alpha = patch.alpha * opacity
        area = self.pixels[patch.rows, patch.columns]
        area *= 1 - alpha[..., None]
        area += colours * alpha[..., None]
        if self.cover is not None:
            cover = self.cover[patch.rows, patch.columns]
            cover *= 1 - alpha
            cover += alpha

    def paint(self, patch: Patch, colour: Colour, opacity: float = 1.0) -> None:
        self.put(patch, rgb(colour), opacity)

    def confetti(self, pieces: Sequence[tuple[Sequence[Point], Colour]]) -> None:
        """Many small flat shapes in one go, later ones on top: petals, grains, seeds."""
        xs = [x for points, _ in pieces for x, _ in points]
        ys = [y for points, _ in pieces for _, y in points]
        patch = self.window(min(xs), min(ys), max(xs), max(ys))
        height, width = patch.alpha.shape
        scale, left, top = self.height * OVERSAMPLING, patch.columns.start * OVERSAMPLING, patch.rows.start * OVERSAMPLING
        colours = Image.new("RGB", (width * OVERSAMPLING, height * OVERSAMPLING))
        mask = Image.new("L", colours.size)
        paint, cover = ImageDraw.Draw(colours), ImageDraw.Draw(mask)
        for points, colour in pieces:
            outline = [(x * scale - left, y * scale - top) for x, y in points]
            paint.polygon(outline, fill=tuple(int(v) for v in np.clip(rgb(colour) * 255, 0, 255)))
            cover.polygon(outline, fill=255)
        alpha = np.asarray(mask.reduce(OVERSAMPLING), np.float32) / 255
        over = np.asarray(colours.reduce(OVERSAMPLING), np.float32) / 255
        # Where nothing was drawn the colours are black, so they come already weighted by the mask.
        self.put(patch.with_alpha(alpha), over / np.maximum(alpha, 1e-3)[..., None])

    def darken(self, patch: Patch, strength: float) -> None:
        self.pixels[patch.rows, patch.columns] *= (1 - strength * patch.alpha)[..., None]

    def brighten(self, patch: Patch, colour: Colour, strength: float = 1.0) -> None:
        """Add light; on a layer only where something was already drawn."""
        seen = patch.alpha if self.cover is None else patch.alpha * self.cover[patch.rows, patch.columns]
        self.pixels[patch.rows, patch.columns] += rgb(colour) * (seen * strength)[..., None]

    def relief(self, patch: Patch, height: Array, colour: Colour, material: Material = MATT) -> None:
        """Lit surface from a height field in units of the canvas."""
        self.put(patch, shade(normals_of(height * self.height), colour, material))

    def inflate(
        self, patch: Patch, colour: Colour, radius: float, *, lift: float = 1.0, bumps: Array | None = None, material: Material = MATT
    ) -> None:
        """Lit cushion: the mask rises from its edge over about `radius`; `bumps` (units of 0.01) roughen it."""
        spread = box_blur(patch.alpha, radius * self.height)
        height = np.clip((spread - 0.16) / 0.84, 1e-4, 1) ** 0.62 * radius * 1.75 * lift
        if bumps is not None:
            height = height + bumps * 0.01
        self.relief(patch, height, colour, material)

    def place(self, layer: "Canvas") -> None:
        if layer.cover is None:
            raise ValueError("only a layered canvas can be placed")
        self.pixels *= 1 - layer.cover[..., None]
        self.pixels += layer.pixels
        if self.cover is not None:
            self.cover += layer.cover * (1 - self.cover)
