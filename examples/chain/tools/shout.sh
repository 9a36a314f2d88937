#!/bin/sh
# Says its words louder.
echo "$*" | tr '[:lower:]' '[:upper:]'
