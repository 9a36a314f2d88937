# shellcheck shell=bash
# xrootd does not start where its host's name has no address, as in a container without a network.
getent hosts "$HOSTNAME" > /dev/null || echo "127.0.0.1 $HOSTNAME" >> /etc/hosts
