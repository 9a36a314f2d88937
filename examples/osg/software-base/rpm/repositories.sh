#!/bin/sh
# Makes the Yum repositories `release` and `testing` of the series $2 below the folder $1, each with its own version of
# osg-example-config. A real team's are on a server; these are built with the image, so that the example needs nothing else.
set -eu

repository() { # folder, version of the package
  rpmbuild -bb --quiet --define "example_version $2" --define "_rpmdir $1" --define "_buildhost example" \
    "$(dirname "$0")/osg-example-config.spec"
  createrepo_c --quiet "$1"
}

mkdir -p "$1/$2"
repository "$1/$2/release" "$2.1"
repository "$1/$2/testing" "$2.2"
