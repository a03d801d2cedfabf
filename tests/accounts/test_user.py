"""The user table: e-mail or mobile number, each once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.mobile import in_e164
from accounts.models import User


@pytest.mark.django_db
class TestUser:
    def test_one_of_email_and_mobile_is_enough(self) -> None:
        assert User.objects.create_user("asha@test.example").mobile is None
        assert User.objects.create_user(mobile="+919876543210").email is None

    def test_a_user_without_both_is_refused(self) -> None:
        with pytest.raises(ValueError, match="e-mail address or a mobile number"):
            User.objects.create_user()

    def test_the_database_refuses_a_user_without_both(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.bulk_create([User(email=None, mobile=None)])
        assert not User.objects.exists()

    def test_an_email_address_is_kept_in_lower_case(self) -> None:
        assert User.objects.create_user(" Asha@Test.Example ").email == "asha@test.example"
        user = User(email="ASHA@test.example", password="x")
        user.clean()
        assert user.email == "asha@test.example"

    @pytest.mark.parametrize("email", ["asha@test.example", "ASHA@test.example"])
    def test_the_database_refuses_the_same_address_twice_in_any_case(self, email: str) -> None:
        User.objects.create_user("asha@test.example")
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.bulk_create([User(email=email)])

    def test_the_database_refuses_the_same_mobile_number_twice(self) -> None:
        User.objects.create_user(mobile="+919876543210")
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create_user(mobile="+919876543210")

    def test_two_users_without_email_and_two_without_mobile_do_not_clash(self) -> None:
        User.objects.create_user(mobile="+919876543210")
        User.objects.create_user(mobile="+919876543211")
        User.objects.create_user("a@test.example")
        User.objects.create_user("b@test.example")
        assert User.objects.count() == 4

    @pytest.mark.parametrize(
        "mobile", ["9876543210", "+0123456789", "+91 98765", "+12345", "+1234567890123456", "+9198765abcde", "+9198765٤٣٢١٠"]
    )
    def test_a_number_that_is_not_e164_does_not_pass_the_form(self, mobile: str) -> None:
        with pytest.raises(ValidationError) as problem:
            User(mobile=mobile, password="x").full_clean()
        assert set(problem.value.message_dict) == {"mobile"}


@pytest.mark.parametrize(
    "typed",
    [
        "9876543210",
        "98765 43210",
        "098765-43210",
        "+91 98765 43210",
        "+91-98765-43210",
        "919876543210",
        "0091 98765 43210",
        " (+91) 98765.43210 ",
        "٩٨٧٦٥ ٤٣٢١٠",
        "९८७६५ ४३२१०",
    ],
)
def test_an_indian_number_written_in_any_usual_way_is_the_same_number(typed: str) -> None:
    assert in_e164(typed) == "+919876543210"


def test_a_number_of_another_country_needs_its_country_code() -> None:
    assert in_e164("+44 20 7946 0958") == "+442079460958"
    with pytest.raises(ValidationError):
        in_e164("020 7946 0958")


@pytest.mark.parametrize("typed", ["", "asha", "12345", "5876543210", "98765432101", "+", "asha@test.example"])
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        in_e164(typed)
