"""Carved, turned and painted things of the two carving groups."""

from collections.abc import Callable
from functools import partial

import numpy as np

from .canvas import METAL, Canvas, Material, Patch, mix, rgb, tinted
from .marks import MADDER, NIGHT, TEAL
from .noise import Array, box_blur, clouds, wood_grain
from .painted import mandala, thangka
from .plants import bowl
from .shapes import ball, ellipse, ribbon, rounded, smooth, stroke, tube, turned
from .stage import Room, build, flat, lay, stand
from .wood_basket import OILED, rosette


def _carved_face(layer: Canvas, box: tuple[float, float, float, float], tint: str, carving: Callable[[Patch], Array], size: int) -> None:
    face = layer.polygon(rounded(*box, 0.006))
    relief = carving(face)
    colour = tinted(tint, wood_grain(face.y, face.x, 7, 11) * (0.84 + 0.24 * np.clip(relief, -0.6, 1)))
    layer.relief(face, box_blur(relief * 0.0125, size * 0.0012), colour, OILED)


def dragons(face: Patch, *, middle: float, facing: bool) -> Array:
    """One long body in waves with scales, or two that meet in the middle; clouds around."""
    u = face.x - 0.5
    if facing:
        u = 0.24 - np.abs(u)
    line = 0.034 * np.sin(u * 26 + 0.6)
    away = (face.y - middle - line) / 0.030
    taper = np.clip(1.15 - np.abs(u - (0.10 if facing else 0.0)) * (3.4 if facing else 2.2), 0.15, 1)
    body = np.clip(1 - (away / taper) ** 2, 0, 1)
    scales = 0.75 + 0.25 * np.sin(u * 210 + away * 3) * np.sin(away * 5)
    head_x, head_y = (0.205, middle - 0.005) if facing else (0.30, middle - 0.02)
    head = np.clip(1 - (((u - head_x) / 0.040) ** 2 + ((face.y - head_y) / 0.036) ** 2), 0, 1) ** 0.5
    horn = np.clip(1 - np.abs(face.y - head_y + 0.045 + (u - head_x) * 0.8) / 0.008, 0, 1) * (np.abs(u - head_x + 0.01) < 0.03)
    puffs = 0.45 * np.clip(np.sin(face.x * 58 + 2 * np.sin(face.y * 40)) * np.sin((face.y - middle) * 74) - 0.35, 0, 1)
    legs = np.clip(1 - np.abs(np.abs(away) - 1.35) * 2.4, 0, 1) * (np.sin(u * 52) > 0.78) * 0.8
    return np.maximum.reduce([body * scales, head * 1.1, horn * 0.8, puffs, legs]) - 0.25


def jewels(face: Patch) -> Array:
    """Three flaming jewels between curls."""
    height = np.zeros_like(face.y) - 0.2
    for x in (0.32, 0.50, 0.68):
        a, b = face.x - x, face.y - 0.605
        height = np.maximum(height, np.clip(1 - (np.hypot(a, b) / 0.036) ** 2, 0, 1))
        for side in (-1, 0, 1):
            height = np.maximum(height, 0.7 * np.clip(1 - (np.hypot((a - side * 0.03) / 0.6, b + 0.05) / 0.024) ** 2, 0, 1))
    curls = 0.5 * np.clip(np.sin(face.x * 70 + 2.4 * np.sin(face.y * 50)) - 0.3, 0, 1)
    return np.maximum(height, curls - 0.2)


def table(size: int, *, room: Room, wood: str, box: tuple[float, float, float], carving: Callable[[Patch], Array], edge: str) -> Canvas:
    """A low table: ``box`` is (left, top of the board, foot)."""
    left, top, foot = box
    right, front = 1 - left, top + 0.085
    canvas = build(room, size)
    layer = canvas.layer()
    for x in (left + 0.045, right - 0.045):
        leg = layer.polygon([(x - 0.035, front), (x + 0.035, front), (x + 0.026, foot), (x - 0.026, foot)])
        layer.inflate(leg, tinted(wood, 0.80 * wood_grain(leg.y, leg.x, 4, 20, 1.5)), 0.02)
    board = layer.polygon([(left - 0.02, front), (right + 0.02, front), (right - 0.05, top), (left + 0.05, top)])
    layer.relief(board, 0.0 * board.y, tinted(wood, 1.18 * wood_grain(board.y * 1.5, board.x, 9, 18)), Material(0.62, 0.06, 10))
    lip = layer.polygon(rounded(left - 0.02, front - 0.005, right + 0.02, front + 0.03, 0.006))
    layer.inflate(lip, edge or tinted(wood, wood_grain(lip.y, lip.x, 3, 22)), 0.012)
    _carved_face(layer, (left + 0.015, front + 0.03, right - 0.015, front + 0.165), wood, carving, size)
    layer.darken(layer.polygon(rounded(left, front + 0.028, right, front + 0.045, 0.004), soft=0.006), 0.45)
    stand(canvas, layer, foot, contact=(0.5, (right - left) / 2, foot - 0.006))
    return canvas


