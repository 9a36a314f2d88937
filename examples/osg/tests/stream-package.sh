#!/bin/sh
# The image has the version of osg-example-config that is in its stream's Yum repository, and no other stream's.
set -eu
. tests/lib.sh

case "$STREAM" in
  release) expected="$SERIES.1" ;;
  testing) expected="$SERIES.2" ;;
  *) echo "No version is known for the stream $STREAM: add it to $0." >&2 && exit 1 ;;
esac

found=$(echo 'cat /usr/share/osg-example-config/version' | inside)
echo "osg-example-config $found in the stream $STREAM, expected $expected"
[ "$found" = "$expected" ]
