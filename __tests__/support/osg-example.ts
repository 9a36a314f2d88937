import { expect } from "@jest/globals";
import { readExampleToBuild } from "./example.ts";
import { inside } from "./example-project.ts";
import { makeProject } from "./project.ts";
import { tagsOf } from "./registry-check.ts";

/** What a weekly run of a part of examples/osg reports. */
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
 * One weekly run of some units of examples/osg: of its two streams, with the packages of two Yum
 * repositories. Checks every tag, and the stream's package in the image that all others are built on.
 * @param units `image:series-system-stream`; of each image one system
 */
export async function weeklyOsgRun(units: readonly string[]): Promise<OsgRun> {
  const { registry, repository, weekly } = makeProject(readExampleToBuild("osg"), undefined, "localhost:5000/osg");
  const { status, log, summary, outputs } = await weekly({ inputs: { only: units.join() } });
  expect(status === 0 ? "" : log).toBe("");
  const digests = JSON.parse(outputs["digests"] ?? "") as Record<string, string>;
  expect(Object.keys(digests).toSorted()).toEqual(units.toSorted());
  const images = new Set(units.map((unit) => unit.split(":")[0] ?? ""));
  for (const image of images) {
    const own = units.filter((unit) => unit.startsWith(`${image}:`)).map((unit) => unit.slice(image.length + 1));
    await checkImage(`${registry}/${image}`, image, own, digests);
  }
  const passed = (log.match(/(?<=, )\d(?= tests passed)/g) ?? []).toSorted().join("");
  return { log, summary, passed, folder: repository.folder, registry, digests };
}

async function checkImage(
  repository: string,
  image: string,
  own: readonly string[],
  digests: Readonly<Record<string, string>>,
): Promise<void> {
  const tags = await tagsOf(repository);
  const stamp = /\d{8}-\d{4}/.exec(Object.keys(tags).find((tag) => /-\d{8}-\d{4}/.test(tag)) ?? "")?.[0];
  const moving = own.flatMap((tag) => {
    const [series, system, stream] = tag.split("-");
    // The aliases of software-base are of Debian 12; those of the others are of their only system.
    const names = image === "software-base" && system !== "deb12" ? [tag] : [tag, `${series}-${stream}`];
    return names.map((name) => [name, digests[`${image}:${tag}`]] as const);
  });
  const latest = moving.find(([tag]) => tag === "25-release");
  expect(tags).toEqual({
    ...Object.fromEntries(moving),
    ...Object.fromEntries(moving.map(([tag, digest]) => [`${tag}-${stamp}`, digest])),
    ...(latest ? { latest: latest[1] } : {}),
  });
  expect(new Set(own.map((tag) => tags[tag])).size).toBe(own.length);
  if (image !== "software-base") return; // What is built on it has the package from it, and a test of its own for it.
  const query = ["rpm", "--query", "--queryformat", "%{VERSION}", "osg-example-config"];
  for (const tag of own) expect(inside(`${repository}:${tag}`, ...query)).toBe(packages[tag.split("-")[2] ?? ""]);
}
