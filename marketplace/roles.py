"""The roles of staff: Django groups with the permissions of each. Wagtail made Editors and Moderators; the others are ours.

A room's screen asks for a permission, never for a role. Central staff are superusers and need no line here to enter a screen;
their group is what mails and reports address.
"""

from django.contrib.auth.models import Group, Permission

ENTER = "wagtailadmin.access_admin"
# Over pages and pictures Wagtail itself gives Editors and Moderators their rights; these are over snippets.
WRITING = ("cms.add_groupstory", "cms.change_groupstory", "cms.view_groupstory", "cms.change_officer", "cms.view_officer")
NAMING = ("search.add_synonym", "search.change_synonym", "search.view_synonym", "words.review_words", "media.record_screens")
PUBLISHING = ("cms.publish_groupstory", "cms.delete_groupstory", "cms.add_officer", "cms.publish_officer", "media.withdraw_consent")
ROLES: dict[str, tuple[str, ...]] = {
    "Editors": (ENTER, *WRITING, *NAMING),
    "Moderators": (
        ENTER,
        *WRITING,
        *NAMING,
        *PUBLISHING,
        "catalogue.moderate_listing",
        "catalogue.moderate_voice",
        "producers.approve_group",
    ),
    "Finance": (
        ENTER,
        "payments.change_payment",
        "payments.check_account",
        "payments.change_refund",
        "payments.propose_payout",
        "payments.approve_payout",
        "payments.read_tax_lists",
        "orders.view_any_order",
        "orders.upload_deliveries",
        "orders.run_vouchers",
    ),
    "Grievance officers": (ENTER, "orders.answer_grievance", "orders.decide_return"),
    "Central staff": (
        ENTER,
        "producers.approve_group",
        "producers.run_checklist",
        "notices.run_text_templates",
        "orders.view_any_order",
        "orders.act_for_shopper",
        "orders.answer_enquiry",
        "orders.answer_grievance",
        "orders.decide_return",
        "orders.upload_deliveries",
        "orders.run_vouchers",
        "delivery.run_delivery",
        "producers.set_holidays",
    ),
}


class UnknownPermission(LookupError):
    """A role names a permission that no installed app has."""


def load_roles() -> int:
    """Make the missing roles and give each what it lacks; what an administrator added stays. Returns the number of roles."""
    for name, labels in ROLES.items():
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.add(*(_permission(label) for label in labels))
    return len(ROLES)


def _permission(label: str) -> Permission:
    app, codename = label.split(".")
    try:
        return Permission.objects.get(content_type__app_label=app, codename=codename)
    except Permission.DoesNotExist as error:
        raise UnknownPermission(label) from error
