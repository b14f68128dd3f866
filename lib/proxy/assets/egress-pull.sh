#!/bin/sh
# Brings this VM its files of the newest tag @TAGS@… that one of the signers has signed. egress-pull.timer starts it.
# Exits with 1 if the tag was refused or its files do not work; then the VM keeps what it has.
set -eu
umask 077
url=@URL@
tags=@TAGS@
folder=@FOLDER@
signers=@SIGNERS_FILE@
credentials=@CREDENTIALS_FILE@
wait=@WAIT@
state=/var/lib/egress/pull

say() { echo "egress-pull.sh: $*"; }
fail() { echo "egress-pull.sh: $*" >&2; exit 1; }

exec 8>/run/egress-proxy-pull.lock
flock -n 8 || exit 0
mkdir -p "$state"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM

# No configuration but this, and no program of the repository.
export HOME="$work" GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0 GIT_INDEX_FILE="$work/index"
cat >"$work/.gitconfig" <<END
[protocol]
	allow = never
[protocol "https"]
	allow = always
[http]
	followRedirects = false
	lowSpeedLimit = 100
	lowSpeedTime = 60
[credential]
	helper = store --file=$credentials
[fetch]
	fsckObjects = true
[core]
	hooksPath = /dev/null
	symlinks = false
[gpg]
	format = ssh
[gpg "ssh"]
	allowedSignersFile = $signers
[remote "origin"]
	url = $url
	promisor = true
	partialCloneFilter = blob:none
END
git() { command git --git-dir="$work/repository" "$@" 8>&-; }
git init --quiet --bare

newer() { # TAG OTHER: whether TAG is the newer one
  [ "$1" != "$2" ] && [ "$(printf '%s\n' "$1" "$2" | LC_ALL=C sort -V | tail -n 1)" = "$1" ]
}

git ls-remote --tags --refs origin "refs/tags/$tags*" >"$work/tags" || fail "$url cannot be read"
tag=$(sed -n "s#^[0-9a-f]*	refs/tags/\(${tags}[0-9A-Za-z._-]*\)\$#\1#p" "$work/tags" | LC_ALL=C sort -V | tail -n 1)
object=$(awk -v ref="refs/tags/$tag" '$2 == ref { print $1 }' "$work/tags")
current=
[ ! -e "$state/current" ] || current=$(cat "$state/current")
[ -n "$tag" ] || { say "there is no tag $tags… yet"; exit 0; }
[ "$tag $object" != "$current" ] || exit 0
[ -z "$current" ] || newer "$tag" "${current% *}" ||
  fail "$tag is not newer than ${current% *}, which this VM has: a tag was removed or moved"
if [ -e "$state/refused" ] && [ "$(cat "$state/refused")" = "$tag $object" ]; then
  fail "the files of $tag did not work here; a newer tag is tried"
fi

git fetch --quiet --depth 1 --filter=blob:none --no-tags origin "+refs/tags/$tag:refs/tags/$tag" || fail "$tag cannot be fetched"
[ "$(git rev-parse "refs/tags/$tag")" = "$object" ] || fail "$tag has moved while it was fetched"
[ "$(git cat-file -t "$object")" = tag ] || fail "$tag is not signed: it is no annotated tag"
# A signed tag of another name, such as one of another environment, may have been put in its place.
[ "$(git cat-file tag "$object" | sed -n '/^$/q; s/^tag //p')" = "$tag" ] || fail "$tag was signed under another name"
git verify-tag "$object" 2>"$work/signature" || fail "$tag is not signed by a signer: $(tail -n 1 "$work/signature")"

now=$(date +%s)
[ -e "$state/seen" ] && [ "$(cut -d ' ' -f 1,2 "$state/seen")" = "$tag $object" ] || echo "$tag $object $now" >"$state/seen"
since=$(cut -d ' ' -f 3 "$state/seen")
if [ "$((now - since))" -lt "$wait" ]; then
  say "$tag is brought in $((wait - now + since)) seconds, when the proxies before this one have had it"
  exit 0
fi

commit=$(git rev-parse "$object^{commit}")
mkdir "$work/tree"
git --work-tree="$work/tree" checkout --quiet "$commit" -- "$folder" || fail "$tag has no files for this VM in $folder"
echo "$commit" >"$work/tree/$folder/commit"
# What it starts does not keep the lock.
if sh "$work/tree/$folder/apply.sh" --here 8>&-; then
  echo "$tag $object" >"$state/current"
  say "brought $tag"
else
  echo "$tag $object" >"$state/refused"
  fail "the files of $tag do not work here; the VM keeps what it has"
fi
