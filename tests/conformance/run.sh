#!/bin/bash
# The stand-in against what Slack documents: every row of methods.tsv with curl, its sockets and faults with a bare client,
# then Slack's own SDK in two versions.
#
#     tests/conformance/run.sh BUILD_DIR NODE [table|faults|sdk]
#
# Lines are PASS or FAIL and a name; the exit code is 1 when one failed.
set -u

build=$(realpath "$1")
node=$2
part=${3:-all}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
failed=0
server=

start() { # STATE [more arguments]
	local state=$1
	shift
	"$build/bin/kaigi-workspace" --state "$state" --http 0 --https 0 --seed "$here/seed.json" \
		--manifest "$here/../../config/slack-manifest.yaml" "$@" >"$work/out" 2>"$work/err" &
	server=$!
	for _ in $(seq 100); do
		[ -e "$state/ports" ] && break
		sleep 0.05
	done
	. "$state/ports"
	base=http://127.0.0.1:$http
	bot=$(cat "$state/bot-token")
	app=$(cat "$state/app-token")
	page=$(cat "$state/token")
}

stop() {
	[ -n "$server" ] || return 0
	kill -INT "$server"
	wait "$server"
	local code=$?
	server=
	return $code
}

trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

verdict() { # HELD NAME DETAIL
	if [ "$1" = yes ]; then
		echo "PASS $2"
	else
		echo "FAIL $2: $3"
		failed=1
	fi
}

control() { # WHAT JSON
	curl -s "$base/control/$1?token=$page" --data-binary "$2"
}

ts_of() {
	sed -n 's/.*"ts":"\([0-9.]*\)".*/\1/p' <<<"$1" | head -n 1
}

repeat() { # TEXT N SEPARATOR
	local out=$1 i
	for ((i = 1; i < $2; i++)); do
		out+=$3$1
	done
	printf %s "$out"
}

# The placeholders of one row, into the file that curl sends.
write_arguments() { # TEXT
	local text=$1
	text=${text//'{bot}'/$ts_bot}
	text=${text//'{person}'/$ts_person}
	text=${text//'{other}'/$ts_other}
	text=${text//'{archived}'/$ts_archived}
	while [[ $text =~ \{x([0-9]+)\} ]]; do
		text=${text//"${BASH_REMATCH[0]}"/$(printf "%${BASH_REMATCH[1]}s" '' | tr ' ' x)}
	done
	while [[ $text =~ \{dividers([0-9]+)\} ]]; do
		text=${text//"${BASH_REMATCH[0]}"/$(repeat '{"type":"divider"}' "${BASH_REMATCH[1]}" ,)}
	done
	[ "$text" = - ] && text=
	printf %s "$text" >"$work/body"
}

# What one row says about the call, as curl's arguments in the array "call".
describe_call() { # METHOD HOW
	local method=$1 how=,$2, type='application/x-www-form-urlencoded'
	call=(-s "$base/api/$method")
	[[ $how == *,json,* ]] && type='application/json; charset=utf-8'
	[[ $how == *,text,* ]] && type=text/plain
	[[ $how == *,latin2,* ]] && type+='; charset=iso-8859-2'
	case $how in
	*,notoken,*) ;;
	*,badtoken,*) call+=(-H 'Authorization: Bearer xoxb-no-such-token') ;;
	*,apptoken,*) call+=(-H "Authorization: Bearer $app") ;;
	*,bodytoken,*) printf %s "token=$bot" >"$work/body" ;;
	*,bodyapptoken,*) printf %s "token=$app" >"$work/body" ;;
	*) call+=(-H "Authorization: Bearer $bot") ;;
	esac
	if [[ $how == *,get,* ]]; then
		call[1]+=?$(cat "$work/body")
	else
		call+=(-H "Content-Type: $type" --data-binary "@$work/body")
	fi
}

scopes() { # scope_remove|scope_add SCOPE+SCOPE
	local scope
	for scope in ${2//+/ }; do
		control act "{\"do\":\"app\",\"what\":\"$1\",\"scope\":\"$scope\"}" >/dev/null
	done
}

# The first N pass, then there is a 429 with a Retry-After of at least a second.
check_rate() { # NAME METHOD N
	local passed
	control fault '{"fault":"rate","name":"slack"}' >/dev/null
	call[1]+="?n=[1-$(($3 * 2))]"
	curl "${call[@]}" -w '\n%{http_code} %header{retry-after}\n' >"$work/rates"
	control fault '{"fault":"rate","name":"off"}' >/dev/null
	passed=$(grep -E '^[0-9]{3} ' "$work/rates" | head -n "$3" | grep -c '^200 ')
	if [ "$passed" = "$3" ] && grep -qE '^429 [1-9]' "$work/rates" && grep -q '"error":"ratelimited"' "$work/rates"; then
		verdict yes "$1"
	else
		verdict no "$1" "$passed of the first $3 passed; $(grep -c '^429' "$work/rates") were refused"
	fi
}

check_row() { # METHOD CASE HOW ARGUMENTS EXPECTED
	local name="$1: $2" answer without=
	write_arguments "$4"
	describe_call "$1" "$3"
	if [[ $3 =~ times=([0-9]+) ]]; then
		check_rate "$name" "$1" "${BASH_REMATCH[1]}"
		return
	fi
	[[ $3 =~ without=([^,]+) ]] && without=${BASH_REMATCH[1]} && scopes scope_remove "$without"
	answer=$(curl "${call[@]}")
	[ -n "$without" ] && scopes scope_add "$without"
	case $5 in
	ok) [[ $answer == *'"ok":true'* ]] ;;
	missing_scope) [[ $answer == *'"ok":false'*'"error":"missing_scope"'*'"needed":"'*'"provided":"'* ]] ;;
	invalid_arguments) [[ $answer == *'"ok":false'*'"error":"invalid_arguments"'*'"messages":["[ERROR] '* ]] ;;
	*) [[ $answer == *'"ok":false'*"\"error\":\"$5\""* ]] ;;
	esac && verdict yes "$name" || verdict no "$name" "expected $5, got ${answer:0:300}"
}

