import { expect, test } from "@jest/globals";
import { mentionsIn } from "../../../src/core/pins/mentions.ts";
import { pinnedUnits } from "../../support/pins/pinned-units.ts";
import { makeDigest } from "../../support/units.ts";

const digest = makeDigest("any");
const hexadecimal = digest.slice("sha256:".length);
const hub = "hub.opensciencegrid.org/opensciencegrid/frontier-squid";
const squid = "docker.io/opensciencegrid/frontier-squid";
const tag = "25-el9-release-20261116-0617";

test.each<[text: string, needs: unknown[]]>([
  // Digests, in all their spellings
  [`x@${digest}`, [{ digest }]],
  [`"${digest}"`, [{ digest }]],
  [`sha256-${hexadecimal}.sig`, [{ digest }]],
  [`blobs/sha256/${hexadecimal}`, [{ digest }]],
  [`sha256%3A${hexadecimal} and sha256%3a${hexadecimal}`, [{ digest }]],
  [`${digest}0`, []],
  [`0${hexadecimal}`, []],
  [`sha256:${hexadecimal.slice(1)}`, []],
  [`sha: ${hexadecimal}`, [{ digest }]], // a chart adds the rest
  [`"sha256\\u003a${hexadecimal}"`, [{ digest }]],
  // Timestamp tags of streams and aliases
  [tag, [{ tag: { tag } }]],
  [`${tag}-02`, [{ tag: { tag: `${tag}-02` } }]],
  ["latest-20261116-0617", [{ tag: { tag: "latest-20261116-0617" } }]],
  ["edge-20261116", [{ tag: { tag: "edge-20261116" } }]],
  ["release-20261116-0617", [{ tag: { tag: "release-20261116-0617" } }]], // hosted-ce's
  [`rb.${tag}`, [{ tag: { tag } }]],
  [`vm.${tag}.1.4.2`, [{ tag: { tag } }]],
  [`see ${tag}.`, [{ tag: { tag } }]],
  [`${tag}.tar.gz`, [{ tag: { tag } }]],
  [`TAG=${tag};`, [{ tag: { tag } }]],
  [`https://example.org/v2/x/manifests/${tag}?x=1`, [{ tag: { tag } }]],
  ["24-el9-release-20261116-0617", []],
  ["25-el9-release-20261316-0617", []], // no such month
  ["25-el9-release-20261116", []], // its unit has no days
  ["25-el9-release", []],
  ["x25-el9-release-20261116-0617", []],
  // Escapes
  [`"a\\n${tag}"`, [{ tag: { tag } }]],
  [`purl?url=${encodeURIComponent(`${hub}:${tag}`)}`, [{ tag: { tag } }]],
  [`50%2525-el9-release-20261116-0617`, [{ tag: { tag } }]],
  // Candidates, wherever they are
  ["rc.25-el9-release.4be1c0ffee12", [{ tag: { tag: "rc.25-el9-release.4be1c0ffee12" } }]],
  ["x:rc.25-el9-release.pr-123@y", [{ tag: { tag: "rc.25-el9-release.pr-123" } }]],
  ["rc.24-el9-release.4be1c0ffee12", []],
  ["src.25-el9-release.4be1c0ffee12", []],
  // The repository, if it is one of ours: a mirror's may have any name
  [`${hub}:${tag}`, [{ tag: { repository: hub, tag } }]],
  [`opensciencegrid/frontier-squid:${tag}@${digest}`, [{ tag: { repository: squid, tag } }, { digest }]],
  [`docker://opensciencegrid/frontier-squid:${tag}`, [{ tag: { repository: squid, tag } }]],
  [`mirror.example.org/frontier-squid:${tag}`, [{ tag: { tag } }]],
  [`--set image.tag=${tag},image.name=x`, [{ tag: { tag } }]],
  [`{{ .Values.image }}:${tag}`, [{ tag: { tag } }]],
])("%s", (text, needs) => {
  const expected = needs.map((need) => ({ ...(need as object), line: 1 }));
  expect(mentionsIn(text, pinnedUnits)).toEqual(expected);
  expect(mentionsIn(`\n\n${text}\n${text}\n`, pinnedUnits)).toEqual(expected.map((need) => ({ ...need, line: 3 })));
});
