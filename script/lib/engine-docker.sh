# shellcheck shell=bash
# On a machine with Docker (a GitHub runner, a laptop), uses its engine. BuildKit and the registries
# are containers, named tagstream-* and buildx_buildkit_tagstream*.

up_docker() {
  user_docker info >/dev/null 2>&1 || die "no Docker engine answers: start Docker, or try TAGSTREAM_ENGINE=bare"
  link_client
  local name
  for name in a b v2; do ensure_registry_container "$name"; done
  ensure_builder "$BUILDER" ""
  ensure_emulation
  ensure_builder "$BUILDER_ARM64" linux/arm64
  remote_builder client "$BUILDER_NODES" "docker-container://$(builder_container "$BUILDER")" linux/amd64 \
    "docker-container://$(builder_container "$BUILDER_ARM64")" linux/arm64
}

env_docker() {
  export_line TAGSTREAM_USER_DOCKER_CONFIG "$(user_config)"
  export_line TAGSTREAM_DOCKER_RUN_ARGS ""
}

down_docker() {
  local name
  for name in a b v2; do
    if container_runs "$(container_of $name)"; then say "stopping registry $name" && client stop --time 1 "$(container_of $name)" >/dev/null; fi
  done
  for name in "$BUILDER" "$BUILDER_ARM64"; do
    if container_runs "$(builder_container "$name")"; then say "stopping BuildKit of $name" && client buildx stop "$name"; fi
  done
}

# ---- the client: our own configuration folder, with the user's engine and plug-ins

user_config() {
  if [ -n "${DOCKER_CONFIG:-}" ] && [ "$DOCKER_CONFIG" != "$CACHE/docker" ]; then echo "$DOCKER_CONFIG"; else echo "${TAGSTREAM_USER_DOCKER_CONFIG:-$HOME/.docker}"; fi
}

# The user's DOCKER_HOST and DOCKER_CONTEXT apply here, too.
client() { (
  if [ "${DOCKER_HOST:-}" = "unix://$RUN/dockerd.sock" ]; then unset DOCKER_HOST; fi
  DOCKER_CONFIG="$CACHE/docker" docker "$@"
); }

link_client() {
  local user part context
  user="$(user_config)"
  for part in contexts cli-plugins; do
    if [ ! -e "$user/$part" ] || [ "$(readlink "$CACHE/docker/$part")" = "$user/$part" ]; then continue; fi
    # A real folder is left from a bare engine, and holds no one's work.
    rm -rf "${CACHE:?}/docker/$part"
    ln -s "$user/$part" "$CACHE/docker/$part"
  done
  # Takes over the choice of the engine, and no credentials.
  context="$(user_docker context show 2>/dev/null || echo default)"
  put "$CACHE/docker/config.json" "{\"currentContext\": \"$context\"}"
  if client buildx version >/dev/null 2>&1; then return; fi
  build_engine
  if [ -L "$CACHE/docker/cli-plugins" ]; then rm "$CACHE/docker/cli-plugins"; fi # the user's folder is not ours to fill
  mkdir -p "$CACHE/docker/cli-plugins"
  ln -sfn "$CACHE/bin/buildx" "$CACHE/docker/cli-plugins/docker-buildx"
}

# ---- registries

container_of() { echo "tagstream-registry-$1"; }
container_runs() { [ "$(client container inspect --format '{{.State.Running}}' "$1" 2>/dev/null)" = true ]; }
registry_image() { if [ "$1" = v2 ]; then echo "$REGISTRY_V2_IMAGE"; else echo "$REGISTRY_IMAGE"; fi; }

# A container's image and port are fixed: if either differs, make a new container.
ensure_registry_container() {
  local name="$1" container image
  container="$(container_of "$name")"
  image="$(registry_image "$name")"
  if [ "$(container_label "$container")" = "$image $(port_of "$name")" ]; then
    if container_runs "$container"; then return; fi
    # Fails if another process took the port meanwhile.
    if client start "$container" >/dev/null 2>&1; then say "starting registry $name"; else make_registry_container "$name"; fi
  else
    make_registry_container "$name"
  fi
  wait_for 30 registry_answers "$(port_of "$name")" || die "registry $name does not answer: docker logs $container"
}

container_label() { client container inspect --format '{{index .Config.Labels "tagstream"}}' "$1" 2>/dev/null || true; }

