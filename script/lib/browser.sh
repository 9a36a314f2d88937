# shellcheck shell=bash
# Finds the browser of the tests; on a bare Debian, as root, installs it. The tests themselves ask
# here, too: see tools/browser.cjs.

BROWSERS="chromium chromium-browser google-chrome google-chrome-stable microsoft-edge microsoft-edge-stable"
BROWSERS_OF_MACOS="Chromium:Google Chrome:Microsoft Edge"
BROWSER_PACKAGES="chromium fonts-liberation"

# Prints the path of the first browser: TAGSTREAM_TEST_BROWSER, one on PATH, one of macOS' folder.
# Prints nothing where there is none.
find_browser() {
  local name path folders=()
  if [ -x "${TAGSTREAM_TEST_BROWSER:-}" ]; then echo "$TAGSTREAM_TEST_BROWSER"; return; fi
  for name in $BROWSERS; do
    path="$(type -P "$name" || true)"
    if [ -n "$path" ] && ! is_snap "$path"; then echo "$path"; return; fi
  done
  IFS=: read -r -a folders <<<"$BROWSERS_OF_MACOS"
  for name in "${folders[@]}"; do
    path="/Applications/$name.app/Contents/MacOS/$name"
    if [ -x "$path" ]; then echo "$path"; return; fi
  done
}

# A snap sees no file in /tmp, where tests keep theirs. Ubuntu's package is a script that starts it.
is_snap() { # PATH
  case "$1" in /snap/*) return 0 ;; esac
  [ "$(head -c 2 "$1")" = '#!' ] && grep -q /snap/bin/ "$1"
}

# Ubuntu has no chromium among its packages, only a snap.
can_install_browser() { [ "$(detect_mode)" = bare ] && grep -qs '^ID=debian$' /etc/os-release; }

# Without one this is no failure: the run then names the tests that it leaves out.
ensure_browser() {
  if [ -z "$(find_browser)" ] && can_install_browser; then
    step "installing Debian packages: $BROWSER_PACKAGES" apt-browser apt_install "$BROWSER_PACKAGES"
  fi
  [ -n "$(find_browser)" ] || say "no browser: install Chromium, Chrome or Edge, or set TAGSTREAM_TEST_BROWSER to one"
  find_browser
}

status_browser() {
  local path
  path="$(find_browser)"
  if [ -n "$path" ]; then
    status_line browser "$("$path" --version 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1)" found "$path"
  else
    status_line browser - missing -
  fi
}
