#!/bin/sh
# Puts a backup back, all of it or nothing, where no drafts are:  sh deploy/restore.sh FILE
# Stop the app first, and start it afterwards. It reads the same settings as deploy/backup.sh.
set -eu
umask 077

file=${1:?"Name the backup: sh deploy/restore.sh FILE"}
[ -f "$file" ] || { echo "There is no file $file." >&2; exit 1; }

case $file in
*.dump)
    [ -n "${PGDATABASE:-}${DATABASE_URL:-}" ] || { echo "This is a backup of PostgreSQL: set DATABASE_URL." >&2; exit 1; }
    found=$(psql --no-psqlrc --quiet --tuples-only --no-align ${DATABASE_URL:+"--dbname=$DATABASE_URL"} --command="SELECT to_regclass('public.draft')")
    if [ -n "$found" ]; then
        echo "This database holds drafts already, and is left as it is. Make an empty one (createdb NAME), name it in DATABASE_URL, and try again." >&2
        exit 1
    fi
    pg_restore --exit-on-error --single-transaction --no-owner --dbname="${DATABASE_URL:-$PGDATABASE}" "$file"
    ;;
*.sqlite)
    data=${MAKE_THE_CASE_DATA:?"This is a backup of SQLite: set MAKE_THE_CASE_DATA to the folder of the drafts."}
    for each in "$data/drafts.sqlite" "$data/drafts.sqlite-wal" "$data/drafts.sqlite-shm"; do
        if [ -e "$each" ]; then
            echo "$each is there, and is left as it is. Stop the app, move drafts.sqlite and the files beside it elsewhere, and try again." >&2
            exit 1
        fi
    done
    mkdir -p "$data"
    part=$data/drafts.sqlite.part
    trap 'rm -f "$part"' EXIT
    cp "$file" "$part"
    [ "$(sqlite3 "$part" 'PRAGMA integrity_check')" = ok ] || { echo "$file is damaged." >&2; exit 1; }
    mv "$part" "$data/drafts.sqlite"
    ;;
*)
    echo "A backup is a .dump of PostgreSQL or a .sqlite, and $file is neither." >&2
    exit 1
    ;;
esac
echo "Restored from $file. Start the app."
