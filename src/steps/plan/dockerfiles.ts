import { joinDockerfiles } from "../../core/inputs/dockerfile/bases.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Files } from "../../ports/files.ts";
import type { Repository } from "../../ports/repository.ts";
import { inTree } from "./work-tree.ts";

/**
 * Units with the bases from their Dockerfiles, read at a commit or, if changed in the work tree, as
 * the build will read them.
 * @param files absent unless the commit is checked out
 */
export async function withDockerfiles(units: readonly Unit[], commit: string, tree: Repository, files?: Files): Promise<Unit[]> {
  const changes = files ? await tree.changes() : [];
  const isEdited = (file: string) => changes.some(({ path }) => path === file || (path.endsWith("/") && file.startsWith(path)));
  const read = async (path: string): Promise<string | undefined> => {
    try {
      return files && isEdited(path) ? await files.read(inTree(tree, path)) : await tree.read(commit, path);
    } catch (error) {
      if (error instanceof Failure) return undefined; // the build will report the fault
      throw error;
    }
  };
  const paths = [...new Set(units.map(({ build }) => build.dockerfile))];
  const texts = new Map(await Promise.all(paths.map(async (path) => [path, await read(path)] as const)));
  return joinDockerfiles(units, (path) => texts.get(path));
}
