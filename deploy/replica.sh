#!/bin/bash
# The copy of the database: the first start takes everything from the primary, later ones go on where they were.
set -euo pipefail
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  until PGPASSWORD="$REPLICATION_PASSWORD" pg_basebackup --host=db --username=copying --pgdata="$PGDATA" --wal-method=stream --write-recovery-conf; do
    echo "The primary is not there yet."
    sleep 3
  done
  chmod 0700 "$PGDATA"
  [ "$(id -u)" = 0 ] && chown -R postgres:postgres "$PGDATA"
fi
exec docker-entrypoint.sh postgres -c hot_standby=on -c max_connections=200
