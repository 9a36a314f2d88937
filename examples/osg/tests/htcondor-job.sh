#!/bin/sh
# A user without privileges submits a job to the hosted CE over the network. The job runs on the
# worker node, and the user gets its output. Both services then stop when asked to.
#
# The tested image of $IMAGE plays its own role. Its sibling may not be built yet. The siblings
# differ only in the files below etc/, which have the same names. So the other service is the tested
# image with the sibling's files in place of its own.
set -eu
. tests/lib.sh

ce=ce.test worker=worker.test
run="htcondor-$(od -An -N4 -tx4 /dev/urandom | tr -d ' ')"

clean_up() {
  status=$?
  for host in "$ce" "$worker"; do
    [ "$status" = 0 ] || docker logs --tail 30 "$run-$host" 2>&1 || true
    docker rm --force --volumes "$run-$host" > /dev/null 2>&1 || true
  done
  docker network rm "$run" > /dev/null
}
docker network create --internal "$run" > /dev/null
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

start() { # role, host, more arguments of `docker create`
  role=$1 host=$2
  shift 2
  docker create --name "$run-$host" --hostname "$host" --network "$run" --network-alias "$host" "$@" \
    "$TAGSTREAM_IMAGE" > /dev/null
  [ "$role" = "$IMAGE" ] || docker cp "$role/etc/." "$run-$host:/etc" > /dev/null
  docker start "$run-$host" > /dev/null
}

token() { # account, permissions; the CE makes its signing key soon after its start
  account=$1
  shift
  for _ in $(seq 30); do
    docker exec "$run-$ce" condor_token_create -identity "$account@$ce" "$@" 2> /dev/null && return
    sleep 1
  done
  echo "The CE signed no token for $account within 30 s." >&2 && return 1
}

start hosted-ce "$ce" --env CE_USERS=osg
worker_token=$(token worker-node -authz ADVERTISE_MASTER -authz ADVERTISE_STARTD -authz READ)
start worker-node "$worker" --env CE_HOST="$ce" --env WORKER_NODE_TOKEN="$worker_token"
user_token=$(token osg -authz READ -authz WRITE)

client() {
  docker run --rm --interactive --network "$run" --hostname client.test --user nobody \
    --env _CONDOR_CE_HOST="$ce" --env _CONDOR_SEC_TOKEN_DIRECTORY=/tmp/tokens --env TOKEN="$user_token" --entrypoint bash "$TAGSTREAM_IMAGE" -s
}

output=$(client << 'INSIDE'
set -eu
install -d -m 0700 /tmp/tokens /tmp/job
(umask 077 && echo "$TOKEN" > /tmp/tokens/osg)
cd /tmp/job
echo "event data" > payload
printf '%s\n' '#!/bin/sh' 'echo "host $(hostname), account $(id -un), input $(cat payload)"' 'grep ^RouteName "$_CONDOR_JOB_AD"' > run.sh
cat > job.sub << 'SUBMIT'
executable = run.sh
transfer_input_files = payload
should_transfer_files = YES
output = out
error = err
log = log
queue
SUBMIT

for _ in $(seq 30); do
  [ "$(condor_status -schedd -af Name 2> /dev/null)" != "$_CONDOR_CE_HOST" ] || break
  sleep 1
done
if _CONDOR_SEC_TOKEN_DIRECTORY=/tmp/none condor_submit -remote "$_CONDOR_CE_HOST" job.sub > /dev/null 2>&1; then
  echo "The CE accepted a job without a token." >&2 && exit 1
fi
job=$(condor_submit -terse -remote "$_CONDOR_CE_HOST" job.sub | sed 's/ .*//')
for _ in $(seq 120); do
  status=$(condor_q -name "$_CONDOR_CE_HOST" "$job" -af JobStatus)
  [ "$status" != 4 ] || break
  sleep 1
done
if [ "$status" != 4 ]; then
  echo "Job $job has not completed within 120 s:" >&2
  condor_q -name "$_CONDOR_CE_HOST" -better-analyze >&2
  exit 1
fi
condor_transfer_data -name "$_CONDOR_CE_HOST" "$job" > /dev/null
cat out err
INSIDE
)
echo "$output"
[ "$output" = "host $worker, account nobody, input event data
RouteName = \"pool\"" ]

for host in "$worker" "$ce"; do
  docker stop --time 30 "$run-$host" > /dev/null
  docker logs "$run-$host" 2>&1 | grep "stopped: condor_master (exit status 0)"
done
