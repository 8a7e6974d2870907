#!/usr/bin/env bash
# Makes the folder of a fleet: its fleet.yaml, the brands as a git repository, keys and a password of the database.
# Keys are made up, for the sandbox: put those of RawUGC in their place.
set -euo pipefail
umask 077

[ $# = 1 ] || { printf 'usage: prepare.sh FOLDER, which is made\n' >&2; exit 1; }
[ ! -e "$1" ] || { printf '%s is there already\n' "$1" >&2; exit 1; }
example="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
mkdir -p "$1/keys/brands" "$1/secrets"
cp "$example/fleet.yaml" "$1"

repository="$1/brands"
cp -R "$example/repository" "$repository"
git -C "$repository" init --quiet --initial-branch main
git -C "$repository" add .
git -C "$repository" -c user.name=agency -c user.email=agency@example.com commit --quiet --message 'Three brands'
git clone --quiet --bare "$repository" "$1/brands.git"
git -C "$repository" remote add origin ../brands.git

for brand in "$repository"/brands/*/; do
  name="$(basename "$brand")"
  printf 'key_%s\n' "$name" > "$1/keys/brands/$name"
done
password="$(od -An -tx1 -N24 /dev/urandom | tr -d ' \n')"
printf '%s' "$password" > "$1/secrets/postgres"
printf '*:*:*:fleet:%s\n' "$password" > "$1/secrets/pgpass"
