#!/usr/bin/env bash
# Shows a fleet of three brands: two workers share it, one is killed, and nothing is lost or made twice.
# RAWUGC_SYNC names the tool, else it is looked up on the PATH. It takes PostgreSQL's programs, not its service.
set -euo pipefail

tool="${RAWUGC_SYNC:-rawugc-sync}"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
binaries="$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1 || true)"
if [ -z "$binaries" ]; then
  echo 'The demo was not run: PostgreSQL is not installed (apt-get install postgresql).' >&2
  exit 1
fi

scratch="$(mktemp -d)"
database="$scratch/database"
fleet="$scratch/fleet"
started=()

heading() { printf '\n== %s\n' "$*"; }

fail() {
  printf '\ndemo failed: %s\n' "$*" >&2
  tail -n 20 "$scratch"/*.log >&2
  exit 1
}

ended() {
  for process in "${started[@]}"; do
    kill "$process" 2>/dev/null || continue
    wait "$process" 2>/dev/null || true
  done
  rm -rf "$scratch"
}
trap ended EXIT

# PostgreSQL refuses to run as root.
unprivileged() {
  cd "$database"
  [ "$(id -u)" != 0 ] || set -- setpriv --reuid postgres --regid postgres --init-groups "$@"
  exec "$@"
}

# start NAME COMMAND...: in the background, its output in NAME.log; `last` is its process.
start() {
  local name="$1"
  shift
  "$@" >"$scratch/$name.log" 2>&1 &
  last=$!
  started=("$last" "${started[@]}")
}

# until_true SECONDS WHAT COMMAND...: waits for it.
until_true() {
  local until=$((SECONDS + $1)) what="$2"
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$until" ] || fail "waited in vain: $what"
    sleep 0.2
  done
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# run ARGUMENT...: echoes the command of a fleet and runs it.
run() {
  printf '\n$ rawugc-sync fleet %s\n\n' "$*"
  "$tool" -C "$fleet" fleet "$@" || fail "'fleet $*' ended with $?"
}

# says CONDITION: of what `fleet status --json` prints, a condition of Python on `queue` and `workspaces`.
says() {
  "$tool" -C "$fleet" fleet status --json | python3 -c "
import json, sys
told = json.load(sys.stdin)
queue, workspaces = told['queue'], told['workspaces']
runs = [one['run'] for one in workspaces if one['run']]
sys.exit(not ($1))"
}

# live: how many things there are in the RawUGC, and how many names they have.
live() {
  python3 - "$scratch/rawugc.db" <<'PYTHON'
import sqlite3
import sys

OURS = "collection in ('personas', 'messaging', 'products')"
ASKED = f"select count(*), count(distinct json_extract(fields, '$.name')) from objects where {OURS}"
print(*sqlite3.connect(sys.argv[1]).execute(ASKED).fetchone())
PYTHON
}

# waits: some of it is made, not all, and nothing was in the last second.
waits() {
  local before
  before="$(live)"
  sleep 1
  [ "${before% *}" -gt 9 ] && [ "${before% *}" -lt 27 ] && [ "$(live)" = "$before" ]
}

# all_ended: whether every run is told to have ended.
all_ended() {
  "$tool" -C "$fleet" fleet runs --json | python3 -c '
import json, sys
sys.exit(any(run["ended_at"] is None for run in json.load(sys.stdin)))'
}

# busiest: the process of the worker that has the most runs.
busiest() {
  "$tool" -C "$fleet" fleet runs --json | python3 -c '
import json, sys
from collections import Counter
workers = [run["worker"] for run in json.load(sys.stdin) if run["ended_at"] is None]
print(Counter(workers).most_common()[0][0].rpartition(":")[2])'
}

# page PATH: what somebody reads on a page of `fleet serve`.
page() {
  printf '\n%s\n\n' "$address$1"
  python3 - "$address$1" <<'PYTHON'
import re
import sys
from html import unescape
from urllib.request import urlopen

text = urlopen(sys.argv[1]).read().decode()
body = re.sub(r"(?s)<(style|script|head)\b.*?</\1>", "", text)
cells = re.sub(r"</t[hd]>", "  ", re.sub(r"\s+", " ", body))
lines = unescape(re.sub(r"<[^>]+>", "", re.sub(r"<(/tr|/p|/h\d|/li|/dt|/dd|/caption|br)[^>]*>", "\n", cells)))
print("\n".join(line.strip() for line in lines.splitlines() if line.strip()))
PYTHON
}

heading 'PostgreSQL, in a temporary folder'
mkdir "$database"
if [ "$(id -u)" = 0 ]; then
  chmod 711 "$scratch"
  chown postgres: "$database"
fi
(unprivileged "$binaries/initdb" -D "$database/data" -U fleet -A trust -E UTF8 --no-sync >/dev/null)
start postgres unprivileged "$binaries/postgres" -D "$database/data" \
  -c listen_addresses= -c unix_socket_directories="$database"
export PGHOST="$database" PGUSER=fleet
until_true 20 'PostgreSQL' "$binaries/psql" -d postgres -c 'create database fleet'
"$binaries/postgres" --version

heading 'A RawUGC of our own, with ten requests a minute for each key'
port="$(free_port)"
start rawugc "$tool" sandbox --port "$port" --rate-limit 10 --data "$scratch/rawugc.db"
export RAWUGC_BASE_URL="http://127.0.0.1:$port/api/v1" RAWUGC_ALLOW_HTTP=1
until_true 20 'the sandbox' python3 -c "import socket; socket.create_connection(('127.0.0.1', $port))"
echo "$RAWUGC_BASE_URL"

heading 'examples/fleet, as a folder with a git repository of three brands'
bash "$root/examples/fleet/prepare.sh" "$fleet"
cat "$fleet/fleet.yaml"
run validate
run migrate

heading 'The page of the fleet'
port="$(free_port)"
start serve "$tool" -C "$fleet" fleet serve --port "$port"
address="http://127.0.0.1:$port"
until_true 20 'the page' python3 -c "import socket; socket.create_connection(('127.0.0.1', $port))"
cat "$scratch/serve.log"

heading 'Two workers, which find the brands by themselves'
# Both count by the minute of the clock: near its end, an apply of nine things would hardly have to wait.
second="$(date +%-S)"
[ "$second" -lt 30 ] || sleep $((61 - second))
start worker-1 "$tool" -C "$fleet" fleet work --concurrency 2
workers=("$last")
start worker-2 "$tool" -C "$fleet" fleet work --concurrency 2
workers+=("$last")
# With ten requests a minute an apply of nine things has to wait: the runs are in their middle then.
until_true 60 'three applies in their middle' says 'queue["running"].get("apply") == 3'
until_true 60 'applies that wait for their next minute' waits
run status

heading 'One is killed: no signal that it could hear, no time to tidy up'
victim="$(busiest)"
[ "$victim" = "${workers[0]}" ] && survivor="${workers[1]}" || survivor="${workers[0]}"
disown "$victim" # the shell has nothing to say of it
kill -9 "$victim"
echo "kill -9 $victim"

heading 'Meanwhile somebody merges a change for one brand'
python3 - "$fleet/brands/brands/oak-tea/brand.yaml" <<'PYTHON'
import sys
from pathlib import Path

path = Path(sys.argv[1])
path.write_text(path.read_text(encoding="utf-8").replace("three minutes", "four minutes"), encoding="utf-8")
PYTHON
git -C "$fleet/brands" -c user.name=mia -c user.email=mia@example.com commit --quiet --all --message 'Steep longer'
git -C "$fleet/brands" push --quiet origin main
git -C "$fleet/brands" --no-pager show --format='%h %s' --unified=0

heading 'The other takes up what was left: from the journals, without making anything twice'
until_true 150 'everything applied' says 'not queue["waiting"] and not queue["running"] and len(runs) == 3 and
  all(run["kind"] == "apply" and run["exit_code"] == 0 for run in runs)'
run status
run runs
all_ended || fail 'a run that was lost is still told to be under way'
page /
[ "$(live)" = "27 27" ] || fail "27 things were to be made, and there are, with so many names: $(live)"
echo
echo 'In RawUGC are 27 things with 27 names: nothing twice.'

heading 'What a plan of each brand says of it'
run once --kind plan --detailed-exitcode

heading 'SIGTERM: the worker gives back what it has, and ends'
kill "$survivor"
wait "$survivor" || fail "the worker ended with $?"

printf '\nThe demo did what it promised.\n'
