"""The large search engine: Elasticsearch holds words, filters and counts; the shop keeps the order and every rule."""
