#!/bin/sh
# Finds a Python that can set this checkout up, and hands over to modelstacks.toolchain.
# A name on the PATH proves nothing (pyenv keeps shims that fail), so each candidate is run.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../../.." && pwd -P) || exit 1
needs='import sys, venv, ensurepip, ssl; sys.exit(sys.version_info < (3, 11))'

start() {
    python=$1
    shift
    PYTHONPATH="$root/constructs" exec "$python" -m modelstacks.toolchain "$@"
}

if "$root/.venv/bin/python" -I -S -c '' 2>/dev/null; then
    start "$root/.venv/bin/python" "$@"
fi
for name in python3.13 python3.12 python3.11 python3.14 python3; do
    if "$name" -I -c "$needs" >/dev/null 2>&1; then
        start "$name" "$@"
    fi
done

for name in python3.13 python3.12 python3.11 python3.14 python3; do
    if "$name" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        echo "modelstacks: $name has no venv module; install it (Debian, Ubuntu: apt install" \
            "python3-venv) and run make again." >&2
        exit 1
    fi
done
echo "modelstacks: no Python 3.11 or newer on the PATH; install one (Debian, Ubuntu: apt install" \
    "python3 python3-venv; macOS: brew install python@3.13) and run make again." >&2
exit 1
