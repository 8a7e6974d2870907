#!/usr/bin/env bash
# Shows a brand going live in the sandbox, and fails if anything differs from what the words promise.
# RAWUGC_SYNC names the tool, else it is looked up on the PATH.
set -euo pipefail

tool="${RAWUGC_SYNC:-rawugc-sync}"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
workspace="$scratch/glow-lab"
output="$scratch/output.txt"
page="$root/build/glow-lab.html"

heading() { printf '\n== %s\n' "$*"; }

fail() {
  printf '\ndemo failed: %s\n' "$*" >&2
  exit 1
}

# run EXIT_CODE ARGUMENT...: echoes the command, runs it, and insists on its exit code.
run() {
  local expected="$1" code=0
  shift
  printf '\n$ rawugc-sync -C glow-lab %s\n\n' "$*"
  "$tool" -C "$workspace" "$@" >"$output" || code=$?
  cat "$output"
  [ "$code" -eq "$expected" ] || fail "'$*' ended with $code, expected $expected"
}

shows() { grep -qF -- "$1" "$output" || fail "the output above should say: $1"; }

# edit FILE OLD NEW: echoes the edit and makes it; the text must be there exactly once.
edit() {
  printf '\n%s\n  - %s\n  + %s\n' "$1" "$2" "$3"
  python3 - "$workspace/$1" "$2" "$3" <<'PYTHON' || fail "could not edit $1"
import sys
from pathlib import Path

path, old, new = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
text = path.read_text(encoding="utf-8")
if text.count(old) != 1:
    sys.exit(f"{path.name} should hold exactly once: {old}")
path.write_text(text.replace(old, new), encoding="utf-8")
PYTHON
}

# The dates of the example become one, two, three … weeks from today, in their order.
renew_calendar() {
  python3 - "$workspace/campaigns/calendar.yaml" <<'PYTHON'
import re
import sys
from datetime import date, timedelta
from itertools import count
from pathlib import Path

path, weeks = Path(sys.argv[1]), count(1)
text = path.read_text(encoding="utf-8")
path.write_text(
    re.sub(r"\d{4}-\d\d-\d\d", lambda _: str(date.today() + timedelta(weeks=next(weeks))), text),
    encoding="utf-8",
)
PYTHON
}

heading "A brand in git: examples/glow-lab, copied, with its season starting next week"
cp -R "$root/examples/glow-lab" "$workspace"
rm -rf "$workspace/.rawugc" # the reader's own sandbox is not part of the example
renew_calendar
cat "$workspace/campaigns/calendar.yaml"

heading "Is it valid? This needs neither an account nor a network"
run 0 validate

heading "What would happen?"
run 2 --sandbox plan --detailed-exitcode
shows "to add, 0 to change, 0 to destroy."

heading "Make it so, in the sandbox"
run 0 --sandbox apply --auto-approve

heading "The brand team edits a sentence and moves a post"
edit audience/core.yaml "a cold morning, a long flight." "a cold morning, a week of bad sleep."
edit campaigns/barrier-launch/posts.yaml \
  "scheduledFor: \${vars.launchDay} 09:00" "scheduledFor: \${vars.launchDay} 11:30"

heading "The plan shows those two edits and nothing else, here and on a page for people without a terminal"
mkdir -p "$(dirname "$page")"
run 2 --sandbox plan --detailed-exitcode --html "$page"
shows "Plan: 0 to add, 2 to change, 0 to destroy."

heading "Apply them"
run 0 --sandbox apply --auto-approve

heading "After an apply, a plan is empty"
run 0 --sandbox plan --detailed-exitcode
shows "No changes."

printf '\nThe demo did what it promised. The page of the two edits: %s\n' "$page"
