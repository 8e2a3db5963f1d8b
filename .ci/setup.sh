# Read by ./demo and ./test (". .ci/setup.sh"): makes .venv with planner in it, the first time and after a change
# of pyproject.toml. Sets $bin to the folder of its commands. POSIX sh.

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

# prepare run   what planner needs;   prepare dev   that and what the tests need
prepare() {
    bin=.venv/bin
    wanted=$(cksum < pyproject.toml)
    for mark in ".venv/ready-$1" .venv/ready-dev; do
        if [ -f "$mark" ] && [ "$(cat "$mark")" = "$wanted" ] && "$bin/python" -c 'import planner' 2>/dev/null; then
            return
        fi
    done
    say "Setting up .venv (once; it takes a minute or two) ..."
    if command -v uv >/dev/null 2>&1; then
        "$bin/python" -c '' 2>/dev/null || uv venv --quiet --clear --python '>=3.11' .venv
        if [ "$1" = dev ]; then
            uv pip install --quiet --python "$bin/python" -e . --group dev
        else
            uv pip install --quiet --python "$bin/python" -e .
        fi
    else
        command -v python3 >/dev/null 2>&1 || stop "planner needs Python 3.11 or later, or uv; neither was found."
        python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
            stop "planner needs Python 3.11 or later; python3 is $(python3 -V 2>&1). With uv installed the right one is used."
        if ! "$bin/python" -m pip --version >/dev/null 2>&1; then
            python3 -m venv --clear .venv || stop "python3 can't make a virtual environment; on Debian: apt-get install python3-venv"
        fi
        "$bin/python" -m pip install --quiet --upgrade 'pip>=25.1'   # the first that knows --group
        if [ "$1" = dev ]; then
            "$bin/python" -m pip install --quiet -e . --group dev
        else
            "$bin/python" -m pip install --quiet -e .
        fi
    fi
    printf '%s\n' "$wanted" > ".venv/ready-$1"
}
