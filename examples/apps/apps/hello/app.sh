#!/bin/sh
# Greets.
[ "${1-}" = --version ] && exec cat /etc/app-version
echo "Hello, ${1:?say whom to greet}!"
