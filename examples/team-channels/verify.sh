#!/bin/sh
# Starts the program on a free port, does what a team would do, and ends with 0 only if a team would have seen it all.
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp -DskipTests -pl examples/team-channels -am package
cd examples/team-channels

log=$(mktemp)
REALTIME_AUTH_ADMIN_KEY=$(head -c 18 /dev/urandom | base64 | tr '+/' '-_')
export REALTIME_AUTH_ADMIN_KEY REALTIME_SERVER_PORT=0 REALTIME_LOG_FORMAT=plain
java -cp "target/classes:target/lib/*" dev.realtime.examples.team.TeamChannels realtime.yaml >"$log" 2>&1 &
program=$!
trap 'kill $program 2>/dev/null || true; rm -f "$log"' EXIT

port=""
for attempt in $(seq 1 100); do
  port=$(sed -n 's|^Team channels: http://127.0.0.1:\([0-9]*\)/$|\1|p' "$log" | head -1)
  [ -n "$port" ] && break
  sleep 0.2
done
[ -n "$port" ] || { cat "$log"; exit 1; }
java -cp "target/classes:target/lib/*" dev.realtime.examples.team.Verify "$port"
