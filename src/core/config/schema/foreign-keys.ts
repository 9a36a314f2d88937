import type { Path } from "../document/document.ts";

/** What a key of another tool comes to here: our key for it, if there is one, and a sentence where more needs to be said. */
export interface Counterpart {
  key?: string;
  hint: string;
}

/**
 * The keys of docker/build-push-action, bake files, Compose files and workflows that people bring along, in kebab case: for the top level and for an
 * image, since the message of any other place lists all keys that it knows. Each line: those keys, our key (or `-`), and what else to say; `!` is
 * "not supported, ".
 */
const atTop = `services target containers|images
registry repository|registries
strategy variants|matrix
variable group|-|!use \`matrix\`, and the input \`only\` to select images
on schedule jobs permissions|-|!use the workflow for it`;

const inImage = `build-args build-arg arguments|args
file dockerfile-path containerfile|dockerfile|use \`dockerfile\`, a path relative to the context
dockerfile-inline|dockerfile|!use \`dockerfile\` with a file
path build build-context dir folder|context
build-contexts additional-contexts|contexts
platform arch architectures|platforms
tags|tag|use \`tag\` for the stream tag, and \`aliases\` for further tags
secret secret-envs secret-files|secrets
ssh|secrets|!use \`secrets\`
annotations|labels|!use \`labels\`: Tagstream writes its own annotations
from depends-on needs|base|use \`base\` for an image of this file: the Dockerfile alone names others
inherits extends|-|!use a YAML anchor for a whole value
image images name repository registry|destinations
healthcheck|tests
strategy variants|matrix
optional continue-on-error|required|use \`required: false\`
cache cache-from cache-to no-cache no-cache-filter no-cache-filters pull|-|!remove it: Tagstream builds without a cache, on bases pulled again
push load output outputs|-|!remove it: Tagstream pushes what it builds, and tags what passed its tests
attest attests provenance sbom|-|!remove it: every build has minimal provenance
builder driver|-|!use docker/setup-buildx-action
env environment|args|!use \`args\` for the build, and \`env\` of a test
command cmd entrypoint ports volumes|-|!use the Dockerfile
network entitlements allow privileged add-hosts extra-hosts ulimit ulimits shm-size cgroup-parent isolation|-|!use the builder's settings
call policy description github-token|-|!remove it
schedule on|-|!use the workflow for it`;

/**
 * Our counterpart of a key that another tool has, in the map at a path; undefined for a key of no tool that we know.
 * @param known the keys that the map may have
 */
export function counterpartOf(written: string, path: Path, known: readonly string[]): Counterpart | undefined {
  const table = path.length === 0 ? atTop : path.length === 2 && path[0] === "images" ? inImage : "";
  for (const line of table.split("\n")) {
    const [words = "", key = "", text = `use \`${key}\``] = line.split("|");
    if (!words.split(" ").includes(kebab(written))) continue;
    const hint = text.replace(/^!/, "not supported, ");
    return known.includes(key) ? { key, hint } : { hint };
  }
  return undefined;
}

/** `build_args` and `buildArgs` as `build-args`. */
function kebab(key: string): string {
  return key
    .replaceAll(/([a-z])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();
}
