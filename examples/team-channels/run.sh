#!/bin/sh
# Builds and starts the program. Open the page it names.
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp -DskipTests -pl examples/team-channels -am package
cd examples/team-channels
export REALTIME_AUTH_ADMIN_KEY="${REALTIME_AUTH_ADMIN_KEY:-$(head -c 18 /dev/urandom | base64 | tr '+/' '-_')}"
echo "To ask for things:  export KEY=$REALTIME_AUTH_ADMIN_KEY"
exec java -cp "target/classes:target/lib/*" dev.realtime.examples.team.TeamChannels realtime.yaml
