#!/bin/sh
# Puts the site on a branch that a static host serves, GitHub Pages for one:
#   signalbox publish --every 1m --deploy "./deploy-git-branch.sh git@github.com:example/status.git gh-pages"
# The branch has a single commit, replaced each time. In the environment, if need be:
#   DEPLOY_DOMAIN      a domain of your own, written to the file CNAME as GitHub Pages wants it
#   DEPLOY_REPOSITORY  a folder for what was pushed (default: state/deploy.git)
#   DEPLOY_QUIET       minutes without a push while nothing but times change (default: 10; 0 pushes every time)
# See docs/deploy/git-branch.md.
set -eu
remote=${1:?usage: deploy-git-branch.sh REMOTE [BRANCH]}
branch=${2:-gh-pages}
pushed=refs/signalbox/pushed
: "${GIT_AUTHOR_NAME:=Signalbox}" "${GIT_AUTHOR_EMAIL:=signalbox@localhost}"
: "${GIT_COMMITTER_NAME:=$GIT_AUTHOR_NAME}" "${GIT_COMMITTER_EMAIL:=$GIT_AUTHOR_EMAIL}"
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL

full=$(node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).full')
GIT_DIR=${DEPLOY_REPOSITORY:-state/deploy.git}
[ -d "$GIT_DIR" ] || git init --quiet --bare "$GIT_DIR"
GIT_DIR=$(cd "$GIT_DIR" && pwd)
GIT_WORK_TREE=$(cd "$SIGNALBOX_OUT" && pwd)
export GIT_DIR GIT_WORK_TREE
list="$GIT_DIR/signalbox-list"
cd "$GIT_WORK_TREE"

# What the branch has is asked for once; without an answer everything is sent.
if ! git rev-parse --quiet --verify "$pushed" >/dev/null; then
  full=true
  git fetch --quiet --depth 1 "$remote" "+refs/heads/$branch:$pushed" 2>/dev/null || true
fi

# Compressed twins are for web servers of one's own.
stage() {
  grep -vE '\.(gz|br)$' "$1" | git update-index --add --remove --stdin
}
[ "$full" != true ] || git read-tree --empty
stage "$SIGNALBOX_CHANGED_FILE"
stage "$SIGNALBOX_DELETED_FILE"
echo heartbeat.json | git update-index --add --remove --stdin
add() {
  git update-index --add --cacheinfo "100644,$(printf '%s' "$2" | git hash-object -w --stdin),$1"
}
add .nojekyll ''
[ -z "${DEPLOY_DOMAIN:-}" ] || add CNAME "$DEPLOY_DOMAIN"

# True when members can tell the difference: a page came or went, or differs in more than its digits. A light that
# changes is a word that changes.
is_news() {
  [ "${DEPLOY_QUIET:-10}" -gt 0 ] || return 0
  git rev-parse --quiet --verify "$pushed" >/dev/null || return 0
  since=$(git log -1 --format=%ct "$pushed")
  [ $(($(date +%s) - since)) -lt $((${DEPLOY_QUIET:-10} * 60)) ] || return 0
  git diff-index --cached --no-renames --name-status "$pushed" >"$list"
  ! grep -q '^[^M]' "$list" || return 0
  while read -r _ file; do
    [ "$file" != heartbeat.json ] || continue
    [ "$(words "$pushed:$file")" = "$(words ":$file")" ] || return 0
  done <"$list"
  return 1
}
words() {
  git cat-file blob "$1" | tr -d 0-9 | cksum
}

tree=$(git write-tree)
[ "$tree" != "$(git rev-parse --quiet --verify "$pushed^{tree}" || true)" ] || exit 0
is_news || exit 0
# A commit without a parent: the content's history is in the content's repository, and this branch needs none.
commit=$(git commit-tree "$tree" -m 'What members see')
git push --quiet --force "$remote" "$commit:refs/heads/$branch"
git update-ref "$pushed" "$commit"
# Earlier commits are no longer needed here either.
git -c gc.auto=500 -c gc.autoDetach=false -c gc.pruneExpire=now gc --auto --quiet
