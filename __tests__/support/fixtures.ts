import type { Files } from "./git.ts";

/** A base and two images on it, small enough to build in a second; REGISTRY stands for the project's registry. */
export const movingTag: Files = {
  ".github/tagstream.yml": `registries: [REGISTRY]
defaults: { packages: false }
streams:
  release: { args: { CHANNEL: release } }
aliases:
  - { tag: latest, when: { stream: release } }
images:
  base: { context: base, tests: [{ run: [test, -e, /base] }] }
  squid: { context: squid, base: base, tests: [{ run: [test, -e, /squid] }] }
  xcache: { context: xcache, base: base, tests: [{ run: [test, -e, /xcache] }] }
`,
  "base/Dockerfile": "FROM busybox:1.36\nARG CHANNEL\nRUN echo $CHANNEL > /base\n",
  "squid/Dockerfile": "FROM REGISTRY/base:release\nRUN cat /base > /squid\n",
  "xcache/Dockerfile": "FROM REGISTRY/base:release\nRUN cat /base > /xcache\n",
};

/** Two platforms, and tests of all three kinds on both. */
export const twoPlatforms: Files = {
  ".github/tagstream.yml": `registries: [REGISTRY]
defaults: { packages: false }
images:
  service:
    context: .
    platforms: [linux/amd64, linux/arm64]
    tests:
      - run: [sh, -c, "test $(uname -m) = $(cat /machine)"]
      - { name: answers on 8080, exec: [wget, -qO-, "http://localhost:8080/machine"], within: 30s }
      - script: tests/machine.sh
      - { name: on amd64 alone, run: [grep, x86_64, /machine], platforms: [linux/amd64] }
`,
  Dockerfile: 'FROM busybox:1.36\nRUN uname -m > /machine\nENTRYPOINT ["httpd", "-f", "-p", "8080", "-h", "/"]\n',
  "tests/machine.sh": `#!/bin/sh
case $TAGSTREAM_PLATFORM in linux/amd64) machine=x86_64 ;; linux/arm64) machine=aarch64 ;; esac
test "$(docker run --rm --network none --platform "$TAGSTREAM_PLATFORM" --entrypoint cat "$TAGSTREAM_IMAGE" /machine)" = "$machine"
`,
};
