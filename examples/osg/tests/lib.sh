# shellcheck shell=sh
# For the scripts beside it: Tagstream runs them in the repository's root, with TAGSTREAM_IMAGE, the image by digest.

# Runs its standard input as a script inside a container of the image, which has no network but its own localhost.
inside() {
  docker run --rm --interactive --network none --entrypoint bash "$@" "$TAGSTREAM_IMAGE" -s
}
