#!/bin/bash
# The entrypoint of every image: first the hooks, of the image and of whoever mounts more, then the services.
set -e

shopt -s nullglob
for hook in /etc/osg/image-init.d/*.sh; do
  # shellcheck source=/dev/null
  . "$hook"
done

exec /usr/bin/supervisord --configuration /etc/supervisord.conf
