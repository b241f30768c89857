#!/bin/sh
# Sends what changed to one or more web servers, by rsync:
#   signalbox publish --every 1m --deploy "./deploy-rsync.sh web1:/var/www/status/site web2:/var/www/status/site"
# Pages come into their places together, at the end of a transfer. See docs/deploy/rsync.md.
set -eu
[ $# -gt 0 ] || { echo "usage: deploy-rsync.sh TARGET…" >&2 && exit 2; }

full=$(node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).full')
list=$(mktemp)
gone=$(mktemp)
trap 'rm -f "$list" "$gone"' EXIT
# With each file its compressed forms: one that is not there here must not stay at the other end either.
forms='p;/\.gz$/d;/\.br$/d;s/$/.gz/p;s/gz$/br/p'
grep -vx 'heartbeat\.json' "$SIGNALBOX_CHANGED_FILE" | sed -n "$forms" >"$list"
sed -n "$forms" "$SIGNALBOX_DELETED_FILE" >"$gone"

# Contents decide, not times: a page of the same length in the same second is another page all the same, and one that
# did not change keeps its time on the server, so that readers go on getting 304.
send() {
  rsync --checksum --delay-updates --perms --chmod=D755,F644 --timeout=60 "$@"
}

for target in "$@"; do
  target=${target%/}/
  if [ "$full" = true ]; then
    send --recursive --delete-after --exclude='.*' --exclude=/heartbeat.json "$SIGNALBOX_OUT/" "$target"
  else
    [ ! -s "$list" ] || send --delete-missing-args --files-from="$list" "$SIGNALBOX_OUT/" "$target"
    [ ! -s "$gone" ] || send --delete-missing-args --files-from="$gone" "$SIGNALBOX_OUT/" "$target"
  fi
  # Last of all: it says that everything else is there.
  send "$SIGNALBOX_OUT/heartbeat.json" "$target"
done
