"""Cloth in many colours: folded stacks, hanging lengths, rolls, and rugs seen from above."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from .canvas import Canvas, mix, rgb, tinted
from .cloth import CLOTH, Stripe, Weave, bottom_fringe, dyed, fold, hanging
from .marks import MADDER
from .noise import Array, clouds, diamond_twill, twill
from .shapes import ball, ellipse, rounded, smooth, stroke, tube
from .stage import Room, build, flat, lay, stand

Pattern = Callable[[Array, Array], Array]


def plain(threads: float, seed: int) -> Pattern:
    """Plain weave: over and under in both directions."""
    return lambda y, x: 0.05 * np.sin(x * threads * 6.28) * np.sin(y * threads * 6.28) + 0.02 * clouds(y.shape, seed, 2, 200)


def folded(
    size: int,
    *,
    room: Room,
    weaves: Sequence[Weave],
    boxes: Sequence[tuple[float, float, float, float]],
    fringed: bool = True,
    foot: float = 0.79,
) -> Canvas:
    """A folded piece lying on the table, from its lowest layer to its top one."""
    canvas = build(room, size)
    layer = canvas.layer()
    for index, box in enumerate(boxes):
        last = index == len(boxes) - 1
        fold(
            layer,
            weaves[index % len(weaves)],
            box,
            seed=4 + 9 * index + room.seed,
            depth=0.016 if last else 0.011,
            fringed=fringed and not last,
        )
    stand(canvas, layer, foot, contact=((boxes[0][0] + boxes[0][2]) / 2, (boxes[0][2] - boxes[0][0]) / 2, foot - 0.005))
    return canvas


def hung(
    size: int, *, room: Room, weave: Weave, back: Weave, rail: bool, wide: float = 0.13, low: float = 0.83, fringe: float = 0.06
) -> Canvas:
    """A length over a rail or a peg, its far end showing behind."""
    canvas = build(room, size)
    layer = canvas.layer()
    middle, top = 0.48, 0.20
    behind = [
        (middle + 0.01, top),
        (middle + wide + 0.06, top),
        (middle + wide + 0.09, 0.5),
        (middle + wide + 0.08, low - 0.12),
        (middle + 0.03, low - 0.12),
    ]
    hanging(layer, back, layer.polygon(smooth(behind)), seed=room.seed + 7, pleats=10, depth=0.04)
    if fringe:
        bottom_fringe(layer, back, middle + 0.04, middle + wide + 0.075, low - 0.125, fringe, 3)
    front = [
        (middle - wide, top),
        (middle, top - 0.04),
        (middle + wide * 0.8, top),
        (middle + wide * 0.7, 0.5),
        (middle + wide * 0.6, low),
        (middle - wide * 1.2, low),
        (middle - wide * 1.1, 0.5),
    ]
    hanging(layer, weave, layer.polygon(smooth(front)), seed=room.seed + 12, pleats=9, depth=0.045)
    if fringe:
        bottom_fringe(layer, weave, middle - wide * 1.17, middle + wide * 0.57, low - 0.005, fringe, 9)
    lay(canvas, layer, depth=0.026)
    holder = canvas.layer()
    if rail:
        tube(holder, [(0.10, 0.192), (0.90, 0.192)], 0.032, rgb("#8A5F38"))
        cloth = holder.polygon(rounded(middle - wide, 0.165, middle + wide + 0.06, 0.235, 0.03), margin=0.03)
        holder.inflate(cloth, dyed(weave, cloth.y, cloth.x, cloth.y), 0.03, material=CLOTH)
    else:
        ball(holder, middle + 0.02, 0.165, 0.034, "#A8774A")
    lay(canvas, holder, depth=0.014)
    return canvas


def rolled(size: int, *, room: Room, colour: str, end: str, rope: str, second: str = "") -> Canvas:
    """One or two rolls of heavy cloth, the spiral of their end to the right."""
    canvas = build(room, size)
    rolls = [(0.70, 0.135, colour)] + ([(0.455, 0.105, second)] if second else [])
    for y, radius, tint in rolls:
        layer = canvas.layer()
        body = layer.polygon(rounded(0.13, y - radius, 0.80, y + radius, radius * 0.5), margin=0.05)
        thread = twill(body.y, body.x, 90, 4)
        across = np.sqrt(np.clip(1 - ((body.y - y) / radius) ** 2, 0.0004, 1))
        layer.relief(body, across * radius * 1.1 + 0.0005 * clouds(body.y.shape, 5, 4, 60), tinted(tint, 1 + thread), CLOTH)
        cut = layer.polygon(ellipse(0.79, y, radius * 0.42, radius * 0.985), margin=0.02)
        reach = np.hypot((cut.x - 0.79) / 0.42, cut.y - y) / radius
        spiral = np.sin((reach * 8 + np.arctan2(cut.y - y, (cut.x - 0.79) / 0.42) / 6.28) * 6.28)
        layer.paint(cut, tinted(end, 0.86 + 0.17 * spiral))
        for x in (0.30, 0.58) if rope else ():
            band = [(float(x + 0.024 * np.cos(t)), float(y - radius * 1.01 * np.sin(t))) for t in np.linspace(-1.57, 1.57, 30)]
            tube(layer, band, 0.016, rgb(rope))
        stand(canvas, layer, y + radius, contact=(0.46, 0.31, y + radius - 0.004))
    return canvas


def shears(canvas: Canvas, x: float, y: float) -> None:
    """Dark tailor's shears lying open."""
    layer = canvas.layer()
    for side in (-1, 1):
        tube(layer, [(x, y), (x - 0.20, y + side * 0.035)], [0.022, 0.006], rgb("#8C929A"))
        tube(layer, ellipse(x + 0.085, y + side * 0.045, 0.055, 0.030, angle=side * 0.3), 0.014, rgb("#2A2E36"))
    lay(canvas, layer, depth=0.010)


