# shellcheck shell=bash
# Keeps the token where only root can read it, out of the environment of HTCondor and its jobs.
if [ -n "${WORKER_NODE_TOKEN:-}" ]; then
  install -m 0600 <(echo "$WORKER_NODE_TOKEN") /etc/condor/tokens.d/worker-node
fi
unset WORKER_NODE_TOKEN
