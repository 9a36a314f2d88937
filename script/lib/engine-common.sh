# shellcheck shell=bash disable=SC2034
# Both kinds of machine share this: cache, progress, locks, ports. Bash 3.2 is enough, because macOS
# has no newer one.

CACHE="${TAGSTREAM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tagstream}"
# Builders of buildx: one node for both platforms; linux/arm64 alone; and one node for each platform.
BUILDER=tagstream
BUILDER_ARM64=tagstream-arm64
BUILDER_NODES=tagstream-nodes

say() { printf '%s\n' "engine: $*" >&2; }
die() { say "$@"; exit 1; }

# Daemons that run elsewhere read these paths, so a relative TAGSTREAM_CACHE becomes absolute.
case "$CACHE" in /*) ;; *) CACHE="$PWD/$CACHE" ;; esac

# A unix socket's path holds 107 bytes, and dockerd adds `exec/containerd/containerd.sock.ttrpc`.
run_folder() {
  if [ ${#CACHE} -le 60 ]; then echo "$CACHE/run"; else echo "/tmp/tagstream-$(printf %s "$CACHE" | cksum | cut -d' ' -f1)"; fi
}
RUN="$(run_folder)"

put() { # FILE TEXT: whole or not at all, for readers that do not take the lock
  printf '%s\n' "$2" >"$1.$$"
  mv "$1.$$" "$1"
}

hash_of() { cksum | tr ' ' -; }

export_line() { # NAME VALUE, quoted for `eval`
  local quoted="'\\''"
  printf "export %s='%s'\n" "$1" "${2//\'/$quoted}"
}

path_with_cache() {
  local rest=":$PATH:"
  rest="${rest//":$CACHE/bin:"/:}"
  rest="${rest#:}"
  echo "$CACHE/bin:${rest%:}"
}

# step TEXT LOG COMMAND…: prints one line; all output goes to a log, which only a failure shows.
# Never call it in a condition (if, &&, ||): bash would not stop COMMAND at its first failing line.
step() {
  local text="$1" log="$CACHE/log/$2.log" from=$SECONDS code
  shift 2
  say "$text…"
  set +e
  (
    set -e
    "$@"
  ) >"$log" 2>&1 </dev/null
  code=$?
  set -e
  [ $code = 0 ] || fail_with_log "failed: $text" "$log"
  [ $((SECONDS - from)) -lt 2 ] || say "  done in $((SECONDS - from)) s: ${text%% (*}"
}

fail_with_log() { # TEXT LOG
  say "$1. The last lines of $2:"
  tail -n 30 "$2" | sed 's/^/  /' >&2
  exit 1
}

have() { # PROGRAM…
  local program
  for program in "$@"; do command -v "$program" >/dev/null || return 1; done
}

# wait_for SECONDS COMMAND…
wait_for() {
  local tries=$(($1 * 10))
  shift
  until "$@" >/dev/null 2>&1; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || return 1
    sleep 0.1
  done
}

# Lets one process at a time hold a name, until it ends. Daemons must not inherit the descriptor:
# see `daemon`.
lock() {
  if ! have flock; then lock_by_folder "$1"; return; fi
  exec 9>"$CACHE/$1.lock"
  flock -n 9 && return
  say "waiting for another script/engine…"
  flock 9
}

lock_by_folder() { # macOS has no flock
  local folder="$CACHE/$1.lock.d" owner
  until mkdir "$folder" 2>/dev/null; do
    owner="$(cat "$folder/pid" 2>/dev/null || true)"
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then rm -rf "$folder"; else sleep 0.3; fi
  done
  echo $$ >"$folder/pid"
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$folder'" EXIT
}

# ---- ports: remembered, because a build's results name them; a taken port gives way to the next

listening() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

default_port() { case "$1" in a) echo 5000 ;; b) echo 5001 ;; v2) echo 5002 ;; mirror) echo 5009 ;; esac }

port_of() { # a | b | v2 | mirror
  cat "$CACHE/conf/port-$1" 2>/dev/null || default_port "$1"
}

port_is_spoken_for() { # PORT NAME: by another of our own registries
  local name
  for name in a b v2 mirror; do
    if [ "$name" != "$2" ] && [ "$(port_of "$name")" = "$1" ]; then return 0; fi
  done
  return 1
}

# choose_port NAME: call it only while that registry is not running
choose_port() {
  local port
  port="$(port_of "$1")"
  while listening "$port" || port_is_spoken_for "$port" "$1"; do port=$((port + 1)); done
  if [ "$port" != "$(port_of "$1")" ]; then say "port $(port_of "$1") is in use: registry $1 gets $port"; fi
  put "$CACHE/conf/port-$1" "$port"
}

# ---- which kind of machine

# The user's own view of Docker, also in a shell that has evaluated `script/engine env`.
user_docker() {
  (
    if [ "${DOCKER_HOST:-}" = "unix://$RUN/dockerd.sock" ]; then unset DOCKER_HOST; fi
    if [ "${DOCKER_CONFIG:-}" = "$CACHE/docker" ]; then
      unset DOCKER_CONFIG
      if [ -n "${TAGSTREAM_USER_DOCKER_CONFIG:-}" ]; then export DOCKER_CONFIG="$TAGSTREAM_USER_DOCKER_CONFIG"; fi
    fi
    docker "$@"
  )
}

# "bare" is remembered: installing docker.io may start a system service, which must not change it.
detect_mode() {
  if [ -n "${TAGSTREAM_ENGINE:-}" ]; then
    case "$TAGSTREAM_ENGINE" in bare | docker) echo "$TAGSTREAM_ENGINE" ;; *) die "TAGSTREAM_ENGINE is bare or docker, not $TAGSTREAM_ENGINE" ;; esac
  elif [ "$(cat "$CACHE/mode" 2>/dev/null)" = bare ]; then
    echo bare
  elif have docker && user_docker info >/dev/null 2>&1; then
    echo docker
  elif [ "$(id -u)" = 0 ] && have apt-get; then
    echo bare
  else
    die "no Docker engine answers, and this is not root on Debian or Ubuntu: start Docker, then try again"
  fi
}

# ---- builders of buildx

builders() { echo "builders $BUILDER, $BUILDER_ARM64, $BUILDER_NODES"; }

# remote_builder DOCKER NAME [ENDPOINT PLATFORM]…: one node for each endpoint; an empty platform
# leaves it to the node. Makes the builder again only if an endpoint differs.
remote_builder() {
  local docker="$1" name="$2" instance="$CACHE/docker/buildx/instances/$2"
  shift 2
  if has_endpoints "$instance" "$@"; then return; fi
  "$docker" buildx rm --force "$name" >/dev/null 2>&1 || true
  step "making the builder $name" "builder-$name" make_remote_builder "$docker" "$name" "$@"
}

has_endpoints() { # INSTANCE [ENDPOINT PLATFORM]…
  local instance="$1"
  shift
  while [ $# -gt 0 ]; do
    grep -qsF "\"Endpoint\":\"$1\"" "$instance" || return 1
    shift 2
  done
}

make_remote_builder() { # DOCKER NAME [ENDPOINT PLATFORM]…
  local docker="$1" name="$2" append=""
  shift 2
  while [ $# -gt 0 ]; do
    "$docker" buildx create --name "$name" ${append:+"$append"} --driver remote ${2:+--platform "$2"} "$1"
    append=--append
    shift 2
  done
}