def coat_cloth(size: int) -> Canvas:
    canvas = rolled(size, room=Room("mist", 612, 0.60, -0.05, 0.0, 1.0, "wood"), colour="#6B4E38", end="#7C5E45", rope="", second="#75573F")
    shears(canvas, 0.60, 0.915)
    return canvas


Drawing = Callable[[Array, Array], Array]


def from_above(
    size: int,
    *,
    floor: tuple[str, str],
    seed: int,
    box: tuple[float, float, float, float],
    drawing: Drawing,
    pile: float = 0.5,
    round_corner: float = 0.012,
    fringe: str = "",
) -> Canvas:
    """A rug, cover or board on the floor. ``drawing`` colours u and v, each from -1 to 1 over the box."""
    canvas = flat(floor[0], seed, size, kind=floor[1])
    layer = canvas.layer()
    left, top, right, bottom = box
    if fringe:
        for edge, reach in ((top, -0.028), (bottom, 0.028)):
            for step in np.linspace(left + 0.006, right - 0.006, 90):
                stroke(layer, [(float(step), edge), (float(step) + 0.003, edge + reach)], 0.003, fringe)
    patch = layer.polygon(rounded(left, top, right, bottom, round_corner), margin=0.03)
    u, v = (patch.x - (left + right) / 2) / (right - left) * 2, (patch.y - (top + bottom) / 2) / (bottom - top) * 2
    colour = drawing(u, v)
    tufts = 0.10 * pile * np.sin(patch.x * 520) * np.sin(patch.y * 520) + 0.05 * clouds(patch.y.shape, seed + 3, 4, 40)
    layer.inflate(patch, colour * (1 + tufts)[..., None], 0.012, lift=0.7, bumps=0.12 * pile * clouds(patch.y.shape, seed + 4, 3, 60))
    lay(canvas, layer, depth=0.018, strength=0.5)
    return canvas


def stepped(u: Array, v: Array) -> Array:
    """Indigo field with a stepped border, cream and orange, and three crosses."""
    rows, columns = np.floor(v * 42), np.floor(u * 24)
    edge = np.minimum(24 - np.abs(columns), 42 - np.abs(rows))
    colour = np.broadcast_to(rgb("#22365F"), (*u.shape, 3)).copy()
    steps = edge < 5 + 2 * (np.floor((columns + rows) / 3) % 2)
    colour[steps] = rgb("#E4D8BE")
    colour[edge < 3] = rgb("#D07A2E")
    colour[edge < 2] = rgb("#22365F")
    for middle in (-22, 0, 22):
        cross = (np.abs(columns) + np.abs(rows - middle) < 9) & (np.minimum(np.abs(columns), np.abs(rows - middle)) < 2)
        colour[cross] = rgb("#E4D8BE")
        colour[(np.abs(columns) < 2) & (np.abs(rows - middle) < 2)] = rgb("#D07A2E")
    return colour


