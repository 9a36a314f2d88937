import type { FoundPin, WantedPin } from "../../../src/core/pins/pin.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import { makeDigest, makeUnit } from "../units.ts";

const hub = "hub.opensciencegrid.org/opensciencegrid";

function at(...repositories: string[]): Pick<Unit, "destinations"> {
  return { destinations: repositories.map((repository, index) => ({ repository, required: index === 0 })) };
}

/** The units that the files of the corpus name. */
export const pinnedUnits: readonly Unit[] = [
  makeUnit("frontier-squid:25-el9-release", {
    ...at("docker.io/opensciencegrid/frontier-squid", `${hub}/frontier-squid`),
    aliases: [
      { tag: "latest", timestamps: true },
      { tag: "release", timestamps: false },
    ],
  }),
  makeUnit("frontier-squid:25-el9-testing", at("docker.io/opensciencegrid/frontier-squid")),
  makeUnit("xcache:25-el9-release", at("docker.io/opensciencegrid/xcache", `${hub}/xcache`)),
  makeUnit("hosted-ce:release", at("docker.io/opensciencegrid/hosted-ce")),
  makeUnit("tool:main", {
    ...at("ghcr.io/octo-org/tool"),
    versions: { gitTag: "v{version}" },
    evaluatedAliases: [{ pattern: "sha-{sha}", timestamps: false }],
  }),
  makeUnit("base:version", { ...at("ghcr.io/octo-org/base"), versions: { gitTag: "v{version}", alone: true } }),
  makeUnit("nightly:edge", { ...at("localhost:5000/octo/nightly"), timestamps: "day" }),
  makeUnit("shared:a", { ...at("ghcr.io/octo-org/shared"), evaluatedAliases: [{ pattern: "sha-{sha}", timestamps: false }] }),
  makeUnit("shared:b", { ...at("ghcr.io/octo-org/shared"), evaluatedAliases: [{ pattern: "sha-{sha}", timestamps: false }] }),
];

/** What the registries show, by the words of the corpus: the unit, its version tag, the repository, the tag. */
const shown: Record<string, readonly [unit: string, version: string, repository: string, tag: string]> = {
  squid: ["frontier-squid:25-el9-release", "", "docker.io/opensciencegrid/frontier-squid", "25-el9-release-20261123-0617"],
  "squid-hub": ["frontier-squid:25-el9-release", "", `${hub}/frontier-squid`, "25-el9-release-20261122-1000"],
  testing: ["frontier-squid:25-el9-testing", "", "docker.io/opensciencegrid/frontier-squid", "25-el9-testing-20261124-0000-01"],
  xcache: ["xcache:25-el9-release", "", "docker.io/opensciencegrid/xcache", "25-el9-release-20261123-0700"],
  "xcache-hub": ["xcache:25-el9-release", "", `${hub}/xcache`, "25-el9-release-20261116-0700"],
  ce: ["hosted-ce:release", "", "docker.io/opensciencegrid/hosted-ce", "release-20261101-0000"],
  tool: ["tool:main", "", "ghcr.io/octo-org/tool", "main-20261125-1200"],
  "tool:1": ["tool:main", "1", "ghcr.io/octo-org/tool", "1"],
  "tool:1.4": ["tool:main", "1.4", "ghcr.io/octo-org/tool", "1.4"],
  "tool:1.4.2": ["tool:main", "1.4.2", "ghcr.io/octo-org/tool", "1.4.2"],
  "base:2.0.1": ["base:version", "2.0.1", "ghcr.io/octo-org/base", "2.0.1"],
  nightly: ["nightly:edge", "", "localhost:5000/octo/nightly", "edge-20261126"],
};

/** What a pin of the corpus gets. */
export function wantedOf({ follows, repository }: FoundPin): WantedPin {
  const version = "versionTag" in follows ? follows.versionTag : "";
  const known = Object.entries(shown).find(([, row]) => row[0] === follows.unit && row[1] === version && row[2] === repository);
  if (!known) throw new Error(`the corpus has no image for ${follows.unit} ${version} in ${repository}`);
  const [word, row] = known;
  return { tag: row[3], digest: makeDigest(word) };
}

/** Replaces the corpus's words: `‹squid›` is `TAG@DIGEST`; `‹squid.tag›` and `‹squid.digest›` are its parts; `‹old›` is any digest. */
export function withImages(text: string): string {
  return text.replace(/‹([^›]*?)(\.tag|\.digest)?›/g, (whole, word: string, part?: string) => {
    if (word === "old") return makeDigest("old");
    const row = shown[word];
    if (!row) throw new Error(`the corpus has no image ${whole}`);
    if (part === ".tag") return row[3];
    return part === ".digest" ? makeDigest(word) : `${row[3]}@${makeDigest(word)}`;
  });
}
