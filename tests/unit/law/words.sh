#!/bin/sh
# words.sh HANDLERS: fails when a text given to tr() or TR_NOOP() in HANDLERS/*.c, or in an adapter's encoder beside it,
# has no English in words/en.po, and when a format's arguments differ.
set -eu
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

xgettext --from-code=UTF-8 -L C -k -ktr:2 -kTR_NOOP:1 --no-wrap -o "$work/words.pot" ./*.c ../bot/*_encode.c
[ "$(grep -c '^msgid' "$work/words.pot")" -gt 50 ] || { echo "words.sh: xgettext found hardly any text" >&2; exit 1; }
msgfmt --check-format --check-domain -o "$work/en.mo" words/en.po
msgcmp words/en.po "$work/words.pot"