def banded(u: Array, v: Array) -> Array:
    """Four broad bands of natural wool with a thin line between them."""
    band = np.clip(((v + 1) * 2).astype(int), 0, 3)
    tones = np.stack([rgb(tone) for tone in ("#2B2624", "#6F5138", "#8F8D88", "#E6DECD")])
    colour = tones[band]
    line = np.abs(((v + 1) * 2) % 1) < 0.05
    colour = np.where((line & (np.sin(u * 60) > 0))[..., None], rgb(MADDER), colour)
    return colour * (0.93 + 0.09 * np.sin(v * 190))[..., None]


def sun_and_moon(u: Array, v: Array) -> Array:
    """Soft-edged red sun above, indigo crescent below, dots along the rim."""
    cream = np.broadcast_to(rgb("#EBE1CC"), (*u.shape, 3))
    wobble = 0.05 * np.sin(u * 13) * np.sin(v * 17)
    sun = np.clip((0.40 - np.hypot(u, (v + 0.42) * 1.5) + wobble) * 18, 0, 1)
    rays = np.clip((0.62 + 0.07 * np.sin(np.arctan2((v + 0.42) * 1.5, u) * 14) - np.hypot(u, (v + 0.42) * 1.5)) * 18, 0, 1)
    ring = rays * np.clip((np.hypot(u, (v + 0.42) * 1.5) - 0.50) * 18, 0, 1)
    moon = np.clip((0.46 - np.hypot(u, (v - 0.45) * 1.5) + wobble) * 18, 0, 1) * np.clip(
        (np.hypot(u - 0.22, (v - 0.40) * 1.5) - 0.38) * 18, 0, 1
    )
    colour = mix(mix(cream, "#A62B34", np.maximum(sun, ring * 0.9)), "#2B4273", moon)
    rim = np.maximum(np.abs(u), np.abs(v))
    dots = np.clip((np.sin(u * 24) * np.sin(v * 36) - 0.55) * 6, 0, 1) * (rim > 0.84) * (rim < 0.96)
    return mix(colour, "#C08A2E", dots)


def nine_stars(u: Array, v: Array) -> Array:
    """Nine eight-pointed stars in chain stitch on blue."""
    colour = np.broadcast_to(rgb("#23355E"), (*u.shape, 3)).copy()
    for row in (-0.58, 0.0, 0.58):
        for column in (-0.58, 0.0, 0.58):
            a, b = u - column, v - row
            angle, reach = np.arctan2(b, a), np.hypot(a, b)
            edge = 0.15 + 0.07 * np.cos(angle * 8)
            stitch = np.sin(angle * 40 + reach * 200) > -0.3
            middle = row == 0 and column == 0
            colour[(np.abs(reach - edge) < 0.022) & stitch] = rgb("#D58A32" if middle else "#EFE4CC")
            colour[(reach < 0.05) & stitch] = rgb("#A62B34")
    colour[(np.abs(np.maximum(np.abs(u), np.abs(v)) - 0.92) < 0.012) & (np.sin((u + v) * 90) > -0.4)] = rgb("#EFE4CC")
    return colour


def check(first: str, second: str, count: float) -> tuple[str, Pattern]:
    """Ground colour and a two-colour check as brightness steps."""
    ratio = float(np.mean(rgb(second)) / np.mean(rgb(first))) - 1
    return first, lambda y, x: ratio * 0.5 * ((np.sin(x * count) > 0).astype(np.float32) + (np.sin(y * count) > 0)) + twill(y, x, 130, 3)


def striped(*stripes: Stripe) -> tuple[Stripe, ...]:
    return stripes