def dragon_panel(size: int) -> Canvas:
    canvas = build(Room("madder", 905, 0.97, -0.02), size)
    layer = canvas.layer()
    for x in (0.20, 0.80):
        tube(layer, ellipse(x, 0.315, 0.022, 0.026), 0.010, rgb("#4A4D52"), METAL)
    frame = layer.polygon(rounded(0.075, 0.335, 0.925, 0.665, 0.01))
    layer.inflate(frame, tinted("#9A7448", wood_grain(frame.y, frame.x, 5, 18)), 0.014)
    _carved_face(layer, (0.10, 0.36, 0.90, 0.64), "#B98C5A", partial(dragons, middle=0.50, facing=False), size)
    lay(canvas, layer, depth=0.024)
    return canvas


def mirror_frame(size: int) -> Canvas:
    """A window-shaped frame, broader below, stepped beams above the glass."""
    canvas = build(Room("lime", 906, 0.97, 0.04), size)
    layer = canvas.layer()
    frame = layer.polygon([(0.275, 0.27), (0.725, 0.27), (0.785, 0.86), (0.215, 0.86)])
    layer.inflate(frame, tinted("#3B2C22", wood_grain(frame.y, frame.x, 5, 20, 1.5)), 0.018)
    for row, (half, y) in enumerate(((0.245, 0.245), (0.285, 0.205), (0.325, 0.165))):
        beam = layer.polygon(rounded(0.5 - half, y - 0.018, 0.5 + half, y + 0.020, 0.004))
        layer.inflate(beam, tinted(("#8A5C36", MADDER, "#8A5C36")[row], wood_grain(beam.y, beam.x, row, 24)), 0.010)
        for x in np.linspace(0.5 - half + 0.02, 0.5 + half - 0.02, 9 + row):
            end = layer.polygon(rounded(float(x) - 0.012, y - 0.010, float(x) + 0.012, y + 0.026, 0.003))
            layer.inflate(end, ("#D9A94F", "#2C6E6C")[row % 2], 0.006)
    glass = layer.polygon([(0.345, 0.345), (0.655, 0.345), (0.690, 0.79), (0.310, 0.79)])
    layer.paint(glass, mix("#C4D2DA", "#8FA4B4", np.clip((glass.y - 0.34) / 0.5 + 0.15 * (glass.x - 0.5), 0, 1)))
    for points in (
        [(0.40, 0.345), (0.48, 0.345), (0.36, 0.79), (0.315, 0.79)],
        [(0.52, 0.345), (0.55, 0.345), (0.44, 0.79), (0.405, 0.79)],
    ):
        layer.brighten(layer.polygon(points, soft=0.004), np.array([0.16, 0.16, 0.15], np.float32))
    for y in (0.32, 0.825):
        band = layer.polygon(rounded(0.30, y - 0.016, 0.70, y + 0.016, 0.004))
        notch = np.abs(((band.x * 24) % 1) - 0.5)
        layer.relief(band, 0.010 * np.clip(0.5 - notch, 0, 0.5), tinted("#7B5233", 0.9 + 0.3 * (0.5 - notch)), OILED)
    lay(canvas, layer, depth=0.026)
    return canvas


def incense_box(size: int) -> Canvas:
    """A long pale box from above, its lid half drawn, sticks inside."""
    canvas = flat("#6E7F8C", 907, size, kind="linen")
    layer = canvas.layer()
    base = layer.polygon(rounded(0.10, 0.40, 0.92, 0.60, 0.008))
    layer.inflate(base, tinted("#C9A877", wood_grain(base.y, base.x, 4, 20)), 0.018)
    layer.paint(layer.polygon(rounded(0.55, 0.43, 0.895, 0.57, 0.004)), "#5B4630")
    for index in range(11):
        y = 0.443 + 0.0115 * index
        tube(layer, [(0.50, y), (0.87 + 0.004 * (index % 3), y + 0.001)], 0.010, rgb(("#6B4A33", "#7A4A3A", "#5C4030")[index % 3]))
    _carved_face(
        layer,
        (0.085, 0.415, 0.60, 0.585),
        "#DCBF90",
        lambda face: (
            sum((rosette(face.x - x, face.y - 0.50, r, 8) for x, r in ((0.34, 0.070), (0.18, 0.038), (0.50, 0.038))), np.zeros_like(face.y))
            - 0.15
        ),
        size,
    )
    lay(canvas, layer, depth=0.022)
    return canvas


