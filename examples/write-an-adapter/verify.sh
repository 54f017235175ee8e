#!/bin/sh
# Starts the program on a free port, does what users and a display would do, and ends with 0 only if they would have seen it all.
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp -DskipTests -pl examples/write-an-adapter -am package
cd examples/write-an-adapter

session=$(head -c 18 /dev/urandom | base64 | tr '+/' '-_')
log=$(mktemp)
java -cp "target/classes:target/lib/*" dev.realtime.examples.adapter.WriteAnAdapter 0 "$session" >"$log" 2>&1 &
program=$!
trap 'kill $program 2>/dev/null || true; rm -f "$log"' EXIT

port=""
for attempt in $(seq 1 100); do
  port=$(sed -n 's|^Clients: ws://127.0.0.1:\([0-9]*\)/.*|\1|p' "$log" | head -1)
  [ -n "$port" ] && break
  sleep 0.2
done
[ -n "$port" ] || { cat "$log"; exit 1; }
java -cp "target/classes:target/lib/*" dev.realtime.examples.adapter.Verify "$port" "$session"
