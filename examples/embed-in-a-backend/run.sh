#!/bin/sh
# Builds and starts one of the two programs, and prints a token of a user: ./run.sh plain, or ./run.sh servlet.
set -eu
program="${1:-plain}"
case "$program" in
  plain) main=dev.realtime.examples.embed.EmbedInABackend ;;
  servlet) main=dev.realtime.examples.servlet.EmbedInTomcat ;;
  *) echo "need plain or servlet" >&2; exit 2 ;;
esac
cd "$(dirname "$0")/../.."
./mvnw -q -ntp -DskipTests -pl "examples/embed-in-a-backend/$program,realtime-server" -am package

export REALTIME_AUTH_JWT_SECRET="${REALTIME_AUTH_JWT_SECRET:-$(head -c 33 /dev/urandom | base64 | tr '+/' '-_')}"
echo "Token of alice: $(java -jar realtime-server/target/realtime-server.jar token create --user alice --ttl 1h)"
cd "examples/embed-in-a-backend/$program"
exec java -cp "target/classes:target/lib/*" "$main" "${PORT:-8080}" "$REALTIME_AUTH_JWT_SECRET"
