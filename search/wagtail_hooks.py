"""The administration's screens for other names of the same thing, and for what was looked for in vain."""

from typing import Any

from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from accounts.admin_rights import RightMenuItem
from search import naming, staff
from search.models import Synonym


class Kept(ModelPermissionPolicy):
    """Lists are switched off, never deleted: the audit trail would speak of nothing."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return bool(super().user_has_any_permission(user, [action for action in actions if action != "delete"]))


class AddSynonym(CreateView):
    """Wagtail saves inside a transaction; the audit trail and the searches are told in the same one."""

    def save_instance(self) -> Synonym:
        synonym: Synonym = super().save_instance()
        naming.keep(synonym, acting_user=self.request.user, before=None)
        return synonym


class EditSynonym(EditView):
    """As above, with what it was before."""

    def save_instance(self) -> Synonym:
        before = naming.state(Synonym.objects.get(pk=self.form.instance.pk))
        synonym: Synonym = super().save_instance()
        naming.keep(synonym, acting_user=self.request.user, before=before)
        return synonym


class SynonymViewSet(SnippetViewSet):
    """Other names, spellings and scripts of one thing."""

    model = Synonym
    icon = "search"
    menu_label = _("Synonyms")
    menu_name = "synonyms"
    menu_order = 330
    add_to_admin_menu = True
    inspect_view_enabled = False
    list_display = ["__str__", "note", "is_used"]
    list_filter = ["is_used"]
    add_view_class = AddSynonym
    edit_view_class = EditSynonym
    edit_handler = ObjectList([FieldPanel("names"), FieldPanel("note"), FieldPanel("is_used")])


register_permission_policy(Synonym, Kept(Synonym))
register_snippet(SynonymViewSet)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [path("wanted/", staff.wanted, name="wanted")]


@hooks.register("register_admin_menu_item")
def wanted_item() -> MenuItem:
    return RightMenuItem(staff.MAY_NAME, _("Wanted"), reverse_lazy("wanted"), name="wanted", icon_name="search", order=331)