def bag(size: int) -> Canvas:
    """A striped shoulder bag of hair cloth on a nail."""
    canvas = build(Room("lime", 655, 0.95, -0.04), size)
    layer = canvas.layer()
    tube(layer, smooth([(0.27, 0.50), (0.36, 0.25), (0.50, 0.135), (0.64, 0.25), (0.73, 0.50)], closed=False), 0.034, rgb("#3B2C24"))
    body = layer.polygon(rounded(0.24, 0.44, 0.76, 0.88, 0.03), margin=0.05)
    lines = np.floor((body.x - 0.24) * 27) % 5
    colour = np.where((lines == 0)[..., None], rgb("#8A5A34"), np.where((lines == 3)[..., None], rgb("#D8CBB2"), rgb("#2E2724")))
    cord = 1 + 0.10 * np.sin(body.y * 420) + 0.06 * clouds(body.y.shape, 5, 4, 50)
    layer.inflate(body, colour * cord[..., None], 0.05, lift=0.7, bumps=0.14 * np.sin(body.y * 420), material=CLOTH)
    for x in np.linspace(0.26, 0.74, 26):
        stroke(layer, [(float(x), 0.878), (float(x) + 0.003, 0.925)], [0.006, 0.002], "#2E2724")
    lay(canvas, layer, depth=0.024)
    nail = canvas.layer()
    ball(nail, 0.50, 0.128, 0.018, "#55595F")
    lay(canvas, nail, depth=0.010)
    return canvas


def satchel(size: int) -> Canvas:
    """A grey felt satchel with a flap and a willow toggle."""
    canvas = build(Room("sage", 657, 0.74, 0.06, 0.0, 1.0, "wood"), size)
    layer = canvas.layer()
    tube(layer, smooth([(0.20, 0.50), (0.30, 0.28), (0.50, 0.20), (0.70, 0.28), (0.80, 0.50)], closed=False), 0.030, rgb("#6E6F70"))
    for points, tone, seed in (
        (rounded(0.16, 0.42, 0.84, 0.85, 0.035), "#8A8B8B", 3),
        ([(0.16, 0.44), (0.20, 0.41), (0.80, 0.41), (0.84, 0.44), (0.82, 0.62), (0.50, 0.685), (0.18, 0.62)], "#979898", 8),
    ):
        body = layer.polygon(points, margin=0.05)
        layer.inflate(
            body,
            tinted(tone, 1 + 0.05 * clouds(body.y.shape, seed, 6, 40)),
            0.035,
            lift=0.8,
            bumps=0.10 * clouds(body.y.shape, seed + 1, 4, 20),
        )
    tube(layer, [(0.455, 0.665), (0.545, 0.655)], 0.030, rgb("#8B6A45"))
    stroke(layer, [(0.50, 0.62), (0.50, 0.665)], 0.010, "#4A3B30")
    stand(canvas, layer, 0.85, contact=(0.5, 0.33, 0.85))
    return canvas


HIGH = ((0.15, 0.69, 0.81, 0.80), (0.145, 0.585, 0.815, 0.715), (0.14, 0.47, 0.82, 0.61), (0.135, 0.29, 0.825, 0.50))
LOW = ((0.17, 0.665, 0.79, 0.785), (0.165, 0.555, 0.795, 0.69), (0.16, 0.345, 0.80, 0.585))
NARROW = ((0.24, 0.64, 0.70, 0.77), (0.235, 0.46, 0.705, 0.67))
CHECK_BROWN, CHECK_SHAWL = check("#C9B08C", "#6A4B35", 150), check("#E4DAC6", "#6B4E38", 60)
DARK_YAK, SAND = (
    Weave("#41322A", (), 80, 61),
    Weave("#C29C6B", striped((0.2, 0.207, "#F1EBDD"), (0.5, 0.507, "#F1EBDD"), (0.8, 0.807, "#F1EBDD")), 120, 63),
)

