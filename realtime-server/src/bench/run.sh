#!/usr/bin/env bash
# Measures the server jar beside the C reference, interleaved, and prints a Markdown table.
#
#   realtime-server/src/bench/run.sh [rounds]        (default 3; needs gcc, taskset and two cores)
#
# BENCH_BASELINE=/path/to/another.jar measures that one, too, in the same rounds: what a change costs.
#
# The server runs on core 0 and the load on core 1, so the figure that counts is deliveries per server CPU second: it
# hardly depends on what else the machine does. Ratios are medians over the rounds.
set -euo pipefail

rounds=${1:-3}
here=$(cd "$(dirname "$0")" && pwd)
jar=${BENCH_JAR:-$here/../../target/realtime-server.jar}
baseline=${BENCH_BASELINE:-}
java=${BENCH_JAVA:-$(command -v java)}
out=$(mktemp -d)
conns=${CONNS:-1000}
idle=${IDLE:-10000}
port=18080
trap 'for p in $(jobs -p); do kill "$p" 2>/dev/null || true; done; rm -rf "$out"' EXIT

gcc -O2 -o "$out/wsload" "$here/wsload.c"
gcc -O2 -o "$out/climit" "$here/climit.c"
ulimit -n "$(ulimit -Hn)"

# Both send the same bytes: the reference is given the product's output frame as its input.
template='{"type":"message","channel":"chat","data":{"m":"%P"}}'
frame='{"type":"message","channel":"chat","data":{"m":"%P"},"timestamp":"2026-01-01T00:00:00.000Z"}'

start_server() { # jar
  taskset -c 0 "$java" -Xmx1g -XX:+ExitOnOutOfMemoryError ${BENCH_JAVA_OPTS:-} -jar "$1" serve \
    --server.port=$port ${BENCH_SERVER_OPTS:-} >"$out/server.log" 2>&1 &
  pid=$!
  for _ in $(seq 100); do
    if (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null; then return; fi
    sleep 0.1
  done
  cat "$out/server.log" >&2
  exit 1
}

start_climit() {
  taskset -c 0 "$out/climit" $port "$1" >/dev/null &
  pid=$!
  for _ in $(seq 100); do
    if (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null; then return; fi
    sleep 0.1
  done
  exit 1
}

stop() {
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

load() { # label, further options
  local label=$1
  shift
  taskset -c 1 "$out/wsload" --quiet --port $port --pid $pid --core 0 --label "$label" "$@" | tee -a "$out/results.jsonl" >&2
}

fanout_server() { # label, window or rate, warm-up
  # Who comes first finds another machine than who comes second, so they take turns.
  if [ -n "$baseline" ] && [ $((round % 2)) = 0 ]; then fanout_jar "$baseline" "${1/realtime/baseline}" "${@:2}"; fi
  fanout_jar "$jar" "$@"
  if [ -n "$baseline" ] && [ $((round % 2)) = 1 ]; then fanout_jar "$baseline" "${1/realtime/baseline}" "${@:2}"; fi
}

fanout_jar() { # jar, label, window or rate, warm-up
  start_server "$1"
  shift
  load "$1" --mode fanout --path '/ws?userId=u%i' --pub-path '/ws?userId=publisher' \
    --send '{"type":"subscribe","channel":"chat"}' --template "$template" --conns "$conns" --size 128 \
    --warmup "$3" --duration 5 $2
  stop
}

fanout_climit() { # label, window or rate, mode
  start_climit "$3"
  load "$1" --mode fanout --path /ws --template "$frame" --conns "$conns" --size 128 --warmup 1 --duration 5 $2
  stop
}

for round in $(seq "$rounds"); do
  fanout_server realtime-w32 '--window 32' 8
  fanout_climit climit-w32 '--window 32' coalesce
  fanout_server realtime-w1 '--window 1' 8
  fanout_climit climit-w1 '--window 1' each
  fanout_server realtime-rate40 '--rate 40' 5
  fanout_climit climit-rate40 '--rate 40' coalesce
done

idle_jar() { # jar, label
  start_server "$1"
  load "$2" --mode idle --path '/ws?userId=u%i' --send '{"type":"subscribe","channel":"chat"}' \
    --conns "$idle" --jvm --duration 3
  stop
}

idle_jar "$jar" realtime-idle
if [ -n "$baseline" ]; then idle_jar "$baseline" baseline-idle; fi

field() { # label, name: the median of a field over the rounds
  grep "\"label\":\"$1\"" "$out/results.jsonl" | sed -E "s/.*\"$2\":(-?[0-9.]+).*/\1/" | sort -n |
    awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'
}

row() { # title, ours, reference
  local ours theirs
  ours=$(field "$2" per_cpu_s) theirs=$(field "$3" per_cpu_s)
  awk -v t="$1" -v o="$ours" -v r="$theirs" -v l="$(field "$2" lost)" -v d="$(field "$2" disorder)" \
    'BEGIN {printf "| %s | %.0f k | %.0f k | %.2f | %d / %d |\n", t, o/1000, r/1000, o/r, l, d}'
}

echo
echo "| $conns receivers, 128 B, dialect channels | realtime | climit | ratio | lost / misordered |"
echo "|---|--:|--:|--:|--:|"
row "window 32 (climit coalesce), deliveries per CPU second" realtime-w32 climit-w32
row "window 1 (climit each), deliveries per CPU second" realtime-w1 climit-w1
row "rate 40/s, deliveries per CPU second" realtime-rate40 climit-rate40
echo
awk -v a="$(field realtime-rate40 p50)" -v b="$(field realtime-rate40 p99)" -v c="$(field climit-rate40 p50)" \
  -v d="$(field climit-rate40 p99)" 'BEGIN {printf "Latency at 40/s, p50 / p99: %.1f / %.1f ms, climit %.1f / %.1f ms\n", a/1000, b/1000, c/1000, d/1000}'
echo "Idle, $idle connections subscribed to one channel: $(field realtime-idle heap_kb_per_conn) KB heap," \
  "$(field realtime-idle rss_kb_per_conn) KB RSS, $(field realtime-idle handshake_cpu_us) µs CPU per handshake"
if [ -n "$baseline" ]; then
  echo
  echo "| against the baseline | realtime | baseline | ratio | lost / misordered |"
  echo "|---|--:|--:|--:|--:|"
  row "window 32" realtime-w32 baseline-w32
  row "window 1" realtime-w1 baseline-w1
  row "rate 40/s" realtime-rate40 baseline-rate40
  echo
  echo "Idle: $(field realtime-idle heap_kb_per_conn) KB heap, baseline $(field baseline-idle heap_kb_per_conn) KB"
fi
"$java" -version 2>&1 | head -1
uname -sr
