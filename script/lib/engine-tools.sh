# shellcheck shell=bash
# Builds programs from Go modules, and installs Node from npm packages. A stamp names the sources,
# so each is built once.

# shellcheck source=tools/versions
source "$ROOT/tools/versions"

module_version() { # MODULE PATH, e.g. engine github.com/moby/buildkit -> 0.34.2
  awk -v path="$2" '{ sub(/^require /, "") } $1 == path && $2 ~ /^v/ { sub(/^v/, "", $2); print $2; exit }' "$ROOT/tools/$1/go.mod"
}

module_stamp() { # of a program of our own, its source too
  find "$ROOT/tools/$1" -maxdepth 1 \( -name go.mod -o -name go.sum -o -name '*.go' \) | LC_ALL=C sort | xargs cat | hash_of
}

module_is_built() { # MODULE BINARY…
  local module="$1" binary
  shift
  [ "$(cat "$CACHE/stamps/$module" 2>/dev/null)" = "$(module_stamp "$module")" ] || return 1
  for binary in "$@"; do [ -x "$CACHE/bin/$binary" ] || return 1; done
}

# The linker sets the versions that the programs print; it ignores names that a program lacks.
link_flags() { # MODULE
  echo "-s -w" \
    "-X github.com/moby/buildkit/version.Version=v$(module_version engine github.com/moby/buildkit)" \
    "-X github.com/docker/buildx/version.Version=v$(module_version engine github.com/docker/buildx)" \
    "-X github.com/distribution/distribution/v3/version.version=v$(module_version engine github.com/distribution/distribution/v3)" \
    "-X github.com/google/go-containerregistry/cmd/crane/cmd.Version=v$(module_version crane github.com/google/go-containerregistry)" \
    "-X sigs.k8s.io/kustomize/api/provenance.version=v$(module_version kubernetes sigs.k8s.io/kustomize/kustomize/v5)" \
    "-X main.version=$(main_version "$1")"
}

main_version() { # MODULE: of the program that keeps its version in package main
  case "$1" in
    act) module_version act github.com/nektos/act ;;
    syft) module_version syft github.com/anchore/syft ;;
    kubernetes) echo "v$(module_version kubernetes github.com/yannh/kubeconform)" ;;
  esac
}

install_module() {
  cd "$ROOT/tools/$1" || return
  # Fewer collections of garbage: memory for processor time.
  GOGC="${GOGC:-400}" GOBIN="$CACHE/bin" GOWORK=off CGO_ENABLED=0 go install -ldflags "$(link_flags "$1")" tool
}

build_module() { # MODULE "what it is" BINARY…
  local module="$1" text="$2"
  shift 2
  module_is_built "$module" "$@" && return
  have go || die "Go is needed to build $text: https://go.dev/dl"
  step "building $text" "build-$module" install_module "$module"
  put "$CACHE/stamps/$module" "$(module_stamp "$module")"
}

build_engine() {
  build_module engine "buildkitd $(module_version engine github.com/moby/buildkit), buildx $(module_version engine github.com/docker/buildx) and distribution $(module_version engine github.com/distribution/distribution/v3) (once, about 6 min)" buildkitd buildx registry dockerfile-frontend
}

# ---- node

node_version() { if [ "$1" = 20 ]; then echo "$NODE20_VERSION"; else echo "$NODE24_VERSION"; fi; }

node_package() {
  local system cpu
  case "$(uname -s)" in Darwin) system=darwin ;; *) system=linux ;; esac
  case "$(uname -m)" in aarch64 | arm64) cpu=arm64 ;; *) cpu=x64 ;; esac
  echo "node-$system-$cpu"
}

# The version is part of the path: another pin never meets an old binary.
node_folder() { echo "$CACHE/node$1/$(node_version "$1")"; }
node_binary() { echo "$(node_folder "$1")/node_modules/$(node_package)/bin/node"; }

ensure_node() { # 20 | 24
  local folder
  folder="$(node_folder "$1")"
  if "$(node_binary "$1")" --version >/dev/null 2>&1; then return; fi
  have npm || die "npm is needed to install Node $1"
  mkdir -p "$folder"
  step "installing Node $(node_version "$1")" "node$1" npm install --prefix "$folder" --no-audit --no-fund --no-package-lock \
    --ignore-scripts "$(node_package)@$(node_version "$1")"
}

# ---- syft: its 2.2 GB of sources and 1 GB of objects serve nothing else. They go after the build,
# and stay after a failed one, for the next.

build_syft() {
  local folder="$CACHE/data/build-syft"
  GOPATH="$folder/path" GOMODCACHE="$folder/path/pkg/mod" GOCACHE="$folder/objects" GOFLAGS="${GOFLAGS:-} -modcacherw" \
    build_module syft "syft $(module_version syft github.com/anchore/syft) (once, about 6 min and 3.5 GB of disk for that time)" syft
  rm -rf "$folder"
}

