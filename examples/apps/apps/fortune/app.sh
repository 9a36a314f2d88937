#!/bin/sh
# Tells a fortune, the same for everybody on one day.
[ "${1-}" = --version ] && exec cat /etc/app-version
set -- "Rebuild it on Monday." "What you test is what you ship." "Roll back first, then look."
shift $(($(date +%j | sed 's/^0*//') % 3))
echo "$1"
