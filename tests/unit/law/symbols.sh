#!/bin/sh
# symbols.sh LIBRARY [NM]: fails when the library asks for a symbol that is neither its own nor on symbols.txt.
# C names of time, files, sockets and randomness must never get onto that list.
set -eu
library=$1
nm=${2:-nm}
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$nm" -u "$library" | awk 'NF == 2 && $1 == "U" { print $2 }' | sort -u >"$work/wanted"
"$nm" --defined-only "$library" | awk 'NF == 3 { print $3 }' | sort -u >"$work/own"
grep -v '^#' "$here/symbols.txt" | sort -u >"$work/allowed"
[ -s "$work/wanted" ] && [ -s "$work/own" ] || { echo "symbols.sh: nothing read from $library" >&2; exit 1; }

comm -23 "$work/wanted" "$work/own" | comm -23 - "$work/allowed" |
	grep -vE '^(__asan_|__ubsan_|__sanitizer_|__stack_chk_|_GLOBAL_OFFSET_TABLE_|__gcov_|__llvm_)' >"$work/foreign" || true
if [ -s "$work/foreign" ]; then
	echo "symbols.sh: the law may not use:" >&2
	cat "$work/foreign" >&2
	exit 1
fi
