#!/bin/sh
# Builds and starts the program, and prints a token of a user.
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp -DskipTests -pl examples/assistant-events -am package
cd examples/assistant-events

random() { head -c "$1" /dev/urandom | base64 | tr '+/' '-_'; }
export REALTIME_AUTH_ADMIN_KEY="${REALTIME_AUTH_ADMIN_KEY:-$(random 18)}" REALTIME_AUTH_JWT_SECRET="${REALTIME_AUTH_JWT_SECRET:-$(random 33)}"
echo "Admin key:      $REALTIME_AUTH_ADMIN_KEY"
echo "Token of ann:   $(java -jar ../../realtime-server/target/realtime-server.jar token create --user ann --ttl 1h)"
exec java -cp "target/classes:target/lib/*" dev.realtime.examples.assistant.AssistantEvents realtime.yaml
