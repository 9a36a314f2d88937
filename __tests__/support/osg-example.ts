import { expect } from "@jest/globals";
import { readExampleToBuild } from "./example.ts";
import { inside } from "./example-project.ts";
import { makeProject } from "./project.ts";
import { tagsOf } from "./registry-check.ts";

/** What a run of a part of examples/osg reports. */
export interface OsgRun {
  log: string;
  summary: string;
  /** The number of tests that each unit passed, in order of size. */
  passed: string;
  /** The checkout. */
  folder: string;
  /** Where its images are: the configuration's first registry. */
  registry: string;
  /** What each unit was published as. */
  digests: Readonly<Record<string, string>>;
}

/** The streams of the example, with the version of the package that its Yum repository has. */
const packages: Readonly<Record<string, string>> = { release: "25.1", testing: "25.2" };

/**
 * The first push of some units of examples/osg, in streams with the packages of two Yum
 * repositories. Checks every tag, and the stream's package in each image. A push, and not a weekly
 * run, so that a builder that has built this example before does not install its packages again.
 * @param systems the variants of each image; the first one has the tags without a system
 */
export async function pushOsg(
  only: string,
  systems: Readonly<Record<string, readonly string[]>>,
  streams: readonly string[] = Object.keys(packages),
): Promise<OsgRun> {
  const { registry, repository, push } = makeProject(readExampleToBuild("osg"), undefined, "localhost:5000/osg");
  const { status, log, summary, outputs } = await push({ inputs: { only } });
  expect(status === 0 ? "" : log).toBe("");
  const digests = JSON.parse(outputs["digests"] ?? "") as Record<string, string>;
  expect(Object.keys(digests)).toHaveLength(streams.length * Object.values(systems).flat().length);
  for (const [image, oses] of Object.entries(systems)) await checkImage(`${registry}/${image}`, oses, streams, digests);
  const passed = (log.match(/(?<=, )\d(?= tests passed)/g) ?? []).toSorted().join("");
  return { log, summary, passed, folder: repository.folder, registry, digests };
}

async function checkImage(
  repository: string,
  oses: readonly string[],
  streams: readonly string[],
  digests: Readonly<Record<string, string>>,
): Promise<void> {
  const image = repository.slice(repository.lastIndexOf("/") + 1);
  const tags = await tagsOf(repository);
  const stamp = /\d{8}-\d{4}/.exec(Object.keys(tags).find((tag) => /-\d{8}-\d{4}/.test(tag)) ?? "")?.[0];
  // The aliases of software-base are of Debian 12; those of the others are of their only system.
  const main = image === "software-base" ? "deb12" : (oses[0] ?? "");
  const hasAliases = oses.includes(main);
  const shown = (stream: string) => [
    ...oses.map((os) => [`25-${os}-${stream}`, digests[`${image}:25-${os}-${stream}`]]),
    ...(hasAliases ? [[`25-${stream}`, digests[`${image}:25-${main}-${stream}`]]] : []),
  ];
  const moving = streams.flatMap(shown);
  expect(tags).toEqual({
    ...Object.fromEntries(moving),
    ...Object.fromEntries(moving.map(([tag, digest]) => [`${tag}-${stamp}`, digest])),
    ...(hasAliases ? { latest: digests[`${image}:25-${main}-release`] } : {}),
  });
  const os = oses[0] ?? "";
  expect(new Set(streams.map((stream) => tags[`25-${os}-${stream}`])).size).toBe(streams.length);
  const query = ["rpm", "--query", "--queryformat", "%{VERSION}", "osg-example-config"];
  for (const stream of streams) expect(inside(`${repository}:25-${os}-${stream}`, ...query)).toBe(packages[stream]);
}
