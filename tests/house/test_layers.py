"""Imports and keys go down the house, Oscar is touched in seams only; each guard is shown to bite."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

pytestmark = pytest.mark.once

PROJECT = Path(__file__).resolve().parents[2]
LAYERS = [
    ["marketplace"],
    ["storefront", "workspace", "cms"],
    ["orders"],
    ["search"],
    ["payments", "delivery", "provenance"],
    ["catalogue"],
    ["producers", "words"],
    ["media", "notices", "accounts"],
    ["journal"],
    ["money"],
]
HEIGHT = {room: len(LAYERS) - level for level, rooms in enumerate(LAYERS) for room in rooms}
FORBIDDEN_NAMES = {"core", "base", "common", "utils", "helpers"}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([str(program), "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy_of_the_house(tmp_path: Path) -> Path:
    """Our rooms without their data, to plant a fault in."""
    for room in HEIGHT:
        shutil.copytree(PROJECT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "assets", "*.gz", "pictures"))
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    return tmp_path


def test_imports_go_down_and_the_graph_is_not_empty() -> None:
    done = lint_imports(PROJECT)
    assert done.returncode == 0, done.stdout
    assert "Imports go down the house KEPT" in done.stdout
    files, dependencies = (int(number) for number in re.findall(r"Analyzed (\d+) files, (\d+) dependencies", done.stdout)[0])
    assert files > 100
    assert dependencies > 150


def test_a_planted_import_upwards_is_found(copy_of_the_house: Path) -> None:
    (copy_of_the_house / "journal" / "planted.py").write_text("import orders.models\n", encoding="utf-8")
    done = lint_imports(copy_of_the_house)
    assert done.returncode != 0
    assert "journal.planted -> orders.models" in done.stdout


def test_a_planted_import_between_siblings_is_found(copy_of_the_house: Path) -> None:
    (copy_of_the_house / "workspace" / "planted.py").write_text("import storefront.origin\n", encoding="utf-8")
    assert "workspace.planted -> storefront.origin" in lint_imports(copy_of_the_house).stdout


def room_of(model: type[models.Model]) -> str:
    """The room whose app holds the model; Oscar's tables belong to the room of their seam."""
    return apps.get_app_config(model._meta.app_label).name.split(".")[0]


def upward_keys(models_to_check: list[type[models.Model]]) -> list[str]:
    """Keys from a lower room to a higher one. The user is the one exception."""
    found = []
    for model in models_to_check:
        for field in model._meta.get_fields():
            target = getattr(field, "remote_field", None) and field.remote_field.model
            if not isinstance(field, models.ForeignKey | models.ManyToManyField) or not isinstance(target, type):
                continue
            if target._meta.label == settings.AUTH_USER_MODEL or room_of(target) not in HEIGHT or room_of(model) not in HEIGHT:
                continue
            if HEIGHT[room_of(target)] > HEIGHT[room_of(model)]:
                found.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    return found


# Tables that Oscar itself laid out, standing in our seams: Oscar's own keys between them are Oscar's.
OSCAR_KEYS = {
    "partner.StockRecord.product -> catalogue.Product",
}


def test_no_key_points_upwards() -> None:
    every_model = apps.get_models(include_auto_created=True)
    ours = [model for model in every_model if room_of(model) in HEIGHT]
    assert len(ours) > 60
    assert set(upward_keys(ours)) <= OSCAR_KEYS


def test_a_planted_key_upwards_is_found() -> None:
    class Planted(models.Model):
        order = models.ForeignKey("orders.ProducerOrder", on_delete=models.CASCADE)

        class Meta:
            app_label = "journal"

    try:
        assert upward_keys([Planted]) == ["journal.Planted.order -> orders.ProducerOrder"]
    finally:
        del apps.all_models["journal"]["planted"]
        apps.clear_cache()


def oscar_calls(path: Path, source: str) -> list[str]:
    """Uses of Oscar's class loader, and imports of Oscar's swapped apps, in one file."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            on_apps = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "apps"
            if name in ("get_class", "get_classes", "get_model") and not on_apps:
                found.append(f"{path}: {name}()")
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("oscar.apps."):
            app = (node.module or "").split(".")[2]
            if app in SWAPPED and not (node.module or "").endswith(".abstract_models"):
                found.append(f"{path}: from {node.module}")
    return found


SWAPPED = {"catalogue", "partner", "order", "basket", "shipping", "checkout", "search"}
SEAMS = ("orders/oscar/", "producers/oscar/", "delivery/oscar/", "storefront/oscar/", "catalogue/", "search/apps.py", "marketplace/")


def source_files() -> list[Path]:
    files = [path for room in HEIGHT for path in sorted((PROJECT / room).rglob("*.py")) if "migrations" not in path.parts]
    assert len(files) > 80
    return files


def test_oscars_class_loader_and_swapped_apps_are_named_in_seams_only() -> None:
    found = []
    for path in source_files():
        relative = path.relative_to(PROJECT)
        if not str(relative).startswith(SEAMS):
            found += oscar_calls(relative, path.read_text(encoding="utf-8"))
    assert found == []


def test_a_planted_call_of_the_class_loader_is_found() -> None:
    planted = "from oscar.core.loading import get_model\nOrder = get_model('order', 'Order')\nfrom oscar.apps.order.models import Line\n"
    assert len(oscar_calls(Path("workspace/planted.py"), planted)) == 2


def test_no_room_has_a_drawer_for_everything() -> None:
    named = [
        path
        for path in source_files()
        if path.stem in FORBIDDEN_NAMES
        and not str(path.relative_to(PROJECT)).startswith(("marketplace/settings", "payments/providers", "orders/oscar", "producers/oscar"))
    ]
    assert named == []


def test_migrations_copied_from_oscar_are_oscars_to_the_letter() -> None:
    import oscar.apps.catalogue.migrations as upstream

    folder = Path(upstream.__path__[0])
    names = sorted(path.name for path in folder.glob("0*.py"))
    assert len(names) >= 32
    for name in names:
        assert (PROJECT / "catalogue" / "migrations" / name).read_bytes() == (folder / name).read_bytes(), name
