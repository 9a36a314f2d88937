#!/bin/sh
# A file that was fetched once through the proxy is served again after its web server has gone.
set -eu
. tests/lib.sh

inside << 'INSIDE'
set -eu
mkdir /tmp/site
echo "conditions data" > /tmp/site/payload
touch -d "10 days ago" /tmp/site/payload # old enough for squid to take it as fresh
python3 -m http.server --directory /tmp/site --bind 127.0.0.1 8080 < /dev/null &
server=$!
/usr/local/sbin/supervisord_startup.sh < /dev/null &

fetch() {
  curl -fsS --retry 30 --retry-delay 1 --retry-all-errors --proxy http://localhost:3128 http://127.0.0.1:8080/payload
}
fetch
kill "$server"
wait "$server" || true
[ "$(fetch)" = "conditions data" ]
INSIDE
