#!/bin/sh
# Backs up the drafts while the app runs:  sh deploy/backup.sh FOLDER [DAYS]
# FOLDER gets a file that only its owner may read; files of this kind older than DAYS (30) go once the new one is whole.
# It reads the settings of the app: DATABASE_URL, or the PG… of PostgreSQL's own programs, or else MAKE_THE_CASE_DATA.
set -eu
umask 077

folder=${1:?"Name the folder of the backups: sh deploy/backup.sh FOLDER [DAYS]"}
days=${2:-30}
part=
trap 'status=$?; [ -z "$part" ] || rm -f "$part"; [ "$status" -eq 0 ] || echo "No backup was made. Why stands above." >&2' EXIT

mkdir -p "$folder"
name=$folder/make-the-case-$(date -u +%Y-%m-%dT%H-%M-%SZ)
if [ -n "${PGDATABASE:-}" ] || [ -n "${DATABASE_URL:-}" ]; then
    whole=$name.dump part=$name.dump.part
    pg_dump --format=custom --no-owner --file="$part" ${DATABASE_URL:+"--dbname=$DATABASE_URL"}
    pg_restore --list "$part" >/dev/null
else
    drafts=${MAKE_THE_CASE_DATA:?"Set MAKE_THE_CASE_DATA to the folder of the drafts, or DATABASE_URL."}/drafts.sqlite
    whole=$name.sqlite part=$name.sqlite.part
    [ -f "$drafts" ] || { echo "There are no drafts at $drafts." >&2; exit 1; }
    quoted=$(printf %s "$part" | sed "s/'/''/g")
    sqlite3 "$drafts" ".timeout 60000" "VACUUM INTO '$quoted'"
    [ "$(sqlite3 "$part" 'PRAGMA integrity_check')" = ok ] || { echo "The backup is damaged." >&2; exit 1; }
fi
mv "$part" "$whole"
part=
echo "Backed up to $whole ($(wc -c <"$whole" | tr -d ' ') bytes)."
find "$folder" -maxdepth 1 -type f \( -name 'make-the-case-*.dump' -o -name 'make-the-case-*.sqlite' \) -mtime "+$days" -delete
