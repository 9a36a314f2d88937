#!/bin/sh
# The image plans a checkout that another user owns: mounted read-only, without a network.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -R examples/minimal/. "$folder"
echo 'registries: [localhost:1/x]' >>"$folder/.github/tagstream.yml"
git -C "$folder" init --quiet --initial-branch main
git -C "$folder" add --all
git -C "$folder" -c user.name=Test -c user.email=test@example.org -c commit.gpgSign=false commit --quiet --message "a commit"
chmod -R go+rX "$folder"
docker run --rm --network none --platform "$TAGSTREAM_PLATFORM" --read-only --tmpfs /tmp --user 12345:12345 \
  --volume "$folder:/work:ro" "$TAGSTREAM_IMAGE" plan | tee /dev/stderr | grep -Eq 'hello:release +build'
