#!/bin/sh
# Finds a Python that can set this checkout up, and hands over to modelstacks.toolchain.
# A name on the PATH proves nothing (pyenv keeps shims that fail), so each candidate is run.
# The locked packages exist as wheels for Python 3.11 to 3.14.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../../.." && pwd -P) || exit 1
fits='import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))'
names='python3 python3.13 python3.12 python3.11 python3.14'

start() {
    python=$1
    shift
    PYTHONPATH="$root/constructs" exec "$python" -m modelstacks.toolchain "$@"
}

if "$root/.venv/bin/python" -I -S -c '' 2>/dev/null; then
    start "$root/.venv/bin/python" "$@"
fi
incomplete=
for name in $names; do
    if "$name" -I -c "$fits" >/dev/null 2>&1; then
        if "$name" -I -c 'import venv, ensurepip, ssl' >/dev/null 2>&1; then
            start "$name" "$@"
        fi
        incomplete=${incomplete:-$name}
    fi
done

if [ -n "$incomplete" ]; then
    echo "modelstacks: $incomplete has no venv module; install it (Debian, Ubuntu: apt install" \
        "python3-venv) and run make again." >&2
else
    echo "modelstacks: no Python 3.11 to 3.14 on the PATH; install one (Debian, Ubuntu: apt install" \
        "python3 python3-venv; macOS: brew install python@3.13) and run make again." >&2
fi
exit 1
