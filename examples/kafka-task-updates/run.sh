#!/bin/sh
# Builds and starts a Kafka, a Realtime server and the task service, and prints a page of each of two users. Ends with Ctrl-C.
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp -DskipTests -pl examples/kafka-task-updates -am package
cd examples/kafka-task-updates
work=${DIRECTORY:-$(mktemp -d)}
server=../../realtime-server/target/realtime-server.jar
programs=""
trap 'kill $programs 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM

random() { head -c "$1" /dev/urandom | base64 | tr '+/' '-_'; }
# said <file> <pattern>: what a program says about itself, once it does
said() {
  for attempt in $(seq 1 150); do
    found=$(sed -n "s|$2|\1|p" "$1" | head -1)
    [ -n "$found" ] && { echo "$found"; return; }
    sleep 0.2
  done
  cat "$1" >&2; return 1
}

if [ -z "${TASKS_KAFKA:-}" ]; then
  java -Xmx512m -cp "target/test-classes:target/classes:$(cat target/kafka.classpath)" dev.realtime.source.kafka.KafkaProgram \
    "$work/kafka" task-updates task-updates-dead >"$work/kafka.log" 2>&1 &
  programs="$programs $!"
  TASKS_KAFKA=$(said "$work/kafka.log" '^Kafka is ready: \(.*\)$')
fi
TASKS_JWT_SECRET=$(random 33)
REALTIME_AUTH_ADMIN_KEY=${REALTIME_AUTH_ADMIN_KEY:-$(random 18)}
export TASKS_KAFKA TASKS_JWT_SECRET TASKS_LISTEN=127.0.0.1:8090 TASKS_REALTIME="ws://127.0.0.1:${PORT:-8080}/ws"
export REALTIME_AUTH_ADMIN_KEY REALTIME_AUTH_JWT_SECRET="$TASKS_JWT_SECRET" REALTIME_SOURCES_KAFKA_SERVERS="$TASKS_KAFKA"

java -jar "$server" serve --config=realtime.yaml --server.port="${PORT:-8080}" --log.format=plain &
programs="$programs $!"
java -cp "target/classes:target/lib/*" dev.realtime.examples.tasks.TaskService >"$work/service.log" 2>&1 &
programs="$programs $!"
service=$(said "$work/service.log" '^Task service: \(.*\)$')
for user in ann bob; do
  echo "Page of $user, open it twice:  $service#token=$(java -jar "$server" token create --user "$user" --ttl 12h)"
done
echo "How Kafka is read:  curl -H 'x-api-key: $REALTIME_AUTH_ADMIN_KEY' http://127.0.0.1:${PORT:-8080}/stats"
wait
