"""Oscar's own pages, and the pictures of its products, which a web server would send."""

from django.conf import settings
from django.urls import path
from django.views.static import serve

from benchmarks.stock.urls import urlpatterns as pages

urlpatterns = [path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}), *pages]
