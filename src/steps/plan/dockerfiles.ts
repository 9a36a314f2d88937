import { type DockerfileOf, joinDockerfiles, type SourceFault } from "../../core/inputs/dockerfile/bases.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Files } from "../../ports/files.ts";
import type { Repository } from "../../ports/repository.ts";
import { inTree } from "./checkout/work-tree.ts";

/**
 * Units with the bases from their Dockerfiles, read at a commit (their source's, if they have one) or, if
 * changed in the work tree, as the build will read them.
 * @param files absent unless the commit is checked out
 * @param isUnknown whether nothing is known of a unit's files: it gets no base from its Dockerfile
 * @param onSourceFault see `joinDockerfiles`
 */
export async function withDockerfiles(
  units: readonly Unit[],
  commit: string,
  tree: Repository,
  files?: Files,
  { isUnknown = () => false, onSourceFault }: { isUnknown?: (unit: Unit) => boolean; onSourceFault?: SourceFault } = {},
): Promise<Unit[]> {
  const known = units.filter((unit) => !isUnknown(unit));
  const dockerfileOf = await readDockerfiles(known, commit, tree, files);
  return joinDockerfiles(units, (unit) => (isUnknown(unit) ? undefined : dockerfileOf(unit)), onSourceFault);
}

/**
 * The Dockerfiles of units, each read once.
 * @param files absent unless the commit is checked out
 */
export async function readDockerfiles(
  units: readonly Unit[],
  commit: string,
  tree: Repository,
  files?: Files,
): Promise<DockerfileOf> {
  const changes = files ? await tree.changes() : [];
  const isEdited = (file: string) => changes.some(({ path }) => path === file || (path.endsWith("/") && file.startsWith(path)));
  const read = async ({ source, build: { dockerfile } }: Unit): Promise<string | undefined> => {
    try {
      if (files && !source && isEdited(dockerfile)) return await files.read(inTree(tree, dockerfile));
      return await tree.read(source?.commit ?? commit, dockerfile);
    } catch (error) {
      if (error instanceof Failure) return undefined; // the build will report the fault
      throw error;
    }
  };
  const byPlace = new Map(units.map((unit) => [placeOf(unit), unit]));
  const texts = new Map(await Promise.all([...byPlace].map(async ([place, unit]) => [place, await read(unit)] as const)));
  return (unit) => texts.get(placeOf(unit));
}

/** Units of other commits have other Dockerfiles at the same path. */
function placeOf({ source, build: { dockerfile } }: Unit): string {
  return `${source?.commit ?? ""}:${dockerfile}`;
}
