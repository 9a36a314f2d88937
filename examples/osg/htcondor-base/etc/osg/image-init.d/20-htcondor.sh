# shellcheck shell=bash
# Makes the folders of HTCondor, and the logs of all its daemons, for Supervisor to follow.
install -d -m 0700 /etc/condor/passwords.d /etc/condor/tokens.d
install -d -o condor -g condor /run/condor /run/lock/condor /var/lib/condor/execute /var/spool/condor
for daemon in Master SharedPort Collector Negotiator Sched JobRouter Start; do
  touch "/var/log/condor/${daemon}Log"
done
chown condor:condor /var/log/condor/*Log
