# docker/dockerfile:1, for Dockerfiles that begin with `# syntax=docker/dockerfile:1`
FROM scratch
COPY dockerfile-frontend /bin/
LABEL moby.buildkit.frontend.network.none="true" \
  moby.buildkit.frontend.caps="moby.buildkit.frontend.inputs,moby.buildkit.frontend.subrequests,moby.buildkit.frontend.contexts"
ENTRYPOINT ["/bin/dockerfile-frontend"]
