/** The codes about starting with Tagstream. */
export const initCodes = {
  "init-invalid":
    "`tagstream init` would propose a configuration that is not valid. That is a bug in Tagstream, and nothing was written. Please report it.",
  "init-no-registry":
    "`tagstream init` cannot tell where images go: no workflow publishes any, and the remote `origin` is missing, or its host has no usual registry. Add the remote, or write a configuration with `registries`.",
  "init-no-workflow":
    "`tagstream init --check` found no workflow that `tagstream init` wrote, or cannot read its settings. Run `tagstream init`.",
  "init-none-left":
    "`tagstream init` found images that are published today, and cannot carry over any of them. Each line says why. Change what it names, or write `.github/tagstream.yml` by hand: `tagstream init` then writes the workflow for it.",
  "init-nothing":
    "`tagstream init` found no Dockerfile, and no workflow that builds images. Run it in a repository that has one.",
} as const;
