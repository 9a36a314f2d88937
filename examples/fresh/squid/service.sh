#!/bin/sh
# Stands in for a service.
case $1 in
  --version) echo "squid 1" ;;
  --check) test -n "$2" && echo "squid accepts the settings of $2" ;;
  *) exec sleep 86400 ;;
esac
