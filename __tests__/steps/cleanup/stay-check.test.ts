/** Whose a candidate tag is, of a repository that was renamed, too. */
import { describe, expect, test } from "@jest/globals";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import { createStayCheck } from "../../../src/steps/cleanup/stay-check.ts";
import { makeManifest } from "../../support/registry.ts";

const own = { repository: "osg/images", source: "https://github.com/osg/images" };
const image = (source?: string) =>
  makeManifest("application/vnd.oci.image.index.v1+json", {
    manifests: [],
    annotations: source === undefined ? {} : { "org.opencontainers.image.source": source },
  });

/** GitHub, where some repositories were renamed to others. */
function forgeOf(names: Record<string, string | undefined>) {
  const asked: string[] = [];
  const currentName = async (name: string) => {
    asked.push(name);
    if (!(name in names)) throw failure("github-failed", "GitHub answered 502.");
    return names[name];
  };
  return { asked, currentName };
}

describe("a tag whose image was built by", () => {
  test("this repository goes, and GitHub is not asked", async () => {
    const forge = forgeOf({});
    expect(await createStayCheck(own, forge)("rc.release.pr-2", image(own.source))).toBeUndefined();
    expect(forge.asked).toEqual([]);
  });

  test("this repository under the name that it had goes; GitHub is asked once", async () => {
    const forge = forgeOf({ "osg/old": "OSG/images" });
    const whyStays = createStayCheck(own, forge);
    for (const tag of ["rc.release.pr-2", "rc.testing.pr-2"])
      expect(await whyStays(tag, image("https://github.com/osg/old"))).toBeUndefined();
    expect(forge.asked).toEqual(["osg/old"]);
  });

  test.each([
    ["another repository", "https://github.com/osg/other", "names another repository, https://github.com/osg/other"],
    ["one that is gone", "https://github.com/osg/gone", "names another repository, https://github.com/osg/gone"],
    [
      "one that cannot be asked about",
      "https://github.com/osg/down",
      "could not check whether that is this repository's former name: GitHub answered 502",
    ],
    [
      "one of another server",
      "https://ghes.example.org/osg/images",
      "names another repository, https://ghes.example.org/osg/images",
    ],
    ["nobody says which", undefined, "does not name the repository that built it"],
  ])("%s stays", async (_, source, reason) => {
    const forge = forgeOf({ "osg/other": "osg/other", "osg/gone": undefined });
    expect(await createStayCheck(own, forge)("rc.release.pr-2", image(source))).toContain(reason);
  });

  test("a repository of another name stays without a token", async () => {
    expect(await createStayCheck(own, undefined)("rc.release.pr-2", image("https://github.com/osg/old"))).toContain(
      "names another repository, ",
    );
  });
});
