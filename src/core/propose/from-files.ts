import { parse } from "yaml";
import { clean, oneLine } from "../lib/text/clean.ts";
import { repositoryNamePattern } from "../oci/reference.ts";
import type { ProposeFacts } from "./facts.ts";
import type { ImageDraft } from "./image-draft.ts";
import { escaped } from "./patterned-recipe.ts";

type FileRecipe = Pick<ImageDraft["recipe"], "context" | "dockerfile" | "target">;
interface FileImage {
  wanted: string;
  recipe: FileRecipe;
}

/**
 * The images of a repository that publishes nothing yet: one for each Dockerfile, as compose files
 * build it. Those of tests, examples and other projects are left out.
 */
export function imagesOfFiles(facts: ProposeFacts): { images: ImageDraft[]; notes: string[] } {
  const every = facts.paths.filter(isDockerfile);
  const [odd, all] = [every.filter(hasOddCharacters), every.filter((path) => !hasOddCharacters(path))];
  const others = all.filter(isOfOthers);
  const found = fromCompose(facts);
  const known = new Set(found.map(({ recipe }) => recipe.dockerfile));
  for (const path of all) if (!isOfOthers(path) && !known.has(path)) found.push(fromDockerfile(path, facts));
  const names = new Set<string>();
  const images = found.map(({ wanted, recipe }): ImageDraft => {
    const name = freeName(wanted, names);
    names.add(name);
    const platforms = [{ platform: "linux/amd64", when: {} }];
    const rest = { args: {}, contexts: {}, labels: {}, secrets: [] };
    return { name, repositories: [], rules: [], recipe: { ...recipe, ...rest }, platforms, channelArgs: new Map(), values: [] };
  });
  const notes = [
    ...(others.length === 0 ? [] : [`Left out, as files of tests, examples or other projects: ${others.join(", ")}.`]),
    ...(odd.length === 0 ? [] : [`Left out, because their paths are no plain text: ${odd.map(oneLine).join(", ")}.`]),
  ];
  return { images, notes };
}

/** Control characters, and what git shows of bytes that are not UTF-8. */
function hasOddCharacters(path: string): boolean {
  return path !== clean(path) || path.includes("\ufffd");
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".";
}

function isDockerfile(path: string): boolean {
  const name = nameOf(path);
  return /^(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|^[\w.-]+\.Dockerfile$/i.test(name) && !name.endsWith(".dockerignore");
}

const otherFolders = new Set([
  "test",
  "tests",
  "example",
  "examples",
  "fixtures",
  "testdata",
  ".devcontainer",
  "vendor",
  "node_modules",
]);

function isOfOthers(path: string): boolean {
  return path.split("/").some((part) => otherFolders.has(part.toLowerCase()));
}

function fromDockerfile(path: string, { repository }: ProposeFacts): FileImage {
  const context = folderOf(path);
  const own = context === "." ? (repository.split("/")[1] ?? "app") : nameOf(context);
  const variant =
    /^(?:Dockerfile|Containerfile)\.(.+)$/i.exec(nameOf(path))?.[1] ?? /^(.+)\.Dockerfile$/i.exec(nameOf(path))?.[1];
  return { wanted: variant === undefined ? own : `${own}-${variant}`, recipe: { context, dockerfile: path } };
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const lower = wanted
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+|[._-]+$/g, "");
  const name = repositoryNamePattern.test(lower) ? lower : lower.replaceAll(/[^a-z0-9]+/g, "-") || "app";
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(free)) return free;
  }
}

/** The services of compose files that build a Dockerfile of the repository. */
function fromCompose({ paths, textOf }: ProposeFacts): FileImage[] {
  const files = paths.filter((path) => /^(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml$/.test(path));
  const seen = new Set<string>();
  return files.flatMap((file) =>
    Object.entries(mapAt(read(textOf(file)), "services")).flatMap(([service, value]): FileImage[] => {
      const image = fromService(service, value);
      const key = image && JSON.stringify(image.recipe);
      if (!image || key === undefined || seen.has(key) || !paths.includes(image.recipe.dockerfile ?? "")) return [];
      seen.add(key);
      return isOfOthers(image.recipe.dockerfile ?? "") ? [] : [image];
    }),
  );
}

function fromService(service: string, value: unknown): FileImage | undefined {
  const build: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "build") : undefined;
  if (build === undefined) return undefined;
  const map = typeof build === "string" ? { context: build } : mapAt({ build }, "build");
  const text = (key: string): string | undefined => {
    const found: unknown = Reflect.get(map, key);
    return typeof found === "string" && !found.includes("$") ? found : undefined;
  };
  const context = plainPath(text("context") ?? ".");
  const target = text("target");
  const dockerfile = plainPath(
    context === "." ? (text("dockerfile") ?? "Dockerfile") : `${context}/${text("dockerfile") ?? "Dockerfile"}`,
  );
  return { wanted: service, recipe: { context, dockerfile, ...(target === undefined ? {} : { target: escaped(target) }) } };
}

function plainPath(path: string): string {
  return path.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "") || ".";
}

function read(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : parse(text, { logLevel: "silent" });
  } catch {
    return undefined; // the file is no concern of the proposal
  }
}

function mapAt(value: unknown, key: string): object {
  const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === "object" && found !== null ? found : {};
}
