#!/bin/sh
# BuildKit's SBOM scanner protocol: an in-toto statement around syft's list of $BUILDKIT_SCAN_SOURCE.
# The build's log gets the memory at the peak of the scan. (busybox's `time -v` tells four times that.)
set -eu
export HOME=/tmp SYFT_CHECK_FOR_APP_UPDATE=false
exec >"$BUILDKIT_SCAN_DESTINATION/$(basename "$BUILDKIT_SCAN_SOURCE").spdx.json"

printf '{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://spdx.dev/Document","subject":[],"predicate":'
syft scan "dir:$BUILDKIT_SCAN_SOURCE" --base-path "$BUILDKIT_SCAN_SOURCE" \
  --override-default-catalogers image --output spdx-json &
scan=$! peak=
while sample=$(grep VmHWM: "/proc/$scan/status" 2>/dev/null); do
  peak=$sample
  sleep 0.05
done
wait "$scan"
printf '}\n'
echo "$peak" >&2
