#!/bin/sh
# Sends what changed to a bucket of S3, or of anything that speaks its language, by the AWS command line:
#   signalbox publish --every 1m --deploy "./deploy-s3.sh s3://status-example-org"
# Keys, region and AWS_ENDPOINT_URL come from the environment, as always. The bucket, or the prefix after it, is for the
# site alone: a full deploy deletes what the site does not have. See docs/deploy/s3.md.
set -eu
target=${1:?usage: deploy-s3.sh s3://BUCKET[/PREFIX]}
target=${target%/}

full=$(node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).full')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Not for a bucket: headers for other hosts, and compressed twins.
grep -vE '\.(gz|br)$|^_headers$|^_redirects$' "$SIGNALBOX_CHANGED_FILE" >"$work/changed" || true
grep -vE '\.(gz|br)$' "$SIGNALBOX_DELETED_FILE" >"$work/deleted" || true

# send TYPE AGE PATTERN: uploads the files whose path matches, and takes them off the list.
send() {
  grep -E "$3" "$work/changed" >"$work/batch" || return 0
  grep -vE "$3" "$work/changed" >"$work/rest" || true
  mv "$work/rest" "$work/changed"
  mkdir "$work/stage"
  tar -C "$SIGNALBOX_OUT" -cf - -T "$work/batch" | tar -C "$work/stage" -xf -
  aws s3 cp --recursive --only-show-errors --content-type "$1" --cache-control "$2" "$work/stage" "$target/"
  rm -rf "$work/stage"
}

forever='public, max-age=31536000, immutable'
page='public, max-age=30, stale-while-revalidate=30, stale-if-error=86400'
badge='public, max-age=60'

# What pages need, then pages in the order of their links, those that tell the state at the end.
send 'text/css; charset=utf-8' "$forever" '^assets/.*\.css$'
send 'text/javascript; charset=utf-8' "$forever" '^assets/.*\.js$'
send 'image/svg+xml; charset=utf-8' "$forever" '^assets/.*\.svg$'
send 'image/png' "$forever" '^assets/.*\.png$'
send 'image/svg+xml; charset=utf-8' "$badge" '^badge/.*\.svg$'
send 'application/json; charset=utf-8' "$badge" '^badge/.*\.json$'
send 'image/svg+xml; charset=utf-8' "$page" '\.svg$'
send 'text/html; charset=utf-8' "$page" '^(incidents|timeline)/.*\.html$'
send 'text/html; charset=utf-8' "$page" '^history/.*\.html$|^404\.html$'
send 'application/atom+xml; charset=utf-8' "$page" '\.atom$'
send 'application/rss+xml; charset=utf-8' "$page" '\.rss$'
send 'text/calendar; charset=utf-8' "$page" '\.ics$'
send 'application/feed+json; charset=utf-8' "$page" '(^|/)feed\.json$'
send 'application/json; charset=utf-8' "$page" '^api/.*\.json$'
send 'text/plain; charset=utf-8' "$page" '\.txt$'
send 'text/markdown; charset=utf-8' "$page" '\.md$'
send 'application/xml; charset=utf-8' "$page" '\.xml$'
send 'text/html; charset=utf-8' "$page" '^.+/.*\.html$'
send 'text/html; charset=utf-8' "$page" '^index\.html$'

# What this script does not know: better with a type that is guessed than not at all.
while read -r file; do
  [ "$file" = heartbeat.json ] ||
    aws s3 cp --only-show-errors --cache-control "$page" "$SIGNALBOX_OUT/$file" "$target/$file"
done <"$work/changed"

if [ "$full" = true ]; then
  bucket=${target#s3://}
  prefix=${bucket#"${bucket%%/*}"}
  prefix=${prefix#/}
  aws s3api list-objects-v2 --bucket "${bucket%%/*}" --prefix "$prefix${prefix:+/}" --query 'Contents[].[Key]' \
    --output text | sed "s|^$prefix${prefix:+/}||" | sort >"$work/there"
  grep -vE '\.(gz|br)$|^_headers$|^_redirects$' "$SIGNALBOX_CHANGED_FILE" | sort >"$work/wanted"
  comm -23 "$work/there" "$work/wanted" | grep -vx None >"$work/deleted" || true
fi
while read -r file; do
  aws s3 rm --only-show-errors "$target/$file"
done <"$work/deleted"

# Last of all: it says that everything else is there.
aws s3 cp --only-show-errors --content-type 'application/json; charset=utf-8' --cache-control no-store \
  "$SIGNALBOX_OUT/heartbeat.json" "$target/heartbeat.json"
