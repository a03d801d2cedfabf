"""How allauth finds people by e-mail or mobile number, and where it may send them afterwards."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """One user table with an optional e-mail address and an optional mobile number."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.mobile, user.mobile_confirmed) if user.mobile else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.mobile, user.mobile_confirmed = phone, verified
        user.save(update_fields=["mobile", "mobile_confirmed"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(mobile=phone).first()
