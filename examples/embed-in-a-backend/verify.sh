#!/bin/sh
# Starts each program on a free port, does what users would do, and ends with 0 only if they would have seen it all.
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp -DskipTests -pl examples/embed-in-a-backend/plain,examples/embed-in-a-backend/servlet -am package
cd examples/embed-in-a-backend

secret=$(head -c 33 /dev/urandom | base64 | tr '+/' '-_')
log=$(mktemp)
program=""
trap '[ -z "$program" ] || kill $program 2>/dev/null || true; rm -f "$log"' EXIT

# verify <directory> <package> <program>
verify() {
  java -cp "$1/target/classes:$1/target/lib/*" "dev.realtime.examples.$2.$3" 0 "$secret" >"$log" 2>&1 &
  program=$!
  port=""
  for attempt in $(seq 1 100); do
    port=$(sed -n 's|^Clients: .*ws://127.0.0.1:\([0-9]*\)/.*|\1|p' "$log" | head -1)
    [ -n "$port" ] && break
    sleep 0.2
  done
  [ -n "$port" ] || { cat "$log"; exit 1; }
  java -cp "$1/target/classes:$1/target/lib/*" "dev.realtime.examples.$2.Verify" "$port" "$secret"
  kill $program
  wait $program || true
  program=""
}

verify plain embed EmbedInABackend
verify servlet servlet EmbedInTomcat