# ---- kubernetes: kustomize, kubeconform, and the description of Kubernetes' own API, from which
# the tests make kubeconform's schemas. Of the module's 120 MB only that file stays.

kubernetes_api() { echo "$CACHE/data/kubernetes-api-$(module_version kubernetes-api k8s.io/kubernetes).json"; }

fetch_kubernetes_api() {
  local folder="$CACHE/data/fetch-kubernetes-api" version
  version="$(module_version kubernetes-api k8s.io/kubernetes)"
  cd "$ROOT/tools/kubernetes-api" || return
  GOWORK=off GOMODCACHE="$folder" GOFLAGS="${GOFLAGS:-} -modcacherw" go mod download k8s.io/kubernetes
  cp "$folder/k8s.io/kubernetes@v$version/api/openapi-spec/swagger.json" "$(kubernetes_api).$$"
  mv "$(kubernetes_api).$$" "$(kubernetes_api)"
  rm -rf "$folder"
}

ensure_kubernetes() {
  build_module kubernetes "kustomize $(module_version kubernetes sigs.k8s.io/kustomize/kustomize/v5) and kubeconform $(module_version kubernetes github.com/yannh/kubeconform) (once, about 30 s)" kustomize kubeconform
  [ -s "$(kubernetes_api)" ] || step "fetching the API of Kubernetes $(module_version kubernetes-api k8s.io/kubernetes)" fetch-kubernetes-api fetch_kubernetes_api
}

# ---- on demand

ensure_tool() {
  case "$1" in
    browser) ensure_browser ;;
    act | actionlint)
      build_module act "act $(module_version act github.com/nektos/act) and actionlint $(module_version act github.com/rhysd/actionlint) (once, about 1 min)" act actionlint
      echo "$CACHE/bin/$1"
      ;;
    crane)
      build_module crane "crane $(module_version crane github.com/google/go-containerregistry) (once)" crane
      echo "$CACHE/bin/crane"
      ;;
    patternmatcher)
      build_module patternmatcher "patternmatcher $(module_version patternmatcher github.com/moby/patternmatcher) (once)" patternmatcher
      echo "$CACHE/bin/patternmatcher"
      ;;
    dockerfile)
      build_module dockerfile "BuildKit's Dockerfile parser $(module_version dockerfile github.com/moby/buildkit) (once)" dockerfile
      echo "$CACHE/bin/dockerfile"
      ;;
    kubernetes)
      ensure_kubernetes
      echo "$CACHE/bin/kustomize"
      echo "$CACHE/bin/kubeconform"
      ;;
    syft)
      build_syft
      echo "$CACHE/bin/syft"
      ;;
    node)
      ensure_node 20
      ensure_node 24
      ;;
    *) die "no such tool: $1 (act, actionlint, browser, crane, dockerfile, kubernetes, node, patternmatcher, syft)" ;;
  esac
}

ensure_tools() {
  local tool
  lock tools
  for tool in "$@"; do ensure_tool "$tool"; done
}

status_tools() {
  local state
  state=missing; module_is_built act act && state=built
  status_line act "$(module_version act github.com/nektos/act)" $state "$CACHE/bin/act"
  state=missing; module_is_built crane crane && state=built
  status_line crane "$(module_version crane github.com/google/go-containerregistry)" $state "$CACHE/bin/crane"
  state=missing; module_is_built patternmatcher patternmatcher && state=built
  status_line patternmatcher "$(module_version patternmatcher github.com/moby/patternmatcher)" $state "$CACHE/bin/patternmatcher"
  state=missing; module_is_built dockerfile dockerfile && state=built
  status_line dockerfile "$(module_version dockerfile github.com/moby/buildkit)" $state "$CACHE/bin/dockerfile"
  state=missing; module_is_built kubernetes kustomize kubeconform && state=built
  status_line kustomize "$(module_version kubernetes sigs.k8s.io/kustomize/kustomize/v5)" $state "$CACHE/bin/kustomize"
  status_line kubeconform "$(module_version kubernetes github.com/yannh/kubeconform)" $state "$CACHE/bin/kubeconform"
  state=missing; module_is_built syft syft && state=built
  status_line syft "$(module_version syft github.com/anchore/syft)" $state "$CACHE/bin/syft"
  for major in 20 24; do
    state=missing; [ -x "$(node_binary $major)" ] && state=built
    status_line "node $major" "$(node_version $major)" $state "$(node_binary $major)"
  done
  status_browser
}

status_line() { printf '%-16s %-12s %-8s %s\n' "$@"; }
