#!/bin/sh
# Builds and starts the program, and prints a session to come in with.
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp -DskipTests -pl examples/write-an-adapter -am package
cd examples/write-an-adapter
session=$(head -c 18 /dev/urandom | base64 | tr '+/' '-_')
echo "Session of alice: $session"
exec java -cp "target/classes:target/lib/*" dev.realtime.examples.adapter.WriteAnAdapter "${PORT:-8080}" "$session"
