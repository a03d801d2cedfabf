"""The address of picture files. With uploads on S3 the pictures have addresses there and this one is unused."""

from django.urls import URLPattern, path

from media.views import serve

app_name = "media"

urlpatterns: list[URLPattern] = [path("media/<path:name>", serve, name="serve")]
