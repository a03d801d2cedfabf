"""Addresses of complaints."""

from django.urls import URLPattern, URLResolver, path

from storefront.grievance import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("grievance/", views.form, name="grievance"),
    path("grievance/<str:token>/", views.ticket, name="grievance-ticket"),
    path("grievance/<str:token>/reply/", views.reply, name="grievance-reply"),
]
