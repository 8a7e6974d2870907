#!/usr/bin/env bash
# Unpacks the Python of another Debian into a folder, for `make release-check` on a Debian that has an older one.
# Usage, as root: scripts/debian_python.sh FOLDER [SUITE]; prints the program, which RAWUGC_PYTHONS takes.
set -euo pipefail

folder="$(realpath -m "${1:?a folder is needed}")"
suite="${2:-sid}"

type debootstrap patchelf >/dev/null || {
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends debootstrap patchelf >/dev/null
}
[ -e "$folder/usr/bin/python3" ] || debootstrap --variant=minbase --include=python3,python3-venv "$suite" "$folder" >&2

# Its own loader and libraries, so that it runs outside of that folder's system.
python="$(realpath "$folder/usr/bin/python3")"
patchelf --set-interpreter "$(realpath "$folder"/lib64/ld-linux-*.so.2)" --force-rpath \
  --set-rpath "$(dirname "$(realpath "$(find "$folder/usr/lib" -name libc.so.6 -print -quit)")")" "$python"
"$python" -c 'import ctypes, ssl, sys; print(sys.version, file=sys.stderr)'
echo "$python"
