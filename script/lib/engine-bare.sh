# shellcheck shell=bash
# On a bare Debian or Ubuntu machine, as root: runs dockerd, buildkitd and registries as our own
# processes, on the host's network.

ARCH="$(uname -m | sed -e s/x86_64/amd64/ -e s/aarch64/arm64/)"
if [ "$ARCH" = amd64 ]; then EMULATED=aarch64; else EMULATED=x86_64; fi

up_bare() {
  if [ "$(uname -s)" != Linux ] || [ "$(id -u)" != 0 ]; then die "the bare engine needs Linux and root"; fi
  mkdir -p "$RUN"
  install_packages
  enable_emulation
  build_while_debootstrapping
  local name
  provide_memory
  for name in mirror a b v2; do start_registry "$name"; done
  start_dockerd
  start_buildkitd buildkitd buildkit '"linux/amd64", "linux/arm64"'
  start_buildkitd buildkitd-arm64 buildkit-arm64 '"linux/arm64"'
  configure_client
  seed_images
}

env_bare() {
  export_line DOCKER_HOST "unix://$RUN/dockerd.sock"
  export_line TAGSTREAM_DOCKER_RUN_ARGS "--network host" # dockerd has no bridge
}

down_bare() {
  local name
  for name in buildkitd buildkitd-arm64 dockerd registry-a registry-b registry-v2 registry-mirror; do stop "$name"; done
  clear_containerd
  unmount_leftovers
}

# Mounts that a killed daemon or debootstrap left would keep the cache from being deleted.
unmount_leftovers() {
  unmount_below "$CACHE/data"
  unmount_below "$CACHE/seeds"
  unmount_below "$RUN/exec"
  unmount_below "$MEMORY"
}

unmount_below() { # FOLDER
  local folder
  awk '{ print $2 }' /proc/mounts | sort -r | while read -r folder; do
    case "$folder/" in "$1"/*) umount -l "$folder" || true ;; esac
  done
}

# ---- packages

PACKAGES="docker.io runc qemu-user-static binfmt-support docker-registry debootstrap debian-archive-keyring ca-certificates rpm zsh fish mandoc"

install_packages() {
  if [ "$(cat "$CACHE/stamps/apt" 2>/dev/null)" = "$PACKAGES" ] && have docker dockerd runc docker-registry debootstrap; then return; fi
  step "installing Debian packages: $PACKAGES" apt install_engine
  put "$CACHE/stamps/apt" "$PACKAGES"
}

install_engine() {
  apt_install "$PACKAGES"
  # Since Debian 13 the client is a package of its own.
  if ! have docker; then apt_install docker-cli; fi
}

apt_install() { # "PACKAGE…"
  export DEBIAN_FRONTEND=noninteractive
  # Package lists may be missing, or older than the mirror.
  apt-get update
  # shellcheck disable=SC2086
  apt-get install -y --no-install-recommends $1
}

# ---- emulation: with the F flag the kernel holds qemu open, so it works where its path is missing

enable_emulation() {
  local binfmt=/proc/sys/fs/binfmt_misc
  if [ ! -e $binfmt/register ]; then step "mounting binfmt_misc" binfmt mount -t binfmt_misc binfmt_misc $binfmt; fi
  if grep -qs '^flags:.*F' "$binfmt/qemu-$EMULATED"; then return; fi
  step "registering qemu for $EMULATED" binfmt register_qemu "$binfmt"
}

register_qemu() {
  update-binfmts --enable "qemu-$EMULATED" || true
  if grep -qs '^flags:.*F' "$1/qemu-$EMULATED"; then return; fi
  # Registered without F, or not at all: the same package's description for systemd has the flag.
  if [ -e "$1/qemu-$EMULATED" ]; then echo -1 >"$1/qemu-$EMULATED"; fi
  grep '^:' "/usr/lib/binfmt.d/qemu-$EMULATED.conf" >"$1/register"
  grep '^flags:.*F' "$1/qemu-$EMULATED"
}

# ---- daemons: NAME.pid holds the process id, then a hash of command and config

# The system may have reused a process id, so the process must also name our cache or run folder.
process_is_ours() { { tr '\0' ' ' <"/proc/$1/cmdline"; } 2>/dev/null | grep -qF -e "$CACHE/" -e "$RUN/"; }

pid_of() {
  local pid
  pid="$(sed -n 1p "$RUN/$1.pid" 2>/dev/null)" || return 1
  [ -n "$pid" ] && process_is_ours "$pid" && echo "$pid"
}

runs() { pid_of "$1" >/dev/null; }
runs_as() { runs "$1" && [ "$(sed -n 2p "$RUN/$1.pid")" = "$2" ]; }

# Detached from the caller's session, standard streams, locks and other open files.
daemon() { # NAME HASH COMMAND…
  local name="$1" hash="$2" log="$CACHE/log/$1.log"
  shift 2
  if [ -e "$log" ]; then mv "$log" "$log.1"; fi
  (
    local fd
    for fd in "/proc/$BASHPID/fd"/*; do
      fd="${fd##*/}"
      if [ "$fd" -gt 2 ] && [ "$fd" -ne 255 ]; then eval "exec $fd>&-"; fi
    done
    cd /
    # Collecting garbage less often: the tests need the processor, and the machine has the memory.
    GOGC=400 OTEL_TRACES_EXPORTER=none setsid nohup "$@" </dev/null >"$log" 2>&1 &
    printf '%s\n%s\n' $! "$hash" >"$RUN/$name.pid"
  )
}

