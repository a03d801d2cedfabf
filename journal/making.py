"""Instances of rows that a composed query has found, without what Django's ``__init__`` does for values that anybody could give."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.fields.files import FileDescriptor
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init

Values = Sequence[Any]
# What these make of a value that is set is an entry of the instance's dictionary.
_PLAIN = (DeferredAttribute, ForeignKeyDeferredAttribute, FileDescriptor)


def maker(model: type[Model], names: Sequence[str], alias: str) -> Callable[[Values], Any]:
    """What makes an instance of the values of these columns, as ``Model.from_db`` does.

    A model that does something of its own when it is made, or that somebody listens to then, is made in Django's way.
    """
    if not _is_plain(model, names):
        return lambda values: model.from_db(alias, names, values)
    new: Any = model.__new__

    def make(values: Values) -> Any:
        made, state = new(model), ModelState()
        state.adding, state.db = False, alias
        made.__dict__ = dict(zip(names, values, strict=True))
        made._state = state
        return made

    return make


def _is_plain(model: Any, names: Sequence[str]) -> bool:
    if model.__init__ is not Model.__init__ or model.from_db.__func__ is not Model.from_db.__func__:  # type: ignore[attr-defined]
        return False
    if pre_init.has_listeners(model) or post_init.has_listeners(model):
        return False
    return all(type(_held(model, name)) in _PLAIN for name in names)


def _held(model: type, name: str) -> Any:
    """What the class has under this name."""
    return next((vars(kind)[name] for kind in model.__mro__ if name in vars(kind)), None)


class Related:
    """The row of another model that lies beside each row: what ``RelatedPopulator`` does, with quicker instances."""

    def __init__(self, populator: Any, alias: str) -> None:
        self.reorder = populator.reorder_for_init
        self.stretch = slice(populator.cols_start, populator.cols_end) if self.reorder is None else slice(0)
        self.key = populator.pk_idx
        self.make = maker(populator.model_cls, populator.init_list, alias)
        self.related = [Related(one, alias) for one in populator.related_populators]
        self.tell, self.tell_back = populator.local_setter, populator.remote_setter

    def put(self, row: Values, owner: Any) -> None:
        """Give ``owner`` the instance in its row, or nothing where there is none."""
        values = row[self.stretch] if self.reorder is None else self.reorder(row)
        if values[self.key] is None:
            self.tell(owner, None)
            return
        one = self.make(values)
        for related in self.related:
            related.put(row, one)
        self.tell(owner, one)
        self.tell_back(one, owner)
