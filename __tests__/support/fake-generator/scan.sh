#!/bin/sh
# BuildKit's SBOM scanner protocol: lists the packages under $BUILDKIT_SCAN_SOURCE in a file of
# $BUILDKIT_SCAN_DESTINATION. The image's own file /generator-mode replaces the mode.
set -eu
root=$BUILDKIT_SCAN_SOURCE
result=$BUILDKIT_SCAN_DESTINATION/core.spdx.json
mode=$(cat "$root/generator-mode" 2>/dev/null || echo "$MODE")

list() { # TOOL
  for file in /etc/os-release /var/lib/dpkg/status /lib/apk/db/installed /packages.txt; do
    if [ -f "$root$file" ]; then printf '#file %s\n' "$file"; cat "$root$file"; echo; fi
  done | awk -v tool="$1" -f /scan.awk
}

case $mode in
  normal) list fake-1.0 >"$result" ;;
  other-tool) list other-2.0 >"$result" ;;
  fails) echo "cannot read the package database" >&2; exit 3 ;;
  nothing) ;;
  rubbish) echo "this is no statement" >"$result" ;;
  bare) list fake-1.0 | sed -e 's/^.*"predicate"://' -e 's/}$//' >"$result" ;; # SPDX without its statement
  huge) { head -c 100000000 /dev/zero | tr '\0' ' '; list fake-1.0; } >"$result" ;;
  *) echo "unknown mode $mode" >&2; exit 4 ;;
esac