stop() { # NAME
  local pid
  if pid="$(pid_of "$1")"; then
    say "stopping $1"
    kill "$pid"
    if ! wait_for 15 gone "$pid"; then
      kill -9 "$pid"
      wait_for 5 gone "$pid" || true
    fi
  fi
  rm -f "$RUN/$1.pid"
}

gone() { ! process_is_ours "$1"; }

# start NAME "version" PROBE CONFIG COMMAND…: PROBE succeeds once the daemon answers
# shellcheck disable=SC2086 # PROBE has arguments
start() {
  local name="$1" version="$2" probe="$3" config="$4" hash
  shift 4
  hash="$({ echo "$version $*"; cat "$config" "$CACHE/stamps/engine"; } | hash_of)"
  if runs_as "$name" "$hash" && $probe; then return; fi
  stop "$name"
  rm -f "$RUN/$name.sock"
  say "starting $name $version"
  daemon "$name" "$hash" "$@"
  wait_for 30 $probe || fail_with_log "$name does not answer" "$CACHE/log/$name.log"
}

# ---- dockerd

dockerd_version() { dockerd --version | sed 's/Docker version \([^,+ ]*\).*/\1/'; }
dockerd_answers() { docker --host "unix://$RUN/dockerd.sock" version >/dev/null 2>&1 && process_is_ours "$(containerd_pid)"; }
containerd_pid() { cat "$RUN/exec/containerd/containerd.pid" 2>/dev/null || echo none; }

# A bridge needs iptables and kernel support. The host's network needs neither, and reaches the
# registries.
dockerd_config() {
  cat <<EOF
{
  "bridge": "none",
  "iptables": false,
  "ip6tables": false,
  "log-level": "warn",
  "max-concurrent-downloads": 6,
  "shutdown-timeout": 3,
  "insecure-registries": ["127.0.0.0/8", "localhost:$(port_of a)", "localhost:$(port_of b)", "localhost:$(port_of v2)", "localhost:$(port_of mirror)"],
  "registry-mirrors": ["http://localhost:$(port_of mirror)"]
}
EOF
}

start_dockerd() {
  local config="$CACHE/conf/dockerd.json"
  put "$config" "$(dockerd_config)"
  if ! runs dockerd; then clear_containerd; fi
  start dockerd "$(dockerd_version)" dockerd_answers "$config" \
    dockerd --config-file "$config" --data-root "$CACHE/data/docker" --exec-root "$RUN/exec" \
    --host "unix://$RUN/dockerd.sock" --pidfile "$RUN/dockerd-own.pid"
}

# A killed dockerd leaves a process id file, and trusts it at its next start. It would wait in vain
# for a dying containerd, or for another process with that number. Containers may have outlived it,
# too.
clear_containerd() {
  local pid
  pid="$(containerd_pid)"
  if process_is_ours "$pid"; then
    kill "$pid" 2>/dev/null || true
    wait_for 10 gone "$pid" || kill -9 "$pid" || true
  fi
  rm -f "$RUN/exec/containerd/containerd.pid" "$RUN/dockerd-own.pid"
  for pid in $(pgrep -f "containerd-shim.* $RUN/exec/containerd/" || true); do
    pkill -9 -P "$pid" || true
    kill -9 "$pid" 2>/dev/null || true
  done
}

# ---- buildkitd: one for both platforms, and a second for linux/arm64 alone

