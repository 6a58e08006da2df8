#!/usr/bin/env bash
# The quick tests in unkind places: `make hostile-places [PLACES="user full"]`.
#
#   user   an ordinary user without a name for its letters (LC_ALL=C) and with a home that nobody may
#          write to: all quick tests. Where root calls this, the user is `nobody`
#   full   the folder for temporary files has no byte left: the tests of bad input, of what is kept,
#          of files, and whole analyses. A small file system of their own is needed (root, or
#          a system that lets users have one)
#
# TESTS names other tests. PYTHON names the interpreter, by default .venv/bin/python; everybody must
# be able to run it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
python=${PYTHON:-$PWD/.venv/bin/python}
work=$(mktemp -d)
trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir "$work/home" "$work/temporary" "$work/code"
git ls-files -z | xargs -0 cp --parents -t "$work/code"

quick="not slow and not model and not footage"
as_user=()
if [ "$(id -u)" = 0 ]; then
    as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    chown -R 65534:65534 "$work/temporary" "$work/code"
fi
chmod 555 "$work/home"

"${as_user[@]}" "$python" -c "" || {
    echo "$python cannot be run by everybody; name another interpreter with PYTHON=" >&2; exit 2; }

run_tests() { # NAME=VALUE... -- TESTS...
    local settings=()
    while [ "$1" != -- ]; do settings+=("$1"); shift; done
    shift
    # nothing of the caller's own settings counts
    (cd "$work/code" && env -i PATH="$PATH" PYTHONPATH="$work/code" PYTHONDONTWRITEBYTECODE=1 \
        OPENBLAS_NUM_THREADS=1 HOME="$work/home" LC_ALL=C "${settings[@]}" \
        "${as_user[@]}" "$python" -m pytest -m "$quick" -v -p no:cacheprovider \
        --basetemp="$work/temporary/pytest" ${CORES:---numprocesses logical --dist loadfile} "$@")
}

in_user() {
    echo "== as an ordinary user, LC_ALL=C, a home that cannot be written to"
    run_tests TMPDIR="$work/temporary" -- ${TESTS:-tests}
}

in_full() {
    echo "== with a full folder for temporary files"
    mkdir "$work/full"
    mount -t tmpfs -o size=64k,mode=1777 tmpfs "$work/full"
    dd if=/dev/zero of="$work/full/all" bs=1k status=none 2>/dev/null || true
    run_tests TMPDIR="$work/full" -- ${TESTS:-tests/hostile tests/unit/kept tests/unit/utils \
        tests/unit/pose/models tests/end_to_end}
}

status=0
for place in ${PLACES:-user full}; do
    if [ "$place" = full ]; then
        export work python quick CORES; export -f run_tests in_full
        declare -p as_user > "$work/as_user"
        mine=(unshare --mount)
        [ "$(id -u)" = 0 ] || mine+=(--map-root-user)
        "${mine[@]}" bash -euc '. "$work/as_user"; in_full' || status=1
    else
        in_user || status=1
    fi
done
exit $status
