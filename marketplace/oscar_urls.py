"""Oscar's URL names, each resolving to a page of ours, and Oscar's dashboard for central staff."""

from django.urls import URLPattern, URLResolver

central_patterns: list[URLPattern | URLResolver] = []
name_patterns: list[URLPattern | URLResolver] = []
