# shellcheck shell=bash
# npm's packages, as package-lock.json names them; nothing is done while they are the ones installed.
install_dependencies() {
  local stamp=node_modules/.tagstream-lock
  if ! cmp -s package-lock.json "$stamp" 2>/dev/null; then
    echo "installing npm packages…" >&2
    npm ci --no-audit --no-fund --loglevel=error >&2
    cp package-lock.json "$stamp"
  fi
}
