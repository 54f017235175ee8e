#!/bin/sh
# Starts a server, a stand-in for Telegram and the notifier; ends with 0 only if the chat was told of a change, a button did
# what it says, and a notifier that was killed told of what it had missed, and of nothing twice.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
./mvnw -q -ntp -DskipTests -pl examples/kv-watch-notifier -am package
cd "$here"
work=$(mktemp -d)
server=../../realtime-server/target/realtime-server.jar
notifier=target/kv-watch-notifier.jar
programs=""
trap 'kill -9 $programs 2>/dev/null || true; rm -rf "$work"' EXIT

fail() { echo "NOT SEEN: $1"; cat "$work"/*.log; exit 1; }
# wait_for <seconds> <what> <command…>
wait_for() {
  tries=$(($1 * 5)); what=$2; shift 2
  while [ "$tries" -gt 0 ]; do "$@" >/dev/null 2>&1 && { echo "seen: $what"; return; }; tries=$((tries - 1)); sleep 0.2; done
  fail "$what"
}

head -c 32 /dev/urandom | base64 | tr -d '\n' >"$work/jwt-secret"
export REALTIME_AUTH_JWT_SECRET_FILE="$work/jwt-secret"
java -jar "$server" token create --user ann >"$work/token"
java -jar "$server" serve --server.port=0 --log.format=plain --kv.file="$work/kv" --kv.key-file="$work/kv.keys" \
  >"$work/server.log" 2>&1 &
programs="$!"
java -cp "target/test-classes:$notifier" dev.realtime.examples.notifier.TelegramStandIn >"$work/chat.log" 2>&1 &
programs="$programs $!"
wait_for 60 "a server" grep -q "ready in" "$work/server.log"
wait_for 30 "a chat" grep -q "is ready" "$work/chat.log"
NOTIFIER_SERVER=$(sed -n 's|.*ready in.*\(http://[^ /]*\)/.*|\1|p' "$work/server.log" | head -1)
TELEGRAM_API_URL=$(sed -n "s/^Telegram's stand-in is ready: //p" "$work/chat.log")
export NOTIFIER_SERVER TELEGRAM_API_URL TELEGRAM_BOT_TOKEN=4200:AAH-of-the-stand-in TELEGRAM_CHAT_ID=1234567
export NOTIFIER_TOKEN_FILE="$work/token" NOTIFIER_STATE="$work/notifier.json" NOTIFIER_LISTEN=127.0.0.1:0
export NOTIFIER_PUBLIC_URL=https://tasks.example.com

put() { # <key> <title>
  value=$(printf '{"title":"%s","description":"soon","status":"todo","priority":"high"}' "$2" | base64 | tr -d '\n')
  curl -sf -H "Authorization: Bearer $(cat "$work/token")" -H 'content-type: application/json' "$NOTIFIER_SERVER/v1/kv" \
    -d "{\"mutations\":[{\"key\":\"$1\",\"value\":\"$value\",\"version\":-1}]}" >/dev/null
}
told() { curl -sf "$TELEGRAM_API_URL/messages" | grep -q "$1"; }
started() { curl -sf -H "Authorization: Bearer $(cat "$work/token")" "$NOTIFIER_SERVER/v1/kv/$1" \
  | sed 's/.*"value":"\([^"]*\)".*/\1/' | base64 -d | grep -q '"status":"in_progress"'; }

java -jar "$notifier" >"$work/notifier.log" 2>&1 &
daemon=$!
programs="$programs $daemon"
wait_for 60 "the first start" grep -q "First start" "$work/notifier.log"
put todo.f649 "buy milk"
wait_for 5 "a message within 5 s" told "buy milk"
told "soon.*Status: todo.*Priority: high" || fail "description, status and priority"
for button in "Work on This" "Open in Happy" "Dismiss"; do told "$button" || fail "the button $button"; done
told "https://tasks.example.com/open/task/f649" || fail "the link"

page=$(sed -n 's/.*Tasks open at .*, port \([0-9]*\)$/\1/p' "$work/notifier.log" | head -1)
curl -si "http://127.0.0.1:$page/open/task/f649" | tr -d '\r' | grep -qix "location: happy://zen/task/f649" || fail "the redirect"
echo "seen: the way to the app"

message=$(curl -sf "$TELEGRAM_API_URL/messages" | sed 's/.*"id":\([0-9]*\).*/\1/')
curl -sf -X POST "$TELEGRAM_API_URL/press/$message/work:f649" >/dev/null
wait_for 10 "a task that is worked on" started todo.f649

kill -9 "$daemon"
put todo.a1b2 "buy eggs"
java -jar "$notifier" >>"$work/notifier.log" 2>&1 &
programs="$programs $!"
wait_for 60 "what was missed" told "buy eggs"
put todo.c3d4 "buy bread"
wait_for 5 "what came then" told "buy bread"
count=$(curl -sf "$TELEGRAM_API_URL/messages" | grep -o '"text":"buy' | wc -l)
[ "$count" -eq 3 ] || fail "3 messages but $count"
echo "Verified."
