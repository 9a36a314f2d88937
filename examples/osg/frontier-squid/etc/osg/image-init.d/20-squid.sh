# shellcheck shell=bash
# Turns the container's environment into squid's configuration.
{
  for range in ${SQUID_IPRANGE:-}; do
    echo "acl site src $range"
  done
  echo "cache_mem ${SQUID_CACHE_MEM:-128 MB}"
} > /etc/squid/conf.d/site.conf
