"""What a larger shop adds, each by one variable: a copy of the database to read from, a pool of connections, pictures in S3."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from marketplace import env
from marketplace.settings.base import DATABASES, MIDDLEWARE, STORAGES, database

DATABASE_POOL = env.whole("DATABASE_POOL")


def pooled(found: dict[str, object], most: int) -> dict[str, object]:
    """The database with so many connections at most for all threads of a process together; each thread has its own where it is 0."""
    if not most:
        return found
    if not str(found["ENGINE"]).endswith("postgresql"):
        raise ImproperlyConfigured("DATABASE_POOL is for PostgreSQL: set DATABASE_URL, or leave it at 0.")
    options: Any = found.get("OPTIONS", {})
    return {**found, "CONN_MAX_AGE": 0, "OPTIONS": {**options, "pool": {"min_size": 1, "max_size": most, "timeout": 10}}}


DATABASES["default"] = pooled(DATABASES["default"], DATABASE_POOL)
if env.text("DATABASE_REPLICA_URL"):
    if not str(DATABASES["default"]["ENGINE"]).endswith("postgresql"):
        raise ImproperlyConfigured("DATABASE_REPLICA_URL needs a DATABASE_URL of PostgreSQL.")
    # Tests have one database: its copy is the same one there.
    _mirror: dict[str, object] = {"TEST": {"MIRROR": "default"}}
    DATABASES["replica"] = pooled(database(env.text("DATABASE_REPLICA_URL")), DATABASE_POOL) | _mirror
    DATABASE_ROUTERS = ["journal.replicas.ReplicaRouter"]
MIDDLEWARE.append("journal.replicas.JustWroteMiddleware")

MEDIA_BUCKET_URL = env.text("MEDIA_BUCKET_URL")
if MEDIA_BUCKET_URL:
    STORAGES["default"] = {"BACKEND": "media.s3.MediaBucket", "OPTIONS": {"url": MEDIA_BUCKET_URL}}  # type: ignore[dict-item]  # of mixed kinds
