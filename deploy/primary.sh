#!/bin/bash
# Run once by the database's image when its data is made: a user for the copy, and the line that lets it in.
set -euo pipefail
[ -n "${REPLICATION_PASSWORD:-}" ] || exit 0 # a shop without a copy
psql -v ON_ERROR_STOP=1 -v password="$REPLICATION_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE copying WITH REPLICATION LOGIN PASSWORD :'password';
SQL
echo "host replication copying all scram-sha-256" >>"$PGDATA/pg_hba.conf"
