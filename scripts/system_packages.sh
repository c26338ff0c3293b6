#!/usr/bin/env bash
# Installs the Debian packages given as arguments that are missing. Where this user may not, or
# the machine is not Debian's kind, it prints what to do and goes on: what really needs a package
# says so itself, and a machine may well have it from elsewhere.
set -euo pipefail

is_present() { # a package, or a program of the same name put there by other means
    dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed ||
        command -v "$1" >/dev/null
}

missing=()
for package in "$@"; do
    is_present "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

say_how() {
    echo "Missing on this machine: ${missing[*]}"
    echo "Install by hand: sudo apt-get update && sudo apt-get install ${missing[*]}"
}

if ! command -v apt-get >/dev/null; then
    echo "Missing on this machine (by their names in Debian): ${missing[*]}"
    exit 0
elif [ "$(id -u)" -eq 0 ]; then
    as_root=(env)
elif sudo -n true 2>/dev/null; then
    as_root=(sudo -n env)
else
    say_how
    exit 0
fi

install=("${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends)
echo "Installing system packages: ${missing[*]}"
"${as_root[@]}" apt-get update --quiet=2 </dev/null || true
if ! "${install[@]}" "${missing[@]}" </dev/null; then
    # One unknown name stops them all (Ubuntu has no package called chromium): take each alone.
    for package in "${missing[@]}"; do
        "${install[@]}" "$package" </dev/null || true
    done
    say_how
fi
