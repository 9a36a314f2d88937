#!/bin/sh
# The image knows its version: a release says the number of its git tag, `edge` says "edge".
set -eu
version=$(docker run --rm --network none "$TAGSTREAM_IMAGE" cat /www/version)
echo "the image of the stream $STREAM says \"$version\""
case "$STREAM" in
  edge) [ "$version" = edge ] ;;
  *) echo "$version" | grep -Eq '^[0-9]+\.[0-9]+\.[0-9]+' ;;
esac
