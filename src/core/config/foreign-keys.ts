import type { Path } from "./document.ts";

/** What a key of another tool comes to here: our key for it, if there is one, and a sentence where more needs to be said. */
export interface Counterpart {
  key?: string;
  hint: string;
}

/**
 * The keys of docker/build-push-action, docker/metadata-action, bake files, Compose files and workflows that people bring along, in kebab case,
 * by the place where they write them. Each line: those keys, our key (or `-`), and what else to say; `!` is "not supported, ".
 */
const tables: Readonly<Record<string, string>> = {
  top: `services target targets containers packages|images
registry repository repositories|registries
strategy variants|matrix
include exclude|matrix|put it under \`matrix\`
channels branches branch|streams
flavor|aliases
variable variables group groups|-|!use \`matrix\`, and the input \`only\` to select images
on schedule cron jobs permissions concurrency|-|!use the workflow for it`,
  image: `build-args build-arg buildargs arguments build-arguments|args
file dockerfile-path containerfile docker-file|dockerfile|use \`dockerfile\`, a path relative to the context
dockerfile-inline|dockerfile|!use \`dockerfile\` with a file
path build build-context dir directory folder source|context
build-contexts additional-contexts|contexts
platform arch archs architecture architectures|platforms
tags|tag|use \`tag\` for the stream tag, and \`aliases\` for further tags
flavor|aliases
secret secret-env secret-envs secret-file secret-files|secrets
ssh|secrets|!use \`secrets\`
annotation annotations|labels|!use \`labels\`: Tagstream writes its own annotations
from depends-on needs base-image|base|use \`base\` for an image of this file: the Dockerfile alone names others
inherits extends|-|!use a YAML anchor for a whole value
image images name repository repositories registry|destinations
test healthcheck|tests
strategy variants|matrix
optional continue-on-error allow-failure|required|use \`required: false\`
cache cache-from cache-to no-cache no-cache-filter no-cache-filters pull|-|!remove it: Tagstream builds without a cache, on bases pulled again
push load output outputs|-|!remove it: Tagstream pushes what it builds, and tags what passed its tests
attest attests provenance sbom|-|!remove it: every build has minimal provenance
builder driver|-|!use docker/setup-buildx-action
env environment env-file|args|!use \`args\` for the build, and \`env\` of a test
command cmd entrypoint ports volumes restart|-|!use the Dockerfile
network entitlements allow privileged add-host add-hosts extra-hosts ulimit ulimits shm-size cgroup-parent isolation|-|!use the builder's settings
call policy description github-token|-|!remove it
schedule cron on|-|!use the workflow for it`,
  stream: "build-args build-arg buildargs arguments|args\nschedule cron on|-|!use the workflow for it",
  registry: `registry repository image url host server|name
optional|required|use \`required: false\`
username user password token auth|-|!use docker/login-action`,
  secret: `name|id
environment variable|env
file source path|src
value|env|!use \`env\` with the name of a variable
target mode uid gid type|-|!use the Dockerfile's \`RUN --mount=type=secret\``,
  test: `cmd command commands|run
environment|env
platform|platforms
retries interval start-period wait|within
working-directory workdir shell|-|!use a \`script\`
continue-on-error allow-failure optional|-|!use \`required: false\` of the image`,
  alias: "name alias value|tag\nif only condition enable|when",
  versions: "tag tags pattern match prefix|git-tag",
};

const singular: Readonly<Record<string, string>> = {
  registries: "registry",
  destinations: "registry",
  secrets: "secret",
  tests: "test",
  aliases: "alias",
};

/**
 * Our counterpart of a key that another tool has, in the map at a path; undefined for a key of no tool that we know.
 * @param known the keys that the map may have
 */
export function counterpartOf(written: string, path: Path, known: readonly string[]): Counterpart | undefined {
  const name = kebab(written);
  for (const line of (tables[tableOf(path)] ?? "").split("\n")) {
    const [words = "", key = "", text = `use \`${key}\``] = line.split("|");
    if (!words.split(" ").includes(name)) continue;
    const hint = text.replace(/^!/, "not supported, ");
    return known.includes(key) ? { key, hint } : { hint };
  }
  return undefined;
}

function tableOf(path: Path): string {
  const [section, name] = path;
  const last = path.at(-1);
  if (path.length === 0) return "top";
  if (path.length === 2 && (section === "images" || section === "streams")) return section.slice(0, -1);
  if (typeof last === "number") return singular[String(path.at(-2))] ?? "";
  return last === "versions" && (path.length === 1 || name !== undefined) ? "versions" : "";
}

/** `build_args` and `buildArgs` as `build-args`. */
function kebab(key: string): string {
  return key
    .replaceAll(/([a-z])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();
}
