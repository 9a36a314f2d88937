import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as v from "valibot";
import { parseAllDocuments } from "yaml";
import { engine } from "./engine.ts";
import { makeFolder } from "./git.ts";

/** An object as Kubernetes' API describes it, or a part of one. */
interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | false;
  items?: Schema;
  oneOf?: Schema[];
  enum?: string[];
  "x-kubernetes-group-version-kind"?: { group: string; version: string; kind: string }[];
}

const prefix = "#/definitions/";
const answer = v.object({ resources: v.array(v.object({ kind: v.string(), name: v.string(), msg: v.string() })) });

/** What `kustomize build` makes of a folder. */
export function kustomize(folder: string): string {
  const { status, stdout, stderr } = spawnSync(engine("TAGSTREAM_KUSTOMIZE"), ["build", folder], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** What kubeconform finds wrong with manifests, strictly: unknown and doubled keys are faults, and so are unknown kinds. */
export function kubeconform(manifests: string): string[] {
  const location = path.join(schemasFor(manifests), "{{ .ResourceKind }}{{ .KindSuffix }}.json");
  const argv = ["-strict", "-output", "json", "-schema-location", location];
  const { stdout, stderr } = spawnSync(engine("TAGSTREAM_KUBECONFORM"), argv, { encoding: "utf8", input: manifests });
  if (!stdout.startsWith("{")) throw new Error(stderr);
  return v.parse(answer, JSON.parse(stdout)).resources.flatMap(({ kind, name, msg }) => {
    const faults = [...msg.matchAll(/ - (at '.*?)(?= +- at '|$)/g)].map(([, fault = ""]) => fault);
    return (faults.length === 0 ? [msg] : faults).map((fault) => `${kind} ${name}: ${fault}`);
  });
}

let definitions: Record<string, Schema> | undefined;

function readDefinitions(): Record<string, Schema> {
  const text = definitions ? "" : readFileSync(engine("TAGSTREAM_KUBERNETES_API"), "utf8");
  definitions ??= (JSON.parse(text) as { definitions: Record<string, Schema> }).definitions;
  return definitions;
}

/** A folder with a schema for each kind in the manifests, in kubeconform's layout. A kind that the API lacks has none. */
function schemasFor(manifests: string): string {
  const all = readDefinitions();
  const kinds = parseAllDocuments(manifests).map((document) => document.toJS() as { apiVersion: string; kind: string });
  const folder = makeFolder();
  for (const { apiVersion, kind } of kinds) {
    const [version = "", group = ""] = apiVersion.split("/").toReversed();
    const isIt = (of: Schema) =>
      of["x-kubernetes-group-version-kind"]?.some(
        (known) => known.group === group && known.version === version && known.kind === kind,
      );
    const [name] = Object.entries(all).find(([, definition]) => isIt(definition)) ?? [];
    if (name === undefined) continue;
    const file = `${[kind, ...group.split(".").slice(0, 1), version].filter(Boolean).join("-").toLowerCase()}.json`;
    writeFileSync(path.join(folder, file), JSON.stringify({ $ref: prefix + name, definitions: reachable(all, name) }));
  }
  return folder;
}

/** A definition and all that it refers to, each without keys that it does not name. */
function reachable(all: Record<string, Schema>, name: string, found: Record<string, Schema> = {}): Record<string, Schema> {
  const definition = all[name];
  if (definition === undefined || found[name] !== undefined) return found;
  found[name] = strict(definition);
  const refs = JSON.stringify(definition).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g);
  for (const [, next = ""] of refs) reachable(all, next, found);
  return found;
}

/** The API says "string" of what may be a number too: a port's name or number, a quantity. */
const isNumberToo = ({ format, type }: Schema, description: string) =>
  type === "string" && (format === "int-or-string" || description.startsWith("Quantity is "));

function strict(definition: Schema & { description?: string }): Schema {
  if (isNumberToo(definition, definition.description ?? "")) return { oneOf: [{ type: "string" }, { type: "number" }] };
  const { properties, additionalProperties } = definition;
  return properties === undefined || additionalProperties !== undefined
    ? definition
    : { ...definition, additionalProperties: false };
}
