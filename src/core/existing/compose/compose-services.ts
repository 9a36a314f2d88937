import { parse } from "yaml";
import { normalizePath } from "../../lib/repository-path.ts";
import type { Recipe } from "../model.ts";
import { interpolate, readEnvFile } from "./interpolate.ts";

/** Names of Compose files, in the order in which Compose looks for them. */
export const composeFileNames = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"] as const;

/** A service that is built. */
export interface ComposeService {
  name: string;
  recipe: Recipe;
  /** The image and `build.tags`, as text: `ghcr.io/octo/app:1.4`. Empty if nothing names the image. */
  references: string[];
  /** Why a part of the service has no value here, as a clause. */
  unknown?: string;
}

export interface ComposeSource {
  /** Paths from the repository's root. Later files win. */
  files: readonly string[];
  textOf(path: string): string | undefined;
  /** Variables of the environment; those of `.env` join them. */
  variables: Readonly<Record<string, string>>;
}

type Mapping = Readonly<Record<string, unknown>>;

/** The services with `build` of Compose files. */
export function readComposeServices(source: ComposeSource): { services: ComposeService[]; faults: string[] } {
  const faults: string[] = [];
  const merged = new Map<string, Mapping>();
  const [first = ""] = source.files;
  const folder = first.includes("/") ? first.slice(0, first.lastIndexOf("/")) : ".";
  let secrets: Mapping = {};
  for (const file of source.files) {
    const document = readDocument(source.textOf(file));
    if (document === undefined) faults.push(`\`${file}\` is no Compose file of the repository`);
    secrets = { ...secrets, ...mappingOf(document?.["secrets"]) };
    for (const [name, service] of Object.entries(mappingOf(document?.["services"]))) {
      merged.set(name, mergeService(merged.get(name) ?? {}, mappingOf(service)));
    }
  }
  const env = source.textOf(normalizePath(".env", folder) ?? ".env");
  const variables = { ...(env === undefined ? {} : readEnvFile(env)), ...source.variables };
  const services = [...merged]
    .filter(([, service]) => service["build"] !== undefined && service["build"] !== null)
    .map(([name, service]) => readService(name, service, { folder, variables, secrets }));
  return { services, faults };
}

function readDocument(text: string | undefined): Mapping | undefined {
  if (text === undefined || text.length > 500_000) return undefined;
  try {
    const document: unknown = parse(text, { logLevel: "error", merge: true, maxAliasCount: 100 });
    return isMapping(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mappingOf(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

function mergeService(base: Mapping, over: Mapping): Mapping {
  if (!isMapping(base["build"]) || !isMapping(over["build"])) return { ...base, ...over };
  return { ...base, ...over, build: { ...base["build"], ...over["build"] } };
}

interface ServiceContext {
  folder: string;
  variables: Readonly<Record<string, string>>;
  secrets: Mapping;
}

function readService(name: string, service: Mapping, context: ServiceContext): ComposeService {
  const unknown: string[] = [];
  const text = (value: unknown): string => {
    const given = typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
    const result = interpolate(given, context.variables);
    if (result === undefined) unknown.push(`the value of a variable in \`${given}\` is unknown`);
    return result ?? "";
  };
  const build = isMapping(service["build"]) ? service["build"] : { context: service["build"] };
  const buildContext = text(build["context"] ?? ".");
  const isRemote = /^(https?:|git@|git:|ssh:)/.test(buildContext);
  const path = isRemote ? buildContext : normalizePath(buildContext, context.folder);
  if (path === undefined) unknown.push(`the context \`${buildContext}\` is outside the repository`);
  if (build["dockerfile_inline"] !== undefined) unknown.push("its Dockerfile stands in the Compose file");
  const references = [service["image"], ...listOf(build["tags"])].filter((value) => value !== undefined).map(text);
  const recipe = readRecipe(build, path ?? ".", { ...context, text });
  return {
    name,
    recipe,
    references: unknown.length === 0 ? references.filter((reference) => reference !== "") : [],
    ...(unknown[0] === undefined ? {} : { unknown: unknown[0] }),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function readRecipe(
  build: Mapping,
  path: string,
  { folder, variables, secrets, text }: ServiceContext & { text(value: unknown): string },
): Recipe {
  const dockerfile = build["dockerfile"] === undefined ? undefined : normalizePath(text(build["dockerfile"]), path);
  const target = text(build["target"]);
  const isUsual = dockerfile === normalizePath("Dockerfile", path);
  return {
    context: path,
    ...(dockerfile === undefined || isUsual ? {} : { dockerfile }),
    ...(target === "" ? {} : { target }),
    args: readPairs(build["args"], text, variables),
    contexts: readContexts(readPairs(build["additional_contexts"], text, variables), folder),
    secrets: listOf(build["secrets"]).flatMap((secret) => readSecret(secret, secrets)),
    platforms: listOf(build["platforms"]).map(text),
    labels: readPairs(build["labels"], text, variables),
  };
}

/** A mapping, or a list of `NAME=value`. A name alone has the value of the variable. */
function readPairs(
  value: unknown,
  text: (value: unknown) => string,
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  const entries = Array.isArray(value)
    ? value.map((item) => String(item).split(/=(.*)/s)).map(([name = "", given]) => [name, given] as const)
    : Object.entries(mappingOf(value));
  return Object.fromEntries(
    entries.map(([name, given]) => [name, given === undefined || given === null ? (variables[name] ?? "") : text(given)]),
  );
}

function readContexts(contexts: Readonly<Record<string, string>>, folder: string): Record<string, string> {
  const isPath = (text: string) => !/^[a-z-]+:/.test(text);
  return Object.fromEntries(
    Object.entries(contexts).map(([name, text]) => [name, isPath(text) ? (normalizePath(text, folder) ?? text) : text]),
  );
}

function readSecret(secret: unknown, all: Mapping): Recipe["secrets"] {
  const id = typeof secret === "string" ? secret : String(mappingOf(secret)["source"] ?? "");
  const { environment, file } = mappingOf(all[id]);
  if (id === "") return [];
  return [
    { id, ...(typeof environment === "string" ? { env: environment } : {}), ...(typeof file === "string" ? { src: file } : {}) },
  ];
}