def cups(size: int) -> Canvas:
    canvas = build(Room("sage", 908, 0.64, 0.03, 0.0, 1.0, "slate"), size)
    for x, y, inside in ((0.34, 0.58, ""), (0.66, 0.64, "#D8B184")):
        layer = canvas.layer()
        bowl(layer, x, y, 0.165, 0.045, 0.165, "#9A5A38", wood=True, inside=inside)
        stand(canvas, layer, y + 0.172, contact=(x, 0.075, y + 0.174))
    return canvas


def ladle(size: int) -> Canvas:
    """Hangs on the wall; a knot is cut into the handle."""
    canvas = build(Room("clay", 909, 0.97, -0.05), size)
    layer = canvas.layer()
    line = smooth([(0.50, 0.14), (0.505, 0.34), (0.49, 0.54), (0.50, 0.66)], closed=False)
    handle = layer.polygon(ribbon(line, np.linspace(0.050, 0.036, len(line)).tolist()), margin=0.02)
    knot = np.abs(np.sin(handle.y * 46)) * np.exp(-(((handle.y - 0.24) / 0.085) ** 2))
    cross = np.abs(np.abs(handle.x - 0.502) - 0.011 * np.abs(np.sin(handle.y * 46)))
    layer.inflate(
        handle,
        tinted("#B98A55", wood_grain(handle.y, handle.x, 5, 16, 1.5) * (1 - 0.4 * knot * (cross < 0.006))),
        0.018,
        lift=1.1,
        material=OILED,
    )
    cup = layer.polygon(ellipse(0.50, 0.745, 0.150, 0.135), margin=0.04)
    layer.inflate(cup, tinted("#B98A55", wood_grain(cup.y, cup.x, 9, 14, 1.5)), 0.05, lift=1.0, material=OILED)
    hollow = layer.polygon(ellipse(0.50, 0.735, 0.120, 0.100), margin=0.03)
    layer.inflate(hollow, tinted("#94683F", wood_grain(hollow.y, hollow.x, 3, 14, 1.45)), 0.05, lift=-0.9, material=OILED)
    tube(layer, ellipse(0.50, 0.115, 0.020, 0.026), 0.007, rgb("#CDB98F"))
    lay(canvas, layer, depth=0.028)
    return canvas


def lidded_bowl(size: int) -> Canvas:
    canvas = build(Room("mist", 910, 0.68, 0.02, 0.0, 1.0, "wood"), size)
    layer = canvas.layer()
    wood = lambda u, y: tinted("#A9774A", wood_grain(y, u * 0.25, 7, 22))  # noqa: E731 - grain of both parts
    turned(
        layer,
        0.5,
        [(0.545, 0.262), (0.60, 0.268), (0.68, 0.250), (0.75, 0.195), (0.79, 0.135), (0.83, 0.150), (0.845, 0.155)],
        wood,
        tilt=0.20,
        material=OILED,
    )
    turned(
        layer,
        0.5,
        [(0.34, 0.020), (0.355, 0.045), (0.375, 0.040), (0.39, 0.075), (0.42, 0.150), (0.47, 0.222), (0.515, 0.260), (0.54, 0.270)],
        lambda u, y: tinted("#B98655", wood_grain(y, u * 0.25, 9, 22)),
        tilt=0.20,
        material=OILED,
    )
    for y, tint in ((0.475, NIGHT), (0.49, "#D9A94F")):
        line = [(float(0.5 + 0.212 * np.sin(t)), float(y + 0.042 * np.cos(t))) for t in np.linspace(-1.45, 1.45, 50)]
        stroke(layer, line, 0.006, tint)
    stand(canvas, layer, 0.87, contact=(0.5, 0.15, 0.872))
    return canvas


