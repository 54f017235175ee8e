#!/bin/sh
# Builds and starts a server and a notifier. With TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID it writes to that chat, else to a
# stand-in that prints what it is sent. Ends with Ctrl-C.
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp -DskipTests -pl examples/kv-watch-notifier -am package
cd examples/kv-watch-notifier
work=${DIRECTORY:-$(mktemp -d)}
port=${PORT:-8080}
server=../../realtime-server/target/realtime-server.jar
notifier=target/kv-watch-notifier.jar

head -c 32 /dev/urandom | base64 | tr -d '\n' >"$work/jwt-secret"
export REALTIME_AUTH_JWT_SECRET_FILE="$work/jwt-secret"
(umask 077; java -jar "$server" token create --user ann --ttl 12h >"$work/token")

programs=""
trap 'kill $programs 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM

# KV_URL=jdbc:postgresql://host/database with KV_USER and KV_PASSWORD watches that database, and what plain SQL writes there.
set -- --server.port="$port" --log.format=plain --kv.file="$work/kv" --kv.key-file="$work/kv.keys"
if [ -n "${KV_URL:-}" ]; then
  # the database remembers its key: the next run needs the same
  keys=${KV_KEYS_FILE:-target/kv.keys}
  [ -f "$keys" ] || (umask 077; echo "k1:$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')" >"$keys")
  export REALTIME_KV_KEYS_FILE="$keys" REALTIME_KV_URL="$KV_URL"
  [ -z "${KV_USER:-}" ] || export REALTIME_KV_USER="$KV_USER"
  [ -z "${KV_PASSWORD:-}" ] || export REALTIME_KV_PASSWORD="$KV_PASSWORD"
fi
java -jar "$server" serve "$@" >"$work/server.log" 2>&1 &
programs="$!"

if [ -z "${TELEGRAM_BOT_TOKEN:-}" ]; then
  java -cp "target/test-classes:$notifier" dev.realtime.examples.notifier.TelegramStandIn >"$work/chat.log" 2>&1 &
  programs="$programs $!"
  for attempt in $(seq 1 100); do
    TELEGRAM_API_URL=$(sed -n "s/^Telegram's stand-in is ready: //p" "$work/chat.log")
    [ -n "$TELEGRAM_API_URL" ] && break
    sleep 0.2
  done
  export TELEGRAM_API_URL TELEGRAM_BOT_TOKEN=4200:AAH-of-the-stand-in TELEGRAM_CHAT_ID=1234567
  tail -f "$work/chat.log" &
  programs="$programs $!"
fi

export NOTIFIER_SERVER="http://127.0.0.1:$port" NOTIFIER_TOKEN_FILE="$work/token" NOTIFIER_STATE="$work/notifier.json"
export NOTIFIER_PUBLIC_URL="${NOTIFIER_PUBLIC_URL:-http://127.0.0.1:8090}" NOTIFIER_LISTEN="${NOTIFIER_LISTEN:-127.0.0.1:8090}"
echo "Everything is in $work. To change a task:"
echo "  curl -H \"Authorization: Bearer \$(cat $work/token)\" $NOTIFIER_SERVER/v1/kv -H 'content-type: application/json' \\"
echo "    -d '{\"mutations\":[{\"key\":\"todo.f649\",\"value\":\"eyJ0aXRsZSI6ImJ1eSBtaWxrIn0=\",\"version\":-1}]}'"
java -jar "$notifier" &
programs="$programs $!"
wait "$!"
