# shellcheck shell=bash
# Installs the npm packages of package-lock.json, unless they are installed. A link to packages of
# another checkout must have the same: `npm ci` would empty that folder.
install_dependencies() {
  local stamp=node_modules/.tagstream-lock
  if cmp -s package-lock.json "$stamp" 2>/dev/null; then return; fi
  if [ -L node_modules ]; then
    echo "node_modules is a link to $(readlink node_modules), whose packages are not those of this package-lock.json." >&2
    echo "To install them here: rm node_modules, then run this again. The other folder stays as it is." >&2
    return 1
  fi
  echo "installing npm packages…" >&2
  npm ci --no-audit --no-fund --loglevel=error >&2
  cp package-lock.json "$stamp"
}