def horse(size: int) -> Canvas:
    """A short wooden pony on a green board."""
    canvas = build(Room("sand", 911, 0.66, -0.04), size)
    layer = canvas.layer()
    grain = lambda patch, seed: tinted("#C39A66", wood_grain(patch.y, patch.x, seed, 12))  # noqa: E731 - one wood
    for x in (0.345, 0.405, 0.60, 0.66):
        leg = layer.polygon(rounded(x - 0.022, 0.60, x + 0.022, 0.80, 0.010), margin=0.02)
        layer.inflate(leg, tinted("#A9824F", wood_grain(leg.y, leg.x, 5, 14, 1.5)), 0.018)
    body = layer.polygon(
        smooth(
            [
                (0.29, 0.50),
                (0.36, 0.46),
                (0.52, 0.475),
                (0.66, 0.45),
                (0.715, 0.50),
                (0.715, 0.60),
                (0.66, 0.655),
                (0.52, 0.67),
                (0.36, 0.655),
                (0.29, 0.60),
            ]
        ),
        margin=0.06,
    )
    layer.inflate(body, grain(body, 7), 0.06)
    neck = layer.polygon(
        smooth(
            [
                (0.60, 0.52),
                (0.655, 0.36),
                (0.70, 0.255),
                (0.755, 0.25),
                (0.80, 0.31),
                (0.86, 0.375),
                (0.855, 0.42),
                (0.80, 0.425),
                (0.755, 0.39),
                (0.735, 0.48),
                (0.70, 0.57),
            ]
        ),
        margin=0.05,
    )
    layer.inflate(neck, grain(neck, 9), 0.045)
    for step in range(15):
        t = step / 14
        x, y = 0.715 - 0.105 * t, 0.25 + 0.22 * t
        tube(
            layer,
            smooth([(x, y), (x - 0.035, y + 0.03), (x - 0.05, y + 0.08 + 0.01 * (step % 3))], closed=False),
            0.014,
            rgb(("#3A2A22", "#4A372C")[step % 2]),
        )
    for step in range(7):
        tube(
            layer, smooth([(0.295, 0.50), (0.235 - 0.006 * step, 0.56), (0.225 + 0.008 * step, 0.70)], closed=False), 0.012, rgb("#3A2A22")
        )
    ball(layer, 0.775, 0.315, 0.010, NIGHT)
    tube(layer, [(0.725, 0.262), (0.735, 0.215)], [0.026, 0.006], rgb("#C39A66"))
    blanket = layer.polygon([(0.42, 0.470), (0.58, 0.468), (0.59, 0.62), (0.41, 0.62)], margin=0.02)
    stripes = np.floor(blanket.y * 46) % 3
    layer.inflate(
        blanket,
        np.where((stripes == 0)[..., None], rgb(MADDER), np.where((stripes == 1)[..., None], rgb("#E2B866"), rgb(TEAL))),
        0.014,
        lift=0.5,
    )
    board = layer.polygon(rounded(0.24, 0.79, 0.78, 0.845, 0.012), margin=0.03)
    layer.inflate(board, tinted("#4F7350", wood_grain(board.y, board.x, 3, 20)), 0.018)
    stand(canvas, layer, 0.846, contact=(0.51, 0.27, 0.848))
    return canvas


def butter_mould(size: int) -> Canvas:
    """From above: the mould with its hollow flower, and a stamped pat of butter."""
    canvas = flat("#7E8F84", 912, size, kind="linen")
    layer = canvas.layer()
    body = layer.polygon(ellipse(0.37, 0.43, 0.265, 0.265), margin=0.04)
    layer.inflate(body, tinted("#B98A55", wood_grain(body.y, body.x, 4, 16)), 0.03, material=OILED)
    hollow = layer.polygon(ellipse(0.37, 0.43, 0.205, 0.205), margin=0.02)
    flower = -rosette(hollow.x - 0.37, hollow.y - 0.43, 0.185, 8)
    layer.relief(
        hollow,
        box_blur(flower * 0.018, size * 0.0015),
        tinted("#94683F", wood_grain(hollow.y, hollow.x, 4, 16) * (1 + 0.18 * flower)),
        OILED,
    )
    lay(canvas, layer, depth=0.026)
    rest = canvas.layer()
    pat = rest.polygon(ellipse(0.71, 0.735, 0.175, 0.175), margin=0.03)
    raised = rosette(pat.x - 0.71, pat.y - 0.735, 0.150, 8)
    edge = np.clip((0.175 - np.hypot(pat.x - 0.71, pat.y - 0.735)) / 0.02, 0, 1)
    rest.relief(
        pat,
        box_blur((raised * 0.016 + edge * 0.02), size * 0.002),
        tinted("#EBCB6A", 1 + 0.02 * clouds(pat.y.shape, 4, 4, 9)),
        Material(0.52, 0.22, 18),
    )
    lay(canvas, rest, depth=0.020)
    return canvas


SCENES: dict[str, Callable[[int], Canvas]] = {
    "alchi-white-tara": thangka,
    "alchi-mandala-study": mandala,
    "alchi-walnut-choktse": partial(
        table,
        room=Room("lime", 901, 0.64, 0.04),
        wood="#6E4628",
        box=(0.11, 0.40, 0.80),
        carving=partial(dragons, middle=0.582, facing=True),
        edge="",
    ),
    "karsha-small-choktse": partial(
        table, room=Room("dusk", 902, 0.66, -0.03, 0.0, 1.0, "wood"), wood="#B98C5A", box=(0.20, 0.43, 0.82), carving=jewels, edge="#9A2B30"
    ),
    "alchi-mirror-frame": mirror_frame,
    "alchi-incense-box": incense_box,
    "alchi-apricot-cups": cups,
    "karsha-ladle": ladle,
    "karsha-lidded-bowl": lidded_bowl,
    "karsha-dragon-panel": dragon_panel,
    "karsha-horse": horse,
    "karsha-butter-mould": butter_mould,
}