buildkitd_answers() { [ -S "$RUN/$1.sock" ]; } # `start` removes a dead one's socket

buildkitd_config() { # NAME DATA PLATFORMS
  local name
  cat <<EOF
root = "$CACHE/data/$2"
insecure-entitlements = ["network.host"]
[log]
  level = "warn"
[grpc]
  address = ["unix://$RUN/$1.sock"]
[worker.oci]
  enabled = true
  networkMode = "host"
  platforms = [$3]
[worker.containerd]
  enabled = false
# The mirror stands in for Docker Hub.
[registry."docker.io"]
  mirrors = ["localhost:$(port_of mirror)"]
EOF
  for name in a b v2 mirror; do
    printf '[registry."localhost:%s"]\n  http = true\n' "$(port_of $name)"
  done
}

start_buildkitd() { # NAME DATA PLATFORMS
  local config="$CACHE/conf/$1.toml"
  put "$config" "$(buildkitd_config "$@")"
  start "$1" "$(module_version engine github.com/moby/buildkit)" "buildkitd_answers $1" "$config" \
    "$CACHE/bin/buildkitd" --config "$config"
}

# Our own configuration folder: the user's is never touched.
configure_client() {
  mkdir -p "$CACHE/docker/cli-plugins"
  ln -sfn "$CACHE/bin/buildx" "$CACHE/docker/cli-plugins/docker-buildx"
  [ -e "$CACHE/docker/config.json" ] || echo '{}' >"$CACHE/docker/config.json"
  remote_builder own_docker "$BUILDER" "unix://$RUN/buildkitd.sock" ""
  remote_builder own_docker "$BUILDER_ARM64" "unix://$RUN/buildkitd-arm64.sock" linux/arm64
  remote_builder own_docker "$BUILDER_NODES" "unix://$RUN/buildkitd.sock" linux/amd64 "unix://$RUN/buildkitd-arm64.sock" linux/arm64
}

own_docker() { DOCKER_HOST="unix://$RUN/dockerd.sock" DOCKER_CONFIG="$CACHE/docker" BUILDX_BUILDER="$BUILDER" docker "$@"; }

# ---- registries

registry_version() {
  if [ "$1" = v2 ]; then docker-registry --version | awk '{ sub(/^v/, "", $3); sub(/\+.*/, "", $3); print $3 }'; else module_version engine github.com/distribution/distribution/v3; fi
}

# Waiting for a disk at each write is a third of what a registry costs the tests. Where the machine
# has memory to spare, the registries of the tests keep what they get in it. The mirror does not: it
# has the seeds.
MEMORY="$RUN/memory"

provide_memory() {
  if mounted "$MEMORY"; then
    if memory_is_short; then empty_memory; fi
  elif [ "$(awk '/^MemAvailable:/ { print int($2 / 1024 / 1024) }' /proc/meminfo)" -ge 10 ]; then
    mkdir -p "$MEMORY"
    mount -t tmpfs -o size=6g,mode=700 tagstream "$MEMORY" || { say "cannot mount memory: the registries use the disk" && return; }
    rm -rf "$CACHE"/data/registry-{a,b,v2}
  fi
}

mounted() { grep -qF " $1 tmpfs " /proc/mounts; }

# One whole run of the tests fills about 2 GB.
memory_is_short() { [ "$(df --output=avail --block-size=1G "$MEMORY" | tail -n 1)" -lt 3 ]; }

