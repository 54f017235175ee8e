#!/bin/sh
# Starts a Kafka, a Realtime server and the task service on free ports, does what users, an administrator of Kafka and a Dapr
# sidecar would do, and ends with 0 only if two tabs of a user saw everything once, another user nothing, a consumer that was
# thrown out in the middle lost nothing, and a poison record went to the dead letters.
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp -DskipTests -pl examples/kafka-task-updates -am package
cd examples/kafka-task-updates
work=$(mktemp -d)
programs=""
trap 'kill -9 $programs 2>/dev/null || true; rm -rf "$work"' EXIT

random() { head -c "$1" /dev/urandom | base64 | tr '+/' '-_'; }
said() {
  for attempt in $(seq 1 150); do
    found=$(sed -n "s|$2|\1|p" "$1" | head -1)
    [ -n "$found" ] && { echo "$found"; return; }
    sleep 0.2
  done
  cat "$1" >&2; return 1
}

java -Xmx512m -cp "target/test-classes:target/classes:$(cat target/kafka.classpath)" dev.realtime.source.kafka.KafkaProgram \
  "$work/kafka" task-updates task-updates-dead >"$work/kafka.log" 2>&1 &
programs="$programs $!"
TASKS_KAFKA=$(said "$work/kafka.log" '^Kafka is ready: \(.*\)$')
TASKS_JWT_SECRET=$(random 33)
REALTIME_AUTH_ADMIN_KEY=$(random 18)
REALTIME_SOURCES_DAPR_APP_TOKEN=$(random 18)
export TASKS_KAFKA TASKS_JWT_SECRET REALTIME_AUTH_ADMIN_KEY REALTIME_SOURCES_DAPR_APP_TOKEN
export REALTIME_AUTH_JWT_SECRET="$TASKS_JWT_SECRET" REALTIME_SOURCES_KAFKA_SERVERS="$TASKS_KAFKA" TASKS_LISTEN=127.0.0.1:0

java -jar ../../realtime-server/target/realtime-server.jar serve --config=realtime.yaml --server.port=0 --log.format=plain \
  >"$work/server.log" 2>&1 &
programs="$programs $!"
server=$(said "$work/server.log" '.*ready in.*http://[^ /]*:\([0-9]*\)/.*')
export TASKS_REALTIME="ws://127.0.0.1:$server/ws"
java -cp "target/classes:target/lib/*" dev.realtime.examples.tasks.TaskService >"$work/service.log" 2>&1 &
programs="$programs $!"
service=$(said "$work/service.log" '^Task service: http://127.0.0.1:\([0-9]*\)/$')

java -cp "target/classes:target/lib/*" dev.realtime.examples.tasks.Verify "$server" "$service" "$TASKS_KAFKA" \
  || { cat "$work/server.log" "$work/service.log"; exit 1; }
