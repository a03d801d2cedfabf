"""Jars, bottles and tins in many contents, labels and company."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from .canvas import GLASS, Canvas, Material, mix, rgb, tinted
from .company import Prop, apples, berries, bread, chillies, dipper, drop, fruits, garlic, ginger, glass_of, kernels, leaves, plate_of
from .jars_bottles import _cloth_lid as cloth_lid
from .jars_bottles import _filled as filled
from .jars_bottles import _liquid as liquid
from .jars_bottles import _screw_cap as screw_cap
from .marks import MADDER, NIGHT, TEAL, flat_label, glass_glint, round_label
from .noise import Array, clouds
from .shapes import Tint, rounded, smooth, stroke, turned
from .stage import Room, build, stand


@dataclass(frozen=True)
class Filling:
    """What shows through the glass: its colour, and lumps of another colour in it."""

    colour: str
    lumps: str = ""
    count: float = 9.0
    surface: float = 0.0

    def paint(self, seed: int) -> Tint:
        plain = liquid(self.colour, seed, 0.30, 0.07)

        def over(u: Array, y: Array) -> Array:
            colour = plain(u, y)
            if self.lumps:
                cell = np.sin(np.arcsin(np.clip(u, -1, 1)) * self.count + 1.3 * np.sin(y * self.count * 6)) * np.sin(y * self.count * 7)
                colour = mix(colour, tinted(self.lumps, 1 + 0.06 * clouds(u.shape, seed + 3, 4, 20)), np.clip(cell * 3 + 0.2, 0, 1))
            return mix(rgb("#CBD3D2"), colour, np.clip((y - self.surface) / 0.006, 0, 1)) if self.surface else colour

        return over


def jar(
    size: int,
    *,
    room: Room,
    filling: Filling,
    lid: str,
    bands: tuple[str, str] = (MADDER, TEAL),
    x: float = 0.44,
    wide: float = 0.205,
    top: float = 0.40,
    label: bool = True,
    props: Sequence[Prop] = (),
) -> Canvas:
    """A jar under a screw lid of a colour, or under checked cloth when ``lid`` is empty."""
    canvas = build(room, size)
    layer = canvas.layer()
    profile = [
        (top - 0.02, wide * 0.78),
        (top + 0.01, wide * 0.80),
        (top + 0.05, wide * 0.96),
        (top + 0.10, wide),
        (0.80, wide),
        (0.835, wide * 0.90),
    ]
    turned(layer, x, profile, filling.paint(room.seed), tilt=0.11, material=GLASS, rim=0.34)
    if lid:
        screw_cap(layer, x, top - 0.085, top + 0.005, wide * 0.83, lid)
    else:
        cloth_lid(layer, x, top + 0.02)
    if label:
        round_label(layer, x, wide * 1.004, top + 0.175, 0.755, bands=bands, tilt=0.11)
    glass_glint(layer, x - wide * 0.78, top + 0.095, wide * 0.29, 0.055, 0.38)
    stand(canvas, layer, 0.855, contact=(x, wide * 0.88, 0.857))
    for prop in props:
        prop(canvas)
    return canvas


def bottle(
    size: int,
    *,
    room: Room,
    paint: Tint,
    profile: Sequence[tuple[float, float]],
    cap: tuple[float, float, float, str],
    bands: tuple[str, str],
    places: Sequence[tuple[float, float]] = ((0.45, 1.0),),
    label: tuple[float, float] = (0.50, 0.74),
    props: Sequence[Prop] = (),
) -> Canvas:
    """One or more bottles of one kind: profile of (height, radius), and cap (top, bottom, radius, colour)."""
    canvas = build(room, size)
    foot = profile[-1][0]
    for x, scale in places:
        layer = canvas.layer()
        fit = lambda y, s=scale: foot - (foot - y) * s  # noqa: E731 - shrinks towards the foot
        turned(
            layer,
            x,
            [(fit(y), radius * scale) for y, radius in profile],
            lambda u, y, s=scale: paint(u, foot - (foot - y) / s),
            tilt=0.10,
            material=GLASS,
            rim=0.42,
        )
        screw_cap(layer, x, fit(cap[0]), fit(cap[1]), cap[2] * scale, cap[3])
        widest = max(radius for _, radius in profile) * scale
        round_label(layer, x, widest * 1.005, fit(label[0]), fit(label[1]), bands=bands, tilt=0.10)
        glass_glint(layer, x - widest * 0.74, fit(label[0] - 0.095), widest * 0.34, 0.06 * scale, 0.40)
        stand(canvas, layer, foot + 0.012, contact=(x, profile[-1][1] * scale, foot + 0.014))
    for prop in props:
        prop(canvas)
    return canvas


def tin(size: int) -> Canvas:
    """A square tin of cut herbs with a small glass of tea."""
    canvas = build(Room("clay", 791, 0.66, 0.05), size)
    layer = canvas.layer()
    front = layer.polygon(rounded(0.17, 0.36, 0.52, 0.84, 0.012), margin=0.03)
    layer.inflate(front, tinted("#5C7350", 1 + 0.02 * clouds(front.y.shape, 3, 4, 20)), 0.02, lift=0.5, material=Material(0.40, 0.30, 14))
    side = layer.polygon([(0.52, 0.37), (0.60, 0.335), (0.60, 0.80), (0.52, 0.83)])
    layer.paint(side, "#3F5238")
    layer.paint(layer.polygon([(0.17, 0.365), (0.25, 0.325), (0.60, 0.325), (0.52, 0.365)]), "#7E9470")
    flat_label(layer, 0.345, 0.60, 0.22, 0.27, band=TEAL)
    stand(canvas, layer, 0.84, contact=(0.38, 0.21, 0.842))
    glass_of("#B9A45A")(canvas)
    leaves("#708A58", 9)(canvas)
    return canvas


def tea_bags(size: int) -> Canvas:
    """A glass of pale tea and three paper bags with red thread."""
    canvas = build(Room("mist", 792, 0.58, -0.04, 0.0, 1.0, "wood"), size)
    layer = canvas.layer()
    turned(
        layer, 0.36, [(0.33, 0.150), (0.38, 0.148), (0.82, 0.120)], filled("#C9B25E", 0.42, "#D9DEDC"), tilt=0.13, material=GLASS, rim=0.28
    )
    stroke(layer, smooth([(0.40, 0.36), (0.52, 0.42), (0.535, 0.60)], closed=False), 0.005, MADDER)
    layer.paint(layer.polygon(rounded(0.505, 0.59, 0.565, 0.66, 0.006)), "#F4EFE3")
    stand(canvas, layer, 0.835, contact=(0.36, 0.12, 0.838))
    for x, y, turn in ((0.70, 0.74, 0.1), (0.80, 0.84, -0.25), (0.62, 0.87, 0.35)):
        rest = canvas.layer()
        cos, sin = np.cos(turn), np.sin(turn)
        points = [
            (float(x + a * cos - b * sin), float(y + a * sin + b * cos))
            for a, b in ((-0.06, -0.05), (-0.035, -0.085), (0.035, -0.085), (0.06, -0.05), (0.06, 0.075), (-0.06, 0.075))
        ]
        paper = rest.polygon(points, margin=0.02)
        rest.inflate(paper, tinted("#E9E2CF", 1 - 0.18 * np.clip(clouds(paper.y.shape, 5, 4, 30), 0, 2)), 0.02, lift=0.7)
        stroke(rest, smooth([(x, y - 0.08), (x + 0.03, y - 0.15), (x + 0.10, y - 0.13)], closed=False), 0.004, MADDER)
        rest.paint(rest.polygon(rounded(x + 0.085, y - 0.16, x + 0.135, y - 0.105, 0.005)), TEAL)
        stand(canvas, rest, y + 0.075, strength=0.35)
    return canvas


TALL = ((0.12, 0.046), (0.22, 0.046), (0.30, 0.070), (0.37, 0.126), (0.44, 0.138), (0.83, 0.138), (0.865, 0.126))
SMALL = ((0.36, 0.060), (0.40, 0.062), (0.44, 0.115), (0.49, 0.150), (0.81, 0.150), (0.845, 0.135))
STOUT = ((0.20, 0.060), (0.26, 0.060), (0.33, 0.120), (0.40, 0.175), (0.83, 0.175), (0.865, 0.160))

SCENES: dict[str, Callable[[int], Canvas]] = {
    "trespone-ginger-jam": partial(
        jar,
        room=Room("sage", 751, 0.68, 0.02),
        filling=Filling("#D98A1E", "#E8B04A", 13),
        lid="#8A9A4A",
        bands=("#8A9A4A", "#D98A1E"),
        props=(ginger,),
    ),
    "trespone-apple-chutney": partial(
        jar,
        room=Room("mist", 752, 0.68, -0.06, 0.0, 1.0, "wood"),
        filling=Filling("#5E2F17", "#8A5A2A", 17),
        lid="#B4303F",
        bands=("#B4303F", NIGHT),
        props=(apples((0.76, 0.80, 0.085)), chillies),
    ),
    "skurbuchan-chilli-chutney": partial(
        jar,
        room=Room("teal", 753, 0.70, 0.05),
        filling=Filling("#B83A14", "#D9661C", 15),
        lid="",
        bands=("#B83A14", "#B83A14"),
        x=0.46,
        props=(garlic, chillies),
    ),
    "skurbuchan-apple-spread": partial(
        jar,
        room=Room("sand", 754, 0.66, 0.06, 0.0, 1.0, "linen"),
        filling=Filling("#6E3A1C"),
        lid="#C9A45A",
        bands=(TEAL, "#6E3A1C"),
        x=0.38,
        wide=0.185,
        props=(bread,),
    ),
    "skurbuchan-halves-syrup": partial(
        jar,
        room=Room("lime", 755, 0.66, -0.02),
        filling=Filling("#E8B868", "#F0922A", 7, 0.43),
        lid="#9AA3A8",
        bands=(MADDER, "#E8A030"),
        x=0.42,
        wide=0.235,
        top=0.36,
        props=(fruits((0.82, 0.82, 0.07)),),
    ),
    "batalik-whole-fruit-jam": partial(
        jar,
        room=Room("dusk", 756, 0.70, -0.04),
        filling=Filling("#C0641A", "#E38B2A", 8),
        lid="#7B5233",
        bands=(NIGHT, MADDER),
        x=0.40,
        wide=0.185,
        props=(plate_of((0.745, 0.825, 0.034), (0.80, 0.815, 0.034), (0.835, 0.84, 0.032), colour="#D9791F"),),
    ),
    "panikhar-cow-ghee": partial(
        jar,
        room=Room("sage", 757, 0.66, 0.05, 0.0, 1.0, "wood"),
        filling=Filling("#E9BE3E", "#F4D878", 30, 0.44),
        lid="#2F4A3C",
        bands=("#2F4A3C", "#E9BE3E"),
        x=0.50,
        wide=0.225,
        top=0.36,
    ),
    "panikhar-brined-cheese": partial(
        jar,
        room=Room("mist", 758, 0.70, 0.0),
        filling=Filling("#D9DACB", "#F8F4E8", 8, 0.42),
        lid="#2F5A8F",
        bands=("#2F5A8F", "#2F5A8F"),
        x=0.42,
        wide=0.215,
        props=(leaves("#5F8A58"),),
    ),
    "drass-summer-honey": partial(
        jar,
        room=Room("madder", 759, 0.68, -0.03),
        filling=Filling("#E2C37A", "#EBD295", 40),
        lid="#D2A650",
        bands=("#D2A650", "#7E5A22"),
        props=(dipper,),
    ),
    "mulbekh-salted-capers": partial(
        jar,
        room=Room("clay", 760, 0.66, 0.04, 0.0, 1.0, "slate"),
        filling=Filling("#E6E6DC", "#6F7F3A", 20),
        lid="#3A3F4C",
        bands=("#6F7F3A", NIGHT),
        x=0.48,
        wide=0.18,
        top=0.44,
        props=(leaves("#7F8F58", 2),),
    ),
    "drass-rose-tea": partial(
        jar,
        room=Room("lime", 761, 0.70, 0.03, 0.0, 1.0, "linen"),
        filling=Filling("#C7738A", "#E6A9B4", 19),
        lid="#C9A46B",
        bands=("#C7738A", TEAL),
        x=0.40,
        wide=0.20,
        props=(leaves("#D98A9C", 7), plate_of(colour="#E8C9B8", dish="#F0ECE4")),
    ),
    "drass-mint-thyme-tea": tin,
    "sumur-tea-bags": tea_bags,
    "trespone-oil-large": partial(
        bottle,
        room=Room("lime", 771, 0.70, -0.07),
        paint=liquid("#C28A1C", 3, 0.5),
        profile=TALL,
        cap=(0.055, 0.13, 0.053, "#8B6A45"),
        bands=(MADDER, MADDER),
        props=(kernels,),
    ),
    "trespone-oil-small": partial(
        bottle,
        room=Room("mist", 772, 0.62, 0.05, 0.0, 1.0, "slate"),
        paint=liquid("#A86A14", 7, 0.6),
        profile=SMALL,
        cap=(0.26, 0.37, 0.068, "#20283A"),
        bands=(TEAL, MADDER),
        places=((0.47, 0.92),),
        label=(0.56, 0.76),
    ),
    "temisgam-oil": partial(
        bottle,
        room=Room("sage", 773, 0.68, 0.0, 0.0, 1.0, "wood"),
        paint=liquid("#D8B23C", 4, 0.4),
        profile=STOUT,
        cap=(0.125, 0.21, 0.068, "#2F4A3C"),
        bands=("#2F4A3C", "#D8B23C"),
        places=((0.42, 0.95),),
        props=(kernels,),
    ),
    "skurbuchan-nectar": partial(
        bottle,
        room=Room("sand", 774, 0.70, -0.02),
        paint=liquid("#E9962A", 5, 0.2, 0.05),
        profile=TALL,
        cap=(0.055, 0.13, 0.053, "#B4303F"),
        bands=("#E9962A", MADDER),
        places=((0.38, 1.0),),
        props=(glass_of("#E9962A"),),
    ),
    "sumur-squash": partial(
        bottle,
        room=Room("teal", 775, 0.70, 0.03),
        paint=filled("#F29A16", 0.30, "#9FC0BA"),
        profile=TALL,
        cap=(0.055, 0.13, 0.053, "#E9E3D6"),
        bands=("#F29A16", TEAL),
        places=((0.36, 1.02),),
        props=(glass_of("#F4B04A"),),
    ),
    "sumur-pulp-litre": partial(
        bottle,
        room=Room("clay", 776, 0.70, 0.02),
        paint=filled("#E8820E", 0.42, "#D9C9BC"),
        profile=STOUT,
        cap=(0.125, 0.21, 0.068, "#B9C0C4"),
        bands=(NIGHT, "#E8820E"),
        props=(berries,),
    ),
    "sumur-apple-drink": partial(
        bottle,
        room=Room("mist", 777, 0.66, -0.04),
        paint=liquid("#E7B13C", 6, 0.3, 0.05),
        profile=SMALL,
        cap=(0.285, 0.37, 0.066, "#4E7A4A"),
        bands=("#4E7A4A", "#E8820E"),
        places=((0.20, 0.86), (0.49, 0.92), (0.79, 0.86)),
        label=(0.56, 0.76),
    ),
    "sumur-fruit-oil": partial(
        bottle,
        room=Room("night", 778, 0.64, 0.06, 0.0, 1.1, "slate"),
        paint=liquid("#C9480F", 7, 0.8),
        profile=SMALL,
        cap=(0.26, 0.37, 0.068, "#C8A253"),
        bands=("#C9480F", "#C8A253"),
        label=(0.57, 0.76),
        props=(drop,),
    ),
}
