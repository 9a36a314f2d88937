import * as v from "valibot";
import { command } from "../../lib/config-scalars.ts";
import { severities } from "../../scan/finding.ts";

/** The keys about what is in an image: its package list, and its vulnerabilities. */

/** At the top level. */
export const packageLists = v.pipe(
  v.strictObject(
    {
      generator: v.pipe(
        v.string(),
        v.regex(/^[^\s@]+@sha256:[a-f0-9]{64}$/, "expected an image by digest: `quay.io/octo/scanner@sha256:…`"),
        v.description(
          "The image that lists the packages during a build (BuildKit's SBOM scanner protocol), by digest. Without `packages`, it is Docker's, from Docker Hub.",
        ),
      ),
    },
    "it takes a `generator`. To leave the list out, put `packages: false` in an image, or in `defaults`",
  ),
  v.description(
    "How Tagstream lists the packages of images. `packages: false` in an image, or in `defaults`, leaves the list out.",
  ),
);

/** Of an image. */
export const packages = v.pipe(
  v.boolean("it must be true or false. A `generator` is for all images: put it in `packages` at the top level"),
  v.description(
    "Whether the build attests the list of packages (an SBOM), so that Tagstream can tell what changed. Default: `true`.",
  ),
);

/** Of an image. */
export const scan = v.pipe(
  v.strictObject({
    script: command(
      "A program, from the repository's root, that writes its report to `$TAGSTREAM_REPORT`. It gets the package list in `$TAGSTREAM_SBOM`. May have placeholders.",
    ),
    fail: v.exactOptional(
      v.pipe(
        v.union(["never" as const, ...severities].map((level) => v.literal(level))),
        v.description(
          "The lowest severity of a new finding that fails the image. Only what the published image does not have is new. Default: `never`.",
        ),
      ),
    ),
  }),
  v.description("Your vulnerability scanner: it runs on the package lists of the built and of the published image."),
);
