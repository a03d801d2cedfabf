"""The large search engine, for a shop that has one."""

from marketplace import env

ELASTICSEARCH_URL = env.parts("ELASTICSEARCH_URL")
ELASTICSEARCH_SHARDS = env.whole("ELASTICSEARCH_SHARDS")
ELASTICSEARCH_REPLICAS = env.whole("ELASTICSEARCH_REPLICAS")
SEARCH_INDEX = env.text("SEARCH_INDEX")