empty_memory() {
  local name
  for name in a b v2; do stop "registry-$name"; done
  rm -rf "${MEMORY:?}"/*
}

registry_folder() { # NAME
  if [ "$1" != mirror ] && mounted "$MEMORY"; then echo "$MEMORY/registry-$1"; else echo "$CACHE/data/registry-$1"; fi
}

registry_config() { # NAME
  cat <<EOF
version: 0.1
log:
  level: warn
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: $(registry_folder "$1")
  delete:
    enabled: true
http:
  addr: 127.0.0.1:$(port_of "$1")
  secret: of-no-use # or each start warns that it made one up
EOF
}

start_registry() {
  local config="$CACHE/conf/registry-$1.yml" program="$CACHE/bin/registry"
  if [ "$1" = v2 ]; then program=docker-registry; fi
  if ! runs "registry-$1"; then choose_port "$1"; fi
  put "$config" "$(registry_config "$1")"
  start "registry-$1" "$(registry_version "$1")" "listening $(port_of "$1")" "$config" "$program" serve "$config"
}

# ---- seeds: images for `FROM debian:bookworm-slim`, `FROM debian:trixie-slim` and
# `FROM busybox:1.36` without Docker Hub

SUITES="bookworm trixie" # of Debian

rootfs_of() { echo "$CACHE/seeds/debian-$1-$ARCH.tar"; } # SUITE

build_while_debootstrapping() {
  debootstrap_missing &
  build_engine
  wait $!
}

debootstrap_missing() {
  local suite
  for suite in $SUITES; do
    if [ ! -e "$(rootfs_of "$suite")" ]; then step "debootstrap of Debian $suite" "debootstrap-$suite" make_rootfs "$suite"; fi
  done
}

make_rootfs() { # SUITE
  local suite="$1" folder="$CACHE/seeds/rootfs-$1" tar
  tar="$(rootfs_of "$suite")"
  unmount_below "$folder" # of an earlier try
  rm -rf "$folder"
  debootstrap --variant=minbase --arch="$ARCH" --keyring=/usr/share/keyrings/debian-archive-keyring.gpg "$suite" "$folder" http://deb.debian.org/debian
  unmount_below "$folder" # debootstrap leaves its /proc mounted if that was busy at its end
  rm -rf "$folder"/var/lib/apt/lists/* "$folder"/var/cache/apt/* "$folder"/var/log/* "$folder"/usr/share/{doc,info,man}/* \
    "$folder"/etc/{resolv.conf,hostname,apt/sources.list} "${folder:?}"/dev/*
  cp -R "$ROOT/tools/engine/seeds/debian/." "$folder/"
  sed -i "s/SUITE/$suite/g" "$folder/etc/apt/sources.list.d/debian.sources"
  tar --numeric-owner --sort=name -C "$folder" -cf "$tar.part" .
  mv "$tar.part" "$tar"
  rm -rf "$folder"
}

seeds_stamp() {
  local suite
  {
    cat "$ROOT"/tools/engine/seeds/*.Dockerfile
    for suite in $SUITES; do ls -l "$(rootfs_of "$suite")"; done
    ls -l "$CACHE/bin/dockerfile-frontend"
  } | hash_of
}

# The stamp is in the mirror's data, so deleting that data brings the seeds back.
seed_images() {
  local stamp="$CACHE/data/registry-mirror/seeds" now suite
  now="$(seeds_stamp)"
  [ "$(cat "$stamp" 2>/dev/null)" != "$now" ] || return 0
  for suite in $SUITES; do seed "library/debian:$suite-slim" debian "linux/$ARCH" "$CACHE/seeds" "ROOTFS=debian-$suite-$ARCH.tar"; done
  seed library/busybox:1.36 busybox linux/amd64,linux/arm64 "$ROOT/tools/engine/seeds"
  seed docker/dockerfile:1 frontend "linux/$ARCH" "$CACHE/bin"
  put "$stamp" "$now"
}

seed() { # IMAGE DOCKERFILE PLATFORMS CONTEXT [BUILD-ARGUMENT]
  step "seeding ${1#library/}" "seed-${1##*/}" own_docker buildx build --progress plain --platform "$3" \
    --file "$ROOT/tools/engine/seeds/$2.Dockerfile" ${5:+--build-arg "$5"} \
    --output "type=image,name=localhost:$(port_of mirror)/$1,push=true,oci-mediatypes=true" "$4"
}

# ---- status

status_bare() {
  daemon_status dockerd "$(have dockerd && dockerd_version || echo -)" dockerd "unix://$RUN/dockerd.sock"
  local name
  for name in buildkitd buildkitd-arm64; do
    daemon_status "$name" "$(module_version engine github.com/moby/buildkit)" "$name" "unix://$RUN/$name.sock"
  done
  status_line buildx "$(module_version engine github.com/docker/buildx)" "$(module_is_built engine buildx && echo built || echo missing)" "$(builders)"
  for name in a b v2 mirror; do
    daemon_status "registry $name" "$( (registry_version $name) 2>/dev/null || echo -)" "registry-$name" "localhost:$(port_of $name)"
  done
  status_line emulation "-" "$(grep -qs '^flags:.*F' "/proc/sys/fs/binfmt_misc/qemu-$EMULATED" && echo on || echo off)" "qemu-$EMULATED"
}

daemon_status() { status_line "$1" "$2" "$(runs "$3" && echo up || echo down)" "$4"; }
