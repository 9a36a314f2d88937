import { keysOutsideDefaults } from "../document/defaults.ts";
import type { Path } from "../document/document.ts";

/** Our counterpart of another tool's key: a key, if there is one, and a hint for the user. */
export interface Counterpart {
  key?: string;
  hint: string;
}

/**
 * Keys of docker/build-push-action, bake files, Compose files and workflows, in kebab case. One
 * table is for the top level, one for an image; messages about other places list all known keys.
 * Each line has those keys, our key (or `-`), and a hint; `!` stands for "not supported, ".
 */
const atTop = `services target containers|images
registry repository|registries
strategy variants|matrix
every bases unchanged at-least stale|rebuild|put it in \`rebuild\`
variable group|-|!use \`matrix\`, and the input \`only\` to select images
on schedule jobs permissions|-|!set it in the workflow`;

const inImage = `build-args build-arg arguments|args
file dockerfile-path containerfile|dockerfile|use \`dockerfile\`, a path relative to the context
dockerfile-inline|dockerfile|!use \`dockerfile\` with a file
path build build-context dir folder|context
build-contexts additional-contexts|contexts
platform arch architectures|platforms
tags|tag|use \`tag\` for the stream tag, and \`aliases\` for further tags
secret secret-envs secret-files|secrets
ssh|secrets|!use \`secrets\`
annotation|annotations
from depends-on needs|base|use \`base\` for an image of this file: only the Dockerfile names other bases
inherits extends|-|!use \`defaults\` for what all images share, or a YAML merge key (\`<<: *name\`) for some
image images name repository registry|destinations
healthcheck|tests
strategy variants|matrix
optional continue-on-error|required|use \`required: false\`
cache-from cache-to|cache|use \`cache: true\`
no-cache no-cache-filter no-cache-filters pull|-|!remove it: rebuilds use no cache and pull the bases again
push load output outputs|-|!remove it: Tagstream pushes every build, and tags images that passed their tests
attest attests|provenance|use \`provenance: max\` for more than minimal provenance, which every build has
sbom|packages|remove it: every build attests an SBOM, unless \`packages: false\` leaves it out
builder driver|-|!use docker/setup-buildx-action
env environment|args|!use \`args\` for the build, and \`env\` of a test
command cmd entrypoint ports volumes|-|!use the Dockerfile
network entitlements allow privileged add-hosts extra-hosts ulimit ulimits shm-size cgroup-parent isolation|-|!use the builder's settings
call policy description github-token|-|!remove it
schedule on|-|!set it in the workflow`;

/**
 * Our counterpart of another tool's key, in the map at a path; undefined for any other key.
 * @param known the keys that the map may have
 */
export function counterpartOf(written: string, path: Path, known: readonly string[]): Counterpart | undefined {
  const isDefaults = path.length === 1 && path[0] === "defaults";
  const isImage = path.length === 2 && path[0] === "images";
  const table = path.length === 0 ? atTop : isImage || isDefaults ? inImage : "";
  for (const line of table.split("\n")) {
    const [words = "", key = "", text = `use \`${key}\``] = line.split("|");
    if (!words.split(" ").includes(kebab(written))) continue;
    const hint = text.replace(/^!/, "not supported, ");
    return known.includes(key) ? { key, hint } : { hint: (isDefaults && hintOutside(key)) || hint };
  }
  return undefined;
}

/** What to do instead with a key of an image that `defaults` cannot have. */
function hintOutside(key: string): string | undefined {
  const place = keysOutsideDefaults[key];
  return place?.startsWith("put") ? `use \`${key}\`, and ${place}` : place;
}

/** `build_args` and `buildArgs` as `build-args`. */
function kebab(key: string): string {
  return key
    .replaceAll(/([a-z])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();
}