# One message a second and channel, with a burst of five.
check_channel_rate() {
	local answers
	control fault '{"fault":"rate","name":"slack"}' >/dev/null
	answers=$(curl -s "$base/api/chat.postMessage?n=[1-6]" -H "Authorization: Bearer $bot" -d channel=C0COUNCIL -d text=fast)
	control fault '{"fault":"rate","name":"off"}' >/dev/null
	[ "$(grep -o '"ok":true' <<<"$answers" | wc -l)" = 5 ] && [[ $answers == *'"error":"rate_limited"'* ]] &&
		verdict yes 'chat.postMessage: six at once in a channel' || verdict no 'chat.postMessage: six at once in a channel' "$answers"
}

prepare() {
	ts_bot=$(ts_of "$(curl -s "$base/api/chat.postMessage" -d "token=$bot" -d channel=C0COUNCIL -d text=bot)")
	ts_person=$(ts_of "$(control act '{"do":"post","as":"U0CHAIR","channel":"C0COUNCIL","text":"person"}')")
	ts_other=$(ts_of "$(control act '{"do":"post","as":"U0CHAIR","channel":"C0OTHER","text":"other"}')")
	ts_archived=$(ts_of "$(curl -s "$base/api/chat.postMessage" -d "token=$bot" -d channel=C0OLD -d text=old)")
	control act '{"do":"channel","as":"U0CHAIR","what":"archive","channel":"C0OLD"}' >/dev/null
}

run_table() {
	local method case how arguments expected
	start "$work/table" --rate off
	prepare
	while IFS=$'\t' read -r method case how arguments expected; do
		[[ $method == \#* ]] || check_row "$method" "$case" "$how" "$arguments" "$expected"
	done <"$here/methods.tsv"
	check_channel_rate
	check_tls
	stop && verdict yes 'ends with 0' || verdict no 'ends with 0' "$(cat "$work/err")"
}

# Over TLS with the private authority, and only so.
check_tls() {
	local answer
	answer=$(curl -s --cacert "$work/table/ca.pem" "https://localhost:$https/api/auth.test" -d "token=$bot")
	[[ $answer == *'"ok":true'* ]] && verdict yes 'TLS by the private authority' || verdict no 'TLS by the private authority' "$answer"
	curl -s "https://127.0.0.1:$https/api/auth.test" -d "token=$bot" >/dev/null &&
		verdict no 'TLS is not trusted without it' 'was trusted' || verdict yes 'TLS is not trusted without it'
}

# Both SDKs are fetched once into the build folder.
run_sdk() { # LABEL VERSION
	local folder=$build/sdk/$1
	if [ ! -d "$folder/node_modules/@slack/bolt" ]; then
		mkdir -p "$folder"
		echo '{"private":true}' >"$folder/package.json"
		(cd "$folder" && npm install --no-audit --no-fund --silent "@slack/bolt@$2") >&2 || {
			verdict no "sdk $1" 'npm could not fetch it'
			return
		}
	fi
	start "$work/$1"
	"$node" "$here/sdk.mjs" "$1" "$folder" "$work/$1" || failed=1
	stop && verdict yes "sdk $1: server ends with 0" || verdict no "sdk $1: server ends with 0" "$(cat "$work/err")"
}

run_faults() {
	start "$work/faults" --rate off
	"$node" "$here/faults.mjs" "$work/faults" || failed=1
	stop && verdict yes 'faults: server ends with 0' || verdict no 'faults: server ends with 0' "$(cat "$work/err")"
}

[ "$part" = all ] || [ "$part" = table ] && run_table
[ "$part" = all ] || [ "$part" = faults ] && run_faults
if [ "$part" = all ] || [ "$part" = sdk ]; then
	run_sdk bolt-5.1.0 5.1.0
	run_sdk bolt-4.7.3 4.7.3
fi
exit $failed
