# shellcheck shell=bash
# Installs the npm packages of package-lock.json, unless they are installed.
install_dependencies() {
  local stamp=node_modules/.tagstream-lock
  if ! cmp -s package-lock.json "$stamp" 2>/dev/null; then
    echo "installing npm packages…" >&2
    npm ci --no-audit --no-fund --loglevel=error >&2
    cp package-lock.json "$stamp"
  fi
}
