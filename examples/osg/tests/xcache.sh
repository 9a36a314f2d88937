#!/bin/sh
# A file that was read once from the origin is in the cache, by both protocols.
set -eu
. tests/lib.sh

inside --env XC_ORIGIN=localhost:1095 << 'INSIDE'
set -eu
install -d -o xrootd -g xrootd /tmp/origin /tmp/origin/data
echo "event data" > /tmp/origin/data/file
cat > /tmp/origin.cfg << 'ORIGIN'
all.export /data
all.adminpath /tmp/origin
all.pidpath /tmp/origin
oss.localroot /tmp/origin
xrd.port 1095
ORIGIN
/usr/local/sbin/supervisord_startup.sh < /dev/null &
# xrootd ends at once where its host has no name; the image's start gives it one.
until getent hosts "$(hostname)" > /dev/null; do sleep 0.2; done
xrootd -R xrootd -b -c /tmp/origin.cfg -l /tmp/origin/log

[ "$(curl -fsS --retry 30 --retry-delay 1 --retry-all-errors http://localhost:8000/data/file)" = "event data" ]
[ "$(xrdcp --silent root://localhost:1094//data/file -)" = "event data" ]
[ "$(cat /xcache/data/file)" = "event data" ]
INSIDE