make_registry_container() {
  local name="$1" container image
  container="$(container_of "$name")"
  image="$(registry_image "$name")"
  client rm --force --volumes "$container" >/dev/null 2>&1 || true
  choose_port "$name"
  step "starting registry $name ($image)" "registry-$name" client run --detach --name "$container" \
    --label "tagstream=$image $(port_of "$name")" --publish "127.0.0.1:$(port_of "$name"):5000" \
    --env REGISTRY_STORAGE_DELETE_ENABLED=true --env OTEL_TRACES_EXPORTER=none --env REGISTRY_LOG_LEVEL=warn \
    --env REGISTRY_LOG_ACCESSLOG_DISABLED=true "$image"
}

# Docker listens on a published port before the registry behind it does: ask for an answer.
registry_answers() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET /v2/ HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
    head -n 1 <&3 | grep -q ' 200 '
  ) 2>/dev/null
}

# ---- BuildKit: on the host's network, so that localhost means the same registries as outside

builder_container() { echo "buildx_buildkit_${1}0"; } # BUILDER
builder_image() { echo "moby/buildkit:v$(module_version engine github.com/moby/buildkit)"; }

builder_config() { # [PLATFORM]
  local name
  if [ -n "$1" ]; then printf '[worker.oci]\n  platforms = ["%s"]\n' "$1"; fi
  for name in a b v2; do printf '[registry."localhost:%s"]\n  http = true\n' "$(port_of $name)"; done
}

ensure_builder() { # BUILDER [PLATFORM]: of one node, for one platform or for all
  local name="$1" platform="$2" config="$CACHE/conf/$1.toml" stamps="$CACHE/stamps/builder-$1" stamp
  stamp="$({ echo "${DOCKER_HOST:-} $(client context show 2>/dev/null)"; builder_image; builder_config "$platform"; } | hash_of)"
  if container_runs "$(builder_container "$name")" && [ "$(cat "$stamps" 2>/dev/null)" = "$stamp" ]; then return; fi
  put "$config" "$(builder_config "$platform")"
  if [ "$(cat "$stamps" 2>/dev/null)" != "$stamp" ] || ! client buildx inspect "$name" >/dev/null 2>&1; then
    # Its state (the build cache) is a volume that outlives the container.
    client buildx rm --force --keep-state "$name" >/dev/null 2>&1 || true
    step "making the builder $name" "builder-$name" client buildx create --name "$name" --driver docker-container \
      ${platform:+--platform "$platform"} --driver-opt "network=host,image=$(builder_image)" --buildkitd-config "$config"
  fi
  step "starting BuildKit of $name ($(builder_image))" "buildkit-$name" client buildx inspect --bootstrap "$name"
  put "$stamps" "$stamp"
}

ensure_emulation() {
  local platforms missing=""
  platforms="$(client buildx inspect "$BUILDER" | sed -n 's/^ *Platforms: *//p')"
  case "$platforms" in *linux/amd64*) ;; *) missing=amd64 ;; esac
  case "$platforms" in *linux/arm64*) ;; *) missing=arm64 ;; esac
  [ -n "$missing" ] || return 0
  step "registering qemu for $missing" binfmt client run --privileged --rm "$BINFMT_IMAGE" --install "$missing"
  # BuildKit looks for emulators when it starts.
  client buildx stop "$BUILDER"
  step "starting BuildKit again" buildkit client buildx inspect --bootstrap "$BUILDER"
}

# ---- status

status_docker() {
  status_line dockerd "$(client version --format '{{.Server.Version}}' 2>/dev/null || echo -)" \
    "$(client version >/dev/null 2>&1 && echo up || echo down)" "${DOCKER_HOST:-context $(client context show 2>/dev/null || echo default)}"
  local name image
  for name in "$BUILDER" "$BUILDER_ARM64"; do
    status_line buildkitd "$(module_version engine github.com/moby/buildkit)" "$(container_state "$(builder_container "$name")")" "$(builder_container "$name")"
  done
  status_line buildx "$(client buildx version 2>/dev/null | awk '{ sub(/^v/, "", $2); print $2 }')" - "$(builders)"
  for name in a b v2; do
    image="$(registry_image $name)"
    status_line "registry $name" "${image#*:}" "$(container_state "$(container_of $name)")" "localhost:$(port_of $name)"
  done
}

container_state() { if container_runs "$1"; then echo up; else echo down; fi; }
