# shellcheck shell=bash
# Makes an account for each user who may submit jobs.
for user in ${CE_USERS:-}; do
  id "$user" > /dev/null 2>&1 || useradd --create-home --shell /usr/sbin/nologin "$user"
done
