#!/bin/sh
# Tells the date, in UTC.
[ "${1-}" = --version ] && exec cat /etc/app-version
date -u +%F
