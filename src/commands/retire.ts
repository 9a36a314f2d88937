import { readManifestAnnotations } from "../core/annotations.ts";
import type { Retirement } from "../core/event.ts";
import { Failure } from "../core/problem.ts";
import { retiredMarkdown, retiredTable } from "../core/render/retired.ts";
import { type RetiredTag, retiredTags, retireStatus, stayProblem, strayTags } from "../core/retire.ts";
import type { Unit } from "../core/unit.ts";
import type { Request } from "../inputs.ts";
import type { Ports, Registry, Reporter } from "../ports.ts";
import { configurationAt, ownerOf, readConfiguration } from "./configuration.ts";
import { mapLimited } from "./parallel.ts";
import { reportIdle, reportNothingWritten } from "./plan.ts";
import type { Session } from "./session.ts";

/** Removes the candidate tags of a pull request that has ended. Red only where another try may remove what is left. */
export async function retire(event: Retirement, request: Request, session: Session): Promise<number> {
  const { ports } = session;
  const { reporter } = ports;
  const units = await unitsOf(event, request, ports);
  const tags = await withStrays(retiredTags(units, event.pullRequest), event, ports.registry);
  if (request.dryRun) {
    const wanted = [...tags].flatMap(([repository, names]) => names.map((tag) => `${repository}:${tag}`));
    await reportIdle(`Nothing is removed: dry-run. Otherwise these go, where they are: ${wanted.join(", ")}.`, session);
    return 0;
  }
  const retired = await removeTags(tags, ports);
  for (const line of retiredTable(event.pullRequest, retired, reporter.style)) reporter.line(line);
  await reporter.summary(retiredMarkdown(event.pullRequest, retired));
  for (const tag of retired) {
    const problem = stayProblem(event.pullRequest, tag);
    if (problem) reporter.problem(problem);
  }
  reporter.output("matrix", '{"include":[]}');
  reportNothingWritten(reporter);
  return retireStatus(retired);
}

/** Adds the tags of units that an earlier push of the pull request had. Where a registry does not answer, they are not looked for. */
async function withStrays(
  tags: ReadonlyMap<string, string[]>,
  { source, pullRequest }: Retirement,
  registry: Pick<Registry, "tags" | "manifest">,
): Promise<Map<string, readonly string[]>> {
  const isOurs = async (repository: string, tag: string): Promise<boolean> => {
    const image = await registry.manifest(repository, tag);
    return source !== undefined && image !== undefined && readManifestAnnotations(image.bytes).source === source;
  };
  const all = await mapLimited([...tags], parallelRepositories, async ([repository, known]) => {
    try {
      const strays = strayTags(await registry.tags(repository), known, pullRequest);
      const ours = await mapLimited(strays, parallelRepositories, (tag) => isOurs(repository, tag));
      return [repository, [...known, ...strays.filter((_, index) => ours[index])]] as const;
    } catch (error) {
      ignoreFailure(error);
      return [repository, known] as const;
    }
  });
  return new Map(all);
}

/** Repositories that are looked at, or in which tags are removed, at the same time. */
const parallelRepositories = 8;

/** Removes tags, by repository, and tells what became of each. */
export async function removeTags(
  tags: ReadonlyMap<string, readonly string[]>,
  { registry, reporter }: { registry: Pick<Registry, "removeTags">; reporter: Reporter },
): Promise<RetiredTag[]> {
  const removed = await mapLimited([...tags], parallelRepositories, async ([repository, names]) => {
    const group = reporter.group(repository);
    try {
      return (await registry.removeTags(repository, names, group)).map((removal) => ({ repository, ...removal }));
    } finally {
      group.end();
    }
  });
  return removed.flat();
}

/**
 * The units that the pull request may have had candidates of: as it left them, and as the branch had them before. One of the two is
 * enough, since a change may break the configuration or bring the first.
 */
async function unitsOf({ repository }: Retirement, { config }: Request, { repository: tree, files }: Ports): Promise<Unit[]> {
  const owner = ownerOf(repository);
  const parent = await tree.parent(await tree.head(), 1).catch(ignoreFailure);
  const before = parent === undefined ? undefined : await configurationAt(parent, tree, config, owner).catch(ignoreFailure);
  try {
    const now = await readConfiguration(tree, config, owner, files);
    return [...now.units, ...(before?.units ?? [])];
  } catch (error) {
    if (!before || !(error instanceof Failure)) throw error;
    return [...before.units];
  }
}

/** A checkout without history has no commit before, and the units as they are now do. */
function ignoreFailure(error: unknown): undefined {
  if (!(error instanceof Failure)) throw error;
}
