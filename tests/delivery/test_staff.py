"""Staff's pages about delivery and holidays: each act does one thing, what is wrong is said and changes nothing."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from delivery.models import Carrier, Closure, FacilityCentre, Rate
from delivery.rate_files import HEADINGS
from journal.models import AuditEntry
from producers import holidays
from producers.models import Holiday
from tests.orders import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    make.reference()
    person = User.objects.create_user("central@example.com", is_staff=True)
    person.groups.add(Group.objects.get(name="Central staff"))
    client.force_login(person)
    return client


def _days(first: int, last: int) -> dict[str, str]:
    today = timezone.localdate()
    return {"starts_on": (today + timedelta(days=first)).isoformat(), "ends_on": (today + timedelta(days=last)).isoformat()}


def test_a_pass_is_closed_prolonged_and_opened(staff: Client) -> None:
    Closure.objects.all().delete()
    assert staff.post("/admin/delivery/closures/", {"route": "zoji_la", **_days(0, 30)}).status_code == 302
    batch = Closure.objects.earliest("pk").batch
    assert "Zoji La closed by snow" in staff.get("/admin/delivery/closures/").content.decode()
    moved = staff.post(f"/admin/delivery/closures/{batch}/", {"act": "move", "ends_on": _days(0, 40)["ends_on"]})
    assert moved.status_code == 302
    assert set(Closure.objects.values_list("ends_on", flat=True)) == {timezone.localdate() + timedelta(days=40)}
    assert staff.post(f"/admin/delivery/closures/{batch}/", {"act": "reopen"}).status_code == 302
    assert not Closure.objects.exists()
    assert AuditEntry.objects.filter(subject_type="delivery.closure", actor__startswith="user:").count() == 3


@pytest.mark.parametrize("wrong", [{"route": "moon"}, {"ends_on": "2020-01-01"}, {"extra_days": "61"}, {"starts_on": ""}])
def test_what_can_not_be_closed_is_said(staff: Client, wrong: dict[str, str]) -> None:
    before = Closure.objects.count()
    answer = staff.post("/admin/delivery/closures/", {"route": "zoji_la", **_days(0, 30), **wrong})
    assert answer.status_code == 422
    assert "error-message" in answer.content.decode()
    assert Closure.objects.count() == before


def test_a_table_is_taken_or_its_bad_rows_are_named(staff: Client) -> None:
    head, before = ",".join(HEADINGS), Rate.objects.count()

    def send(row: str) -> int:
        file = SimpleUploadedFile("rates.csv", f"{head}\n{row}\n".encode())
        said = {"file": file, "valid_from": timezone.localdate().isoformat(), "source": "tariff"}
        answer = staff.post("/admin/delivery/rates/", said)
        assert ("Line 2:" in answer.content.decode()) == (answer.status_code == 422)
        return answer.status_code

    assert send("pigeon,leh,N1,500,1,4,8,6") == 422
    assert Rate.objects.count() == before
    assert send("speed_post,leh,N1,500,1,4,8,6") == 302
    assert Rate.objects.filter(carrier__code="speed_post").count() == 1
    assert "India Post, Speed Post" in staff.get("/admin/delivery/rates/").content.decode()


def test_limits_of_a_carrier_and_a_centre_are_settled_and_journalled(staff: Client) -> None:
    said = {"carrier": "dtdc", "dtdc-divisor": "4000", "dtdc-most_g": "15000", "dtdc-refuses": ["liquid", "frost"], "dtdc-source": "tariff"}
    assert staff.post("/admin/delivery/carriers/", said).status_code == 302
    assert Carrier.objects.get(code="dtdc").refuses == ["frost", "liquid"]
    opened = {"leh-days_min": "1", "leh-days_max": "2", "leh-fee_paise": "₹ 20.50", "leh-most_days_later": "4", "leh-is_open": "on"}
    assert staff.post("/admin/delivery/centres/", {"centre": "leh", **opened}).status_code == 302
    centre = FacilityCentre.objects.get(code="leh")
    assert (centre.is_open, centre.fee_paise) == (True, 2_050)
    assert 'value="20.50"' in staff.get("/admin/delivery/centres/").content.decode()
    for fee, status in (("20.505", 422), ("-1", 422), ("0", 302), ("20", 302)):
        assert staff.post("/admin/delivery/centres/", {"centre": "leh", **opened, "leh-fee_paise": fee}).status_code == status
    assert staff.post("/admin/delivery/centres/", {"centre": "leh", **opened, "leh-days_max": "0"}).status_code == 422
    assert FacilityCentre.objects.get(code="leh").days_max == 2
    assert AuditEntry.objects.filter(action__in=("delivery.carrier", "delivery.centre")).count() == 4


def test_a_feast_is_set_for_all_groups_and_another_is_added(staff: Client) -> None:
    Holiday.objects.all().delete()
    holidays.load_holidays()
    Holiday.objects.filter(code="losar-2026").update(starts_on=date(2031, 1, 2), ends_on=date(2031, 1, 3))
    said = {"starts_on": "2031-01-01", "ends_on": "2031-01-03", "act": "set"}
    assert staff.post("/admin/holidays/losar-2026/", said).status_code == 302
    losar = Holiday.objects.get(code="losar-2026")
    assert (losar.is_set, losar.starts_on) == (True, date(2031, 1, 1))
    assert staff.post("/admin/holidays/losar-2026/", {**said, "ends_on": "2030-01-01"}).status_code == 422
    assert (
        staff.post("/admin/holidays/", {"name": "Hemis", "starts_on": "2031-07-01", "ends_on": "2031-07-02", "rollup": "leh"}).status_code
        == 302
    )
    assert Holiday.objects.get(name="Hemis").is_set
    shown = staff.get("/admin/holidays/").content.decode()
    assert "Hemis" in shown
    assert "By the moon, to be checked" in shown
