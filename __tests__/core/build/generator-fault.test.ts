import { describe, expect, test } from "@jest/globals";
import { isGeneratorFault } from "../../../src/core/build/generator-fault.ts";
import { makeDigest } from "../../support/units.ts";

const generator = `registry.example.org/octo/scanner@${makeDigest("scanner")}`;
const scan = `[linux/arm64] generating sbom using ${generator}`;
const resolve = `resolve image config for docker-image://${generator}`;
const exit = 'process "/bin/sh /scan.sh" did not complete successfully: exit code: 3';

/** The end of what BuildKit 0.34.2 prints about failed steps, and its error. */
function failed(error: string, ...steps: string[]): string {
  const reports = steps.flatMap((step) => ["------", ` > ${step}:`, "0.256 cannot read the package database", "------"]);
  return [`#17 ${steps[0]}`, "#17 CANCELED", ...reports, `ERROR: failed to solve: ${error}`, ""].join("\n");
}

describe("the generator's own faults, as the real BuildKit words them", () => {
  test.each<[string, string]>([
    ["it fails", failed(exit, scan)],
    ["it fails on two platforms", failed(exit, scan, scan.replace("arm64", "amd64"))],
    ["it cannot start", failed('process "/a" did not complete successfully: exit code: 1', scan)],
    ["it is missing", failed(`failed to resolve source metadata for ${generator}: ${generator}: not found`, resolve)],
    [
      "its registry is out of reach",
      failed(
        `failed to resolve source metadata for ${generator}: failed to do request: Head "https://registry.example.org/v2/octo/scanner/manifests/${makeDigest("scanner")}": dial tcp: lookup registry.example.org on 10.0.0.1:53: no such host`,
        resolve,
      ),
    ],
    ["its layers cannot be pulled", failed("failed to copy: httpReadSeeker: failed open: EOF", `docker-image://${generator}`)],
    [
      "it wrote no JSON",
      failed(
        "cannot decode in-toto statement: invalid character 'h' in literal true (expecting 'r')",
        "exporting to oci image format",
      ),
    ],
    [
      "it wrote another statement",
      failed("bundle entry  does not match required predicate type https://spdx.dev/Document", "exporting to image"),
    ],
    ["it wrote too much", failed("core.spdx.json exceeds 83886080 bytes", "exporting to image")],
    [
      "an earlier buildx names the target",
      failed(exit, scan).replace("ERROR: failed to solve", "ERROR: target unit: failed to solve"),
    ],
  ])("%s", (_, output) => expect(isGeneratorFault(output, generator)).toBe(true));
});

describe("ordinary failures", () => {
  const step = '[linux/arm64 4/4] RUN test -z "yes" || { echo "generating sbom"; exit 3; }';
  test.each<[string, string]>([
    ["a step of the Dockerfile", failed('process "/bin/sh -c make" did not complete successfully: exit code: 3', step)],
    [
      "one that speaks of generators",
      failed(
        'process "/bin/sh -c echo failed to solve: x exceeds 1 bytes" did not complete',
        `[app 2/2] RUN echo [linux/arm64] generating sbom using ${generator}`,
      ),
    ],
    [
      "one that prints what BuildKit prints",
      failed('process "/bin/sh -c cat report" did not complete', "[app 2/2] RUN cat report").replace(
        "0.256 cannot read the package database",
        `0.1 ------\n0.1  > ${scan}:\n0.1 ------`,
      ),
    ],
    ["one beside the generator", failed(exit, scan, step)],
    [
      "a base image",
      failed(
        "debian:none: failed to resolve source metadata for docker.io/library/debian:none: not found",
        "[linux/arm64 internal] load metadata for docker.io/library/debian:none",
      ),
    ],
    ["another pinned image", failed(exit, resolve.replace(/@.*/, `@${makeDigest("other")}`))],
    ["a refused push", failed("failed to push registry.example.org/octo/app: 403 Forbidden", "exporting to image")],
    ["nothing", ""],
  ])("%s", (_, output) => expect(isGeneratorFault(output, generator)).toBe(false));
});
