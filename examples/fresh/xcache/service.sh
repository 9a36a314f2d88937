#!/bin/sh
# Stands in for a service.
case $1 in
  --version) echo "xcache 1" ;;
  --check) test -n "$2" && echo "xcache accepts the settings of $2" ;;
  *) exec sleep 86400 ;;
esac