SCENES: dict[str, Callable[[int], Canvas]] = {
    "rupshu-white-shawl": partial(
        folded,
        room=Room("mist", 601, 0.64, 0.03),
        weaves=(Weave("#EFE9DC", striped((0.86, 0.875, "#DCD2BE"), (0.89, 0.905, "#DCD2BE")), 150, 5, plain(150, 5)),),
        boxes=LOW,
        foot=0.79,
    ),
    "rupshu-madder-stole": partial(
        folded,
        room=Room("sand", 602, 0.62, -0.05),
        weaves=(Weave("#94302F", striped((0.12, 0.22, "#C07363"), (0.70, 0.80, "#C07363"), (0.84, 0.94, "#C07363")), 165, 7),),
        boxes=HIGH,
        foot=0.805,
    ),
    "rupshu-indigo-stole": partial(
        hung,
        room=Room("lime", 603, 0.95, -0.06),
        weave=Weave("#2A4479", striped((0.74, 0.90, "#EFE9DC")), 150, 43, lambda y, x: 1.3 * diamond_twill(y, x, 60, 16, 5)),
        back=Weave("#24396A", striped((0.62, 0.75, "#DDD6C6")), 150, 44),
        rail=True,
    ),
    "rupshu-checked-scarf": partial(
        hung,
        room=Room("clay", 604, 0.95, 0.0),
        weave=Weave(CHECK_BROWN[0], (), 150, 43, CHECK_BROWN[1]),
        back=Weave("#A58B6B", (), 150, 44, CHECK_BROWN[1]),
        rail=False,
        wide=0.085,
        low=0.80,
    ),
    "hanle-yak-scarf": partial(
        hung,
        room=Room("mist", 605, 0.95, 0.04),
        weave=DARK_YAK,
        back=Weave("#35291F", (), 80, 62),
        rail=False,
        wide=0.12,
        low=0.78,
        fringe=0.09,
    ),
    "mushkoo-check-shawl": partial(
        hung,
        room=Room("sage", 606, 0.95, -0.02),
        weave=Weave(CHECK_SHAWL[0], (), 110, 43, CHECK_SHAWL[1]),
        back=Weave("#C9BCA4", (), 110, 44, CHECK_SHAWL[1]),
        rail=True,
        wide=0.20,
        low=0.86,
        fringe=0.03,
    ),
    "zangla-striped-throw": partial(
        hung,
        room=Room("sand", 607, 0.95, 0.05),
        weave=Weave(
            "#2C2826", striped((0.36, 0.40, "#8B8884"), (0.46, 0.475, "#8B8884"), (0.62, 0.70, "#8B8884"), (0.76, 0.775, "#8B8884")), 75, 57
        ),
        back=Weave("#262220", striped((0.5, 0.56, "#7A7773")), 75, 58),
        rail=True,
        wide=0.22,
        low=0.82,
        fringe=0.07,
    ),
    "hanle-two-tone-blanket": partial(
        folded,
        room=Room("teal", 608, 0.66, 0.02),
        weaves=(Weave("#E2D8C4", (), 80, 5), Weave("#3F3129", (), 80, 6)),
        boxes=HIGH,
        fringed=False,
        foot=0.805,
    ),
    "hunder-camel-stole": partial(folded, room=Room("dusk", 609, 0.64, -0.04, 0.0, 1.0, "wood"), weaves=(SAND,), boxes=LOW, foot=0.79),
    "hunder-camel-blanket": partial(
        folded,
        room=Room("sage", 610, 0.68, 0.03),
        weaves=(Weave("#B58E60", (), 60, 64),),
        boxes=((0.10, 0.71, 0.88, 0.85), (0.095, 0.57, 0.885, 0.74), (0.09, 0.41, 0.89, 0.60), (0.085, 0.23, 0.895, 0.44)),
        fringed=False,
        foot=0.855,
    ),
    "mushkoo-shepherd-blanket": partial(rolled, room=Room("clay", 611, 0.60, 0.0), colour="#84827E", end="#93918C", rope="#B08A54"),
    "mushkoo-coat-cloth": coat_cloth,
    "mushkoo-flat-rug": partial(
        from_above, floor=("#A9A7A2", "plaster"), seed=621, box=(0.17, 0.10, 0.83, 0.90), drawing=banded, pile=0.3, fringe="#3A302A"
    ),
    "hanle-sitting-carpet": partial(
        from_above, floor=("#A9855C", "boards"), seed=622, box=(0.26, 0.06, 0.74, 0.94), drawing=stepped, pile=1.0
    ),
    "lungnak-namda-rug": partial(
        from_above, floor=("#8E6A46", "boards"), seed=623, box=(0.18, 0.07, 0.82, 0.93), drawing=sun_and_moon, pile=0.15, round_corner=0.03
    ),
    "pashkum-cushion-stars": partial(
        from_above, floor=("#DCD1BC", "linen"), seed=624, box=(0.15, 0.15, 0.85, 0.85), drawing=nine_stars, pile=0.3, round_corner=0.05
    ),
    "zangla-hair-bag": bag,
    "lungnak-felt-bag": satchel,
}
