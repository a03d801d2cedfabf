"""Addresses of login, logout, sign-up and passwords. The names are allauth's, which its own pages and mails ask for."""

from allauth.account import views as allauth_views
from django.urls import URLPattern, URLResolver, path, re_path

from accounts import passkey_views, views
from accounts import second_factor_views as second_factor

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", views.log_in, name="account_login"),
    path("login/by-code/", views.ask_for_code, name="account_request_login_code"),
    path("login/by-code/enter/", views.enter_code, name="account_confirm_login_code"),
    path("login/code/", second_factor.code, name="mfa_authenticate"),
    path("login/again/", second_factor.password_again, name="account_reauthenticate"),
    path("login/again/code/", second_factor.code_again, name="mfa_reauthenticate"),
    path("login/passkey/", passkey_views.log_in, name="passkey-login"),
    path("passkeys/", passkey_views.own, name="passkeys"),
    path("second-factor/", second_factor.overview, name="mfa_index"),
    path("second-factor/app/", second_factor.set_up, name="mfa_activate_totp"),
    path("second-factor/app/remove/", second_factor.remove, name="mfa_deactivate_totp"),
    path("second-factor/codes/", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", second_factor.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("login/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("signup/", views.sign_up, name="account_signup"),
    path("password/change/", views.change_password, name="account_change_password"),
    path("password/set/", views.first_password, name="account_set_password"),
    path("password/reset/", views.new_password, name="account_reset_password"),
    path("password/reset/sent/", allauth_views.password_reset_done, name="account_reset_password_done"),
    path("password/reset/done/", allauth_views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.new_password_from_link,
        name="account_reset_password_from_key",
    ),
]
