"""The connection to Elasticsearch, and how long a page waits for it."""

from functools import lru_cache

from django.conf import settings
from elastic_transport import SerializationError
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import BulkIndexError

from search.elastic.deadline import TimelyNode, trusting

# A page waits so long and no longer; then the database answers.
BUDGET_S = 0.3
# The worker has more time: it writes hundreds of documents at once.
PATIENT_S = 30.0


class Nonsense(Exception):
    """It answered, but not as Elasticsearch does."""


# Everything that Elasticsearch, or the way to it, may do wrong.
Failures = (ApiError, TransportError, SerializationError, BulkIndexError, OSError, Nonsense)


def is_configured() -> bool:
    """Whether the shop has been told of an Elasticsearch."""
    return bool(settings.ELASTICSEARCH_URL)


def hurried() -> Elasticsearch:
    """For a page: one try. What it asks stands inside of ``deadline.within(BUDGET_S)``."""
    return _client(tuple(settings.ELASTICSEARCH_URL), BUDGET_S)


def patient() -> Elasticsearch:
    """For the worker and for commands."""
    return _client(tuple(settings.ELASTICSEARCH_URL), PATIENT_S)


@lru_cache(maxsize=4)
def _client(hosts: tuple[str, ...], timeout_s: float) -> Elasticsearch:
    tls = {"ssl_context": trusting()} if any(host.startswith("https:") for host in hosts) else {}
    return Elasticsearch(list(hosts), node_class=TimelyNode, request_timeout=timeout_s, max_retries=0, retry_on_timeout=False, **tls)
