import { expect, test } from "@jest/globals";
import { changedBases } from "../../../src/core/packages/changed-bases.ts";
import { makeDigest } from "../../support/units.ts";

const [old, moved] = [makeDigest("old"), makeDigest("moved")];
const reference = "docker.io/library/alpine:3.22";
const byTag = { images: [{ uri: "pkg:docker/alpine@3.22", digest: old }] };
const byDigest = {
  images: [{ uri: `pkg:docker/alpine?digest=${moved}`, digest: moved }],
  seen: [{ reference, digest: moved }],
};

test("a base that the plan gave by digest has its tag", () => {
  expect(changedBases(byTag, byDigest)).toEqual([{ reference, before: old, now: moved }]);
});

test("a base in the repository of candidates is the published one", () => {
  const made = (repository: string) => ({ images: [{ uri: `pkg:docker/${repository}?digest=${old}`, digest: old }] });
  const publishedAs = new Map([["dev.example.org/base", "one.example.org/base"]]);
  expect(changedBases(made("one.example.org/base"), made("dev.example.org/base"), publishedAs)).toEqual([]);
});
