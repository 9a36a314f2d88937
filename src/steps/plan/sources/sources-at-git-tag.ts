import type { OpenConfiguration, StreamSource, ValueFile } from "../../../core/config/index.ts";
import type { Trigger } from "../../../core/events/event.ts";
import type { Blocker } from "../../../core/plan/decide/blocker.ts";
import { type From, isOfReleases, versionIn } from "../../../core/sources/from.ts";
import { type Refs, resolveSource } from "../../../core/sources/resolve.ts";
import type { Files } from "../../../ports/files.ts";
import type { Repository } from "../../../ports/repository.ts";
import type { SourceTrees } from "../checkout/source-trees.ts";
import { staleNote } from "../checkout/stale-note.ts";
import { openSource, orBlocker, type ResolvedSources } from "./resolve-sources.ts";

/** The refs and work trees to resolve sources with. */
interface Places {
  tree: Repository;
  trees: SourceTrees;
  offline: boolean;
  files: Files;
}

/**
 * In the run of a git tag, every stream comes from that tag: those whose newest release it is
 * publish it, and the others' units may have it as a version.
 */
export async function sourcesAtGitTag(
  { from, valueFiles }: Pick<OpenConfiguration, "from" | "valueFiles">,
  trigger: Trigger,
  { tree, trees, offline, files }: Places,
): Promise<ResolvedSources> {
  const { gitTag = "" } = trigger;
  const ref = `refs/tags/${gitTag}`;
  const refs = await orBlocker(() => tree.refs(offline));
  const known = "code" in refs ? refs : withGitTag(refs, trigger);
  const at = async (wanted: readonly ValueFile[], version?: string): Promise<StreamSource> => {
    if ("code" in known) return { blocked: known };
    const commit = known.tags.get(gitTag);
    if (commit === undefined) return { idle: `the git tag ${gitTag} no longer exists` };
    return openSource({ source: { ref, commit, ...(version === undefined ? {} : { version }) } }, trees, files, wanted);
  };
  const filesOf = (isWanted: (stream: string) => boolean) => valueFiles.filter(({ stream }) => isWanted(stream));
  const sources = new Map<string, StreamSource>();
  for (const [stream, one] of from) {
    const version = isOfReleases(one) ? versionIn(one.tag, gitTag)?.version : undefined;
    sources.set(
      stream,
      await at(
        filesOf((one) => one === stream),
        version,
      ),
    );
  }
  const released = [...from].flatMap(([stream, one]) => (isNewest(one, ref, known) ? [stream] : []));
  const notes = "stale" in refs ? [staleNote] : [];
  return { sources, others: await at(filesOf((stream) => !from.has(stream))), released: new Set(released), notes };
}

/** On the command line, a git tag need not exist yet. */
function withGitTag(refs: Refs, { gitTag = "", commit, run }: Trigger): Refs {
  return run.id !== "local" || refs.tags.has(gitTag) ? refs : { ...refs, tags: new Map(refs.tags).set(gitTag, commit) };
}

function isNewest(from: From, ref: string, refs: Refs | Blocker): boolean {
  if ("code" in refs || !isOfReleases(from)) return false;
  const resolved = resolveSource(from, refs);
  return "source" in resolved && resolved.source.ref === ref;
}
