#!/bin/sh
# Brings this VM its files of the newest tag vm/development/… that one of the signers has signed. egress-pull.timer starts it.
# Exits with 1 if the tag was refused or its files do not work; then the VM keeps what it has.
set -eu
umask 077
url=https://git.example.com:8443/egress.git
tags=vm/development/
folder=dist/infra/development/client-b/squid-a
signers=/etc/egress/pull-signers
credentials=/etc/egress/pull-credentials
wait=0
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
	# It only reads: the helper itself deletes a token that the server refuses once.
	helper = "!f() { [ \\"\$1\\" != get ] || git credential-store --file=$credentials get; }; f"
[fetch]
	fsckObjects = true
[core]
	hooksPath = /dev/null
	symlinks = false
# The signature names its kind, so the programs for other kinds are ones that accept nothing.
[gpg]
	program = false
[gpg "x509"]
	program = false
[gpg "ssh"]
	allowedSignersFile = $signers
[remote "origin"]
	url = $url
	promisor = true
	partialCloneFilter = blob:none
END
# A server that sends without end gets no more than ten minutes, 256 MiB of disk and 1 GiB of memory.
git() { (ulimit -f 524288; ulimit -v 1048576; exec timeout 600 git --git-dir="$work/repository" "$@") 8>&-; }
git init --quiet --bare

note() { # NAME TEXT: as a whole or not at all, also if the disk is full or the power fails
  echo "$2" >"$state/$1.new"
  sync "$state/$1.new"
  mv "$state/$1.new" "$state/$1"
}

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
since=
[ ! -e "$state/seen" ] || since=$(awk -v seen="$tag $object" '$1 " " $2 == seen { print $3 }' "$state/seen")
# A clock that was ahead does not make it wait longer.
if [ "${since:-$((now + 1))}" -gt "$now" ]; then
  since=$now
  note seen "$tag $object $now"
fi
if [ "$((now - since))" -lt "$wait" ]; then
  say "$tag is brought in $((wait - now + since)) seconds, when the proxies before this one have had it"
  exit 0
fi

commit=$(git rev-parse "$object^{commit}")
mkdir "$work/tree"
git --work-tree="$work/tree" checkout --quiet "$commit" -- "$folder" || fail "$tag has no files for this VM in $folder"
echo "$commit" >"$work/tree/$folder/commit"
status=0
# What it starts does not keep the lock.
sh "$work/tree/$folder/apply.sh" --here 8>&- || status=$?
case $status in
  0)
    note current "$tag $object"
    say "brought $tag" ;;
  1)
    note refused "$tag $object"
    fail "the files of $tag do not work here; the VM keeps what it has" ;;
  *) fail "the files of $tag could not be tried; they are tried again" ;;
esac
