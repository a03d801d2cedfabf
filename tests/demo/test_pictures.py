"""The drawn pictures: enough of them, all different, in the right size; and the generator, which draws the same every time."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from marketplace.demo.pictures import __main__ as command
from marketplace.demo.pictures import catalogue, encode
from marketplace.demo.pictures.canvas import Canvas
from marketplace.demo.pictures.glassware import SCENES
from marketplace.demo.pictures.jars_bottles import apricot_preserve
from marketplace.demo.pictures.stage import finish

SMALL = 160
FEWEST = 120
LEAST_DIFFERENT = 3.0  # mean steps of 255 between two fingerprints; a picture and its own drawing are closer


@cache
def manifest() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((command.ASSETS / "manifest.json").read_text(encoding="utf-8"))["pictures"]
    return rows


@cache
def masters() -> dict[str, Path]:
    return {row["name"]: command.ASSETS / max(row["sizes"], key=lambda size: size["width"])["file"] for row in manifest()}


def test_a_picture_drawn_twice_is_the_same_to_the_last_pixel() -> None:
    assert finish(apricot_preserve(SMALL)).tobytes() == finish(apricot_preserve(SMALL)).tobytes()


def test_a_varied_scene_drawn_again_looks_like_its_kept_file() -> None:
    name = "drass-summer-honey"
    row = next(row for row in manifest() if row["name"] == name)
    written = np.frombuffer(bytes.fromhex(row["print"]), np.uint8).astype(np.int32)
    with Image.open(masters()[name]) as kept:
        there = np.frombuffer(bytes.fromhex(encode.fingerprint(kept)), np.uint8).astype(np.int32)
    again = np.frombuffer(bytes.fromhex(encode.fingerprint(finish(SCENES[name](SMALL)))), np.uint8).astype(np.int32)
    assert np.abs(there - written).max() <= 3
    assert np.abs(there - again).mean() < LEAST_DIFFERENT


def test_every_text_has_a_drawing_and_every_drawing_a_text() -> None:
    names = set(catalogue.pictures())
    assert names == set(masters())
    assert {path.name.rpartition("-")[0] for path in command.ASSETS.glob("*.avif")} == names


def test_masters_are_wide_enough_and_small_enough() -> None:
    wide = 0
    for path in masters().values():
        with Image.open(path) as image:
            assert image.format == "AVIF"
            assert image.width >= 1200, path.name
            wide += image.width == 1200
        assert path.stat().st_size <= 45_000, path.name
    assert wide >= FEWEST


def test_no_two_pictures_look_alike() -> None:
    """By the fingerprints of the manifest; the test above shows that they are those of the files."""
    pictures = {row["name"]: np.frombuffer(bytes.fromhex(row["print"]), np.uint8).astype(np.int32) for row in manifest()}
    names, prints = list(pictures), np.stack(list(pictures.values()))
    for number, name in enumerate(names[:-1]):
        away = np.abs(prints[number + 1 :] - prints[number]).mean(1)
        assert away.min() > LEAST_DIFFERENT, (name, names[number + 1 + int(away.argmin())])


def test_a_rendition_takes_the_best_quality_that_fits() -> None:
    image = finish(apricot_preserve(SMALL))
    generous = encode.fitted(image, encode.Rendition(SMALL, "avif", 90_000, 90_000, 70, 30))
    tight = encode.fitted(image, encode.Rendition(SMALL, "avif", len(generous) - 1, 90_000, 70, 30))
    assert len(tight) < len(generous)


def test_a_picture_that_cannot_fit_is_refused() -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (SMALL, SMALL, 3), dtype=np.uint8))
    with pytest.raises(encode.TooManyBytes):
        encode.fitted(noise, encode.Rendition(SMALL, "avif", 500, 600, 60, 50))


def test_only_a_layer_can_be_placed_on_a_canvas() -> None:
    canvas = Canvas(20, 20)
    with pytest.raises(ValueError, match="layered"):
        canvas.place(Canvas(20, 20))


def test_an_unknown_name_is_refused_before_anything_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--only", "no-such-thing", "--out", str(tmp_path)])
    assert "no such picture: no-such-thing" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
