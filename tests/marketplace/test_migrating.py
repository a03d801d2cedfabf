"""What is remembered while migrations run is what Django says itself."""

from django.apps import apps
from django.db.migrations.state import ProjectState
from django.db.models import Field

from marketplace.migrating import remembering


def test_fields_are_cloned_as_django_clones_them() -> None:
    states = ProjectState.from_apps(apps).models.values()
    fields = [field for state in states for field in state.fields.values()]
    assert len(fields) > 1000
    told = [field.clone().deconstruct()[1:] for field in fields]
    with remembering():
        for _time in range(2):
            clones = [field.clone() for field in fields]
            assert [clone.deconstruct()[1:] for clone in clones] == told
            assert len({id(clone) for clone in clones} | {id(field) for field in fields}) == 2 * len(fields)


def test_settings_of_relations_are_found_and_nothing_stays() -> None:
    before = Field.clone
    with remembering():
        for _time in range(2):
            assert apps.get_swappable_settings_name("accounts.User") == "AUTH_USER_MODEL"
            assert apps.get_swappable_settings_name("orders.Parcel") is None
        assert Field.clone is not before
    assert Field.clone is before
    assert "get_swappable_settings_name" not in vars(apps)
