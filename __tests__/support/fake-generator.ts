import { pushGenerator } from "./push-generator.ts";

/**
 * What a generator does. An image with a file `/generator-mode` asks for another mode than its generator's own.
 * - normal: lists the packages; its tool is `fake-1.0`
 * - other-tool: the same list of the tool `other-2.0`
 * - fails: ends with status 3
 * - nothing: writes no file, and succeeds
 * - rubbish: writes no JSON
 * - bare: writes SPDX without the in-toto statement around it
 * - huge: writes 100 MB, more than BuildKit takes
 */
export type GeneratorMode = "normal" | "other-tool" | "fails" | "nothing" | "rubbish" | "bare" | "huge";

const made = new Map<string, Promise<string>>();

/**
 * A generator of package lists for BuildKit, in the first test registry: `localhost:5000/…@sha256:…`, for `packages.generator`. It takes
 * a moment, and 0.1 to 0.3 s for each platform of a build, of any architecture. It lists, as syft would, with purls:
 * - Debian's `/var/lib/dpkg/status` and Alpine's `/lib/apk/db/installed`, with the `distro` of `/etc/os-release`
 * - the lines of `/packages.txt`. RPM packages, as `rpm -qa --qf '%{NAME} %{EPOCH} %{VERSION}-%{RELEASE} %{ARCH}\n'` prints them:
 *   `openssl-libs 1 3.2.2-7.el9 x86_64`, with `(none)` for no epoch. Anything else by its purl, and its name if that is to differ:
 *   `pkg:npm/%40octo/app@1.0.0 @octo/app`
 */
export function fakeGenerator(mode: GeneratorMode = "normal"): Promise<string> {
  const known = made.get(mode) ?? push(mode);
  made.set(mode, known);
  return known;
}

function push(mode: GeneratorMode): Promise<string> {
  const options = ["--platform=linux/amd64,linux/arm64", `--build-arg=MODE=${mode}`];
  return pushGenerator("fake-generator", options);
}
