#!/bin/sh
# Starts the program on a free port, does what users would do, and ends with 0 only if they would have seen it all.
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp -DskipTests -pl examples/assistant-events -am package
cd examples/assistant-events

random() { head -c "$1" /dev/urandom | base64 | tr '+/' '-_'; }
REALTIME_AUTH_ADMIN_KEY=$(random 18)
REALTIME_AUTH_JWT_SECRET=$(random 33)
export REALTIME_AUTH_ADMIN_KEY REALTIME_AUTH_JWT_SECRET REALTIME_SERVER_PORT=0
log=$(mktemp)
java -cp "target/classes:target/lib/*" dev.realtime.examples.assistant.AssistantEvents realtime.yaml >"$log" 2>&1 &
program=$!
trap 'kill $program 2>/dev/null || true; rm -f "$log"' EXIT

port=""
for attempt in $(seq 1 100); do
  port=$(sed -n 's|^Assistant events: ws://127.0.0.1:\([0-9]*\)/.*|\1|p' "$log" | head -1)
  [ -n "$port" ] && break
  sleep 0.2
done
[ -n "$port" ] || { cat "$log"; exit 1; }
java -cp "target/classes:target/lib/*" dev.realtime.examples.assistant.Verify "$port"
