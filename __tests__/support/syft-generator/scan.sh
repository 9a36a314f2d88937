#!/bin/sh
# BuildKit's SBOM scanner protocol: an in-toto statement around syft's list of $BUILDKIT_SCAN_SOURCE.
# The build's log gets the time and the memory of the scan, from `time -v`.
set -eu
export HOME=/tmp SYFT_CHECK_FOR_APP_UPDATE=false
result=$BUILDKIT_SCAN_DESTINATION/$(basename "$BUILDKIT_SCAN_SOURCE").spdx.json
{
  printf '{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://spdx.dev/Document","subject":[],"predicate":'
  time -v syft scan "dir:$BUILDKIT_SCAN_SOURCE" --quiet --base-path "$BUILDKIT_SCAN_SOURCE" \
    --override-default-catalogers image --output spdx-json
  printf '}\n'
} >"$result"
