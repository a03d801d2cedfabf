"""Outlines and solids: ellipses, strokes, spheres, turned bodies, tubes."""

from collections.abc import Callable, Sequence

import numpy as np

from .canvas import MATT, Canvas, Colour, Material, Patch, Point, rgb, shade
from .noise import Array, box_blur

Tint = Callable[[Array, Array], Array]


def ellipse(x: float, y: float, rx: float, ry: float, *, angle: float = 0.0, start: float = 0.0, end: float = 2 * np.pi) -> list[Point]:
    turn = np.linspace(start, end, 90)
    cos, sin = np.cos(angle), np.sin(angle)
    a, b = rx * np.cos(turn), ry * np.sin(turn)
    return list(zip(x + a * cos - b * sin, y + a * sin + b * cos, strict=True))


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> list[Point]:
    corners = (
        (right - radius, bottom - radius, 0),
        (left + radius, bottom - radius, 1),
        (left + radius, top + radius, 2),
        (right - radius, top + radius, 3),
    )
    points: list[Point] = []
    for x, y, quarter in corners:
        points += ellipse(x, y, radius, radius, start=quarter * np.pi / 2, end=(quarter + 1) * np.pi / 2)[::6]
    return points


def smooth(points: Sequence[Point], *, closed: bool = True, steps: int = 10) -> list[Point]:
    """Catmull-Rom curve through the points."""
    given = [np.array(p, float) for p in points]
    count = len(given)
    out: list[Point] = []
    for i in range(count if closed else count - 1):
        near = [given[(i + k) % count] if closed else given[min(max(i + k, 0), count - 1)] for k in (-1, 0, 1, 2)]
        a, b, c, d = near
        for t in np.linspace(0, 1, steps, endpoint=False):
            q = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
            out.append((float(q[0]), float(q[1])))
    if not closed:
        out.append((float(given[-1][0]), float(given[-1][1])))
    return out


def ribbon(points: Sequence[Point], widths: float | Sequence[float]) -> list[Point]:
    """Outline of a line with the given full width (one number, or one for each point)."""
    line = np.array(points, float)
    half = np.broadcast_to(np.asarray(widths, float) / 2, (len(line),))[:, None]
    along = np.gradient(line, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
    across = np.stack([-along[:, 1], along[:, 0]], 1) * half
    return [(float(x), float(y)) for x, y in np.concatenate([line + across, (line - across)[::-1]])]


def stroke(canvas: Canvas, points: Sequence[Point], width: float | Sequence[float], colour: Colour, opacity: float = 1.0) -> None:
    canvas.paint(canvas.polygon(ribbon(points, width)), colour, opacity)


def tube(canvas: Canvas, points: Sequence[Point], width: float | Sequence[float], colour: Colour, material: Material = MATT) -> None:
    thick = float(np.max(width))
    canvas.inflate(canvas.polygon(ribbon(points, width), margin=thick * 0.5), colour, thick * 0.42, material=material)


def spot_shadow(canvas: Canvas, x: float, y: float, rx: float, ry: float, strength: float = 0.5, soft: float = 0.012) -> None:
    canvas.darken(canvas.polygon(ellipse(x, y, rx, ry), soft=soft), strength)


def ball(
    canvas: Canvas,
    x: float,
    y: float,
    radius: float,
    colour: Colour,
    *,
    stretch: float = 1.0,
    angle: float = 0.0,
    material: Material = MATT,
    skin: Callable[[Array, Array, Array], Array] | None = None,
) -> None:
    """Ellipsoid. `skin(along, across, normals)` gives the colour map; along and across run from -1 to 1."""
    reach = radius * max(1.0, stretch) * 1.04
    patch = canvas.window(x - reach, y - reach, x + reach, y + reach)
    u, v = (patch.x - x) / radius, (patch.y - y) / radius
    cos, sin = np.cos(angle), np.sin(angle)
    a, b = (u * cos + v * sin) / stretch, -u * sin + v * cos
    square = a * a + b * b
    depth = np.sqrt(np.clip(1 - square, 0, 1))
    normals = np.stack([a / stretch * cos - b * sin, a / stretch * sin + b * cos, depth], -1)
    base = rgb(colour) if skin is None else skin(a, b, normals)
    lit = shade(normals, base, material)
    lit += (np.clip(1 - depth, 0, 1) ** 3)[..., None] * np.array([0.05, 0.055, 0.075], np.float32)
    edge = np.clip((1 - np.sqrt(square)) * radius * canvas.height / 1.1, 0, 1)
    canvas.put(patch.with_alpha(edge), lit)


def turned(
    canvas: Canvas,
    x: float,
    profile: Sequence[Point],
    colour: Colour | Tint,
    *,
    tilt: float = 0.12,
    material: Material = MATT,
    bumps: Tint | None = None,
    rim: float = 0.0,
) -> Patch:
    """Solid of revolution. `profile` holds (y, radius) from top to bottom; `tilt` opens the ellipses;
    `rim` darkens the glass edge; `colour` and `bumps` may be functions of (u, y) with u from -1 to 1."""
    knots = np.array(profile, float)
    ys = np.linspace(knots[0, 0], knots[-1, 0], 800)
    radii = np.interp(ys, knots[:, 0], knots[:, 1])
    radii = np.convolve(np.convolve(np.pad(radii, 30, mode="edge"), np.ones(31) / 31, "valid"), np.ones(31) / 31, "valid")
    widest = float(radii.max())
    patch = canvas.window(x - widest - 0.01, ys[0] - 0.01, x + widest + 0.01, ys[-1] + tilt * widest + 0.02)
    level = patch.y
    for _ in range(4):
        radius = np.interp(level, ys, radii)
        u = np.clip((patch.x - x) / radius, -1, 1)
        level = patch.y - tilt * radius * np.sqrt(1 - u * u)
    inside = (np.abs(patch.x - x) < radius) & (level > ys[0]) & (level < ys[-1])
    slope = np.interp(level, ys, np.gradient(radii, ys))
    normals = np.stack([u, -slope * 0.8, np.sqrt(np.clip(1 - u * u, 0, 1))], -1).astype(np.float32)
    if bumps is not None:
        rise_y, rise_x = np.gradient(bumps(u, level) * canvas.height * 0.01)
        normals[..., 0] -= rise_x
        normals[..., 1] -= rise_y
    base = colour(u, level) if callable(colour) else rgb(colour)
    lit = shade(normals, base, material) * (1 - rim * np.abs(u) ** 5)[..., None]
    masked = patch.with_alpha(box_blur(inside.astype(np.float32), 1))
    canvas.put(masked, lit)
    return masked


def wrapped(canvas: Canvas, x: float, radius: float, top: float, bottom: float, colour: Colour, *, tilt: float = 0.12) -> None:
    """Paper band glued round a turned body."""
    patch = canvas.window(x - radius, top - 0.01, x + radius, bottom + tilt * radius + 0.01)
    u = np.clip((patch.x - x) / radius, -1, 1)
    level = patch.y - tilt * radius * np.sqrt(1 - u * u)
    inside = (np.abs(patch.x - x) < radius * 0.999) & (level > top) & (level < bottom)
    normals = np.stack([u, np.zeros_like(u), np.sqrt(np.clip(1 - u * u, 0, 1))], -1)
    canvas.put(patch.with_alpha(box_blur(inside.astype(np.float32), 1)), shade(normals, colour, Material(0.5, 0.02, 8)))
