import * as v from "valibot";
import { parseAllDocuments } from "yaml";

/** A container of a manifest, and the workload that has it. */
export interface DeployedContainer {
  workload: string;
  name: string;
  image: string;
}

const containers = v.array(v.looseObject({ name: v.string(), image: v.string() }));
const workload = v.looseObject({
  kind: v.string(),
  metadata: v.looseObject({ name: v.string() }),
  spec: v.looseObject({
    template: v.looseObject({ spec: v.looseObject({ containers, initContainers: v.optional(containers, []) }) }),
  }),
});

/** All containers of the workloads in manifests. */
export function containersOf(manifests: string): DeployedContainer[] {
  return parseAllDocuments(manifests).flatMap((document) => {
    const { success, output } = v.safeParse(workload, document.toJS());
    if (!success) return [];
    const { initContainers, containers: others } = output.spec.template.spec;
    return [...initContainers, ...others].map(({ name, image }) => ({ workload: output.metadata.name, name, image }));
  });
}

/** The containers whose image is not `name:TAG@DIGEST`. */
export function unpinned(manifests: string): string[] {
  return containersOf(manifests)
    .filter(({ image }) => !/^[^@]+\/[^@/:]+:[\w][\w.-]*@sha256:[0-9a-f]{64}$/.test(image))
    .map(({ workload: owner, name, image }) => `${owner}/${name}: ${image}`);
}
