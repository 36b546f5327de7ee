# Functions of the set-up scripts; sourced, never run. A script says what it does on stderr and fails with one line.

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# hold_lock FILE: holds the lock until this shell ends. The file stays; its content means nothing.
hold_lock() {
  mkdir -p -- "$(dirname -- "$1")" || fail "cannot create the directory of $1"
  { exec {lock_fd}>"$1"; } 2>/dev/null || fail "cannot write $1"
  flock --nonblock "$lock_fd" && return
  say "waiting for another ${0##*/} that holds $1"
  flock "$lock_fd"
}

# last_error FILE: the last line of a program's output that says what went wrong. pip ends with "no matching distribution"
# when it could not even ask.
last_error() {
  if grep -qE 'connection broken|NewConnectionError|Could not fetch URL|Max retries exceeded' -- "$1"; then
    echo 'PyPI cannot be reached'
    return
  fi
  grep -iE 'error|cannot|failed|unable' -- "$1" | tail -n 1 || tail -n 1 -- "$1"
}

# The system's own interpreter where there is one: its venv and pip are the packages of packages.txt.
find_python() {
  if [[ -x /usr/bin/python3 ]]; then
    echo /usr/bin/python3
  else
    command -v python3 || fail "needs python3; run harness/setup/packages"
  fi
}

# require_space DIRECTORY MEGABYTES
require_space() {
  local free
  free=$(df --output=avail --block-size=1M -- "$1" | tail -n 1)
  ((free >= $2)) || fail "needs $2 MB below $1, which has ${free// /} MB free"
}

# as_root WHAT: prints the command that lets another run as root; nothing for root itself. WHAT says what for.
as_root() {
  if ((EUID == 0)); then
    return
  elif sudo -n true 2>/dev/null; then
    echo sudo -n
  elif command -v sudo >/dev/null && [[ -t 0 ]]; then
    echo sudo
  else
    fail "needs root to $1"
  fi
}
