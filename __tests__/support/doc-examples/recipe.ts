import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { transformSync } from "esbuild";
import { root } from "../workflow-files.ts";
import type { Example, ExampleKind } from "./kind.ts";

/** TypeScript of a recipe: a file, or a part of one. It can be read, and what it imports exists. */
export const recipe: ExampleKind = {
  name: "recipe in TypeScript",
  is: ({ language }) => language === "ts",
  faults: (example) => [...syntaxFaults(example.text), ...importFaults(example)],
};

/** A part of a file may be statements, or entries of a list. `…` stands for what readers fill in. */
function syntaxFaults(text: string): string[] {
  const filled = text.replaceAll(/([[=>(] ?)…/g, "$1{}");
  const [asFile, asEntries] = [filled, `void [\n${filled}\n];`].map(syntaxFaultOf);
  return asFile === undefined || asEntries === undefined ? [] : [asFile];
}

function syntaxFaultOf(text: string): string | undefined {
  try {
    transformSync(text, { loader: "ts" });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Imports from files that are not there, and of names that these do not export. A recipe may have created the file. */
function importFaults({ text, above }: Example): string[] {
  const folder = folderOf(above);
  const imports = [...text.matchAll(/^(?:import|export) (?:type )?\{([^}]*)\} from "(\.[^"]+)";$/gm)];
  return imports.flatMap(([, names = "", from = ""]) => {
    const file = path.posix.join(folder, from);
    if (above.includes(`Create \`${path.posix.basename(from)}\``)) return [];
    if (!existsSync(path.join(root, file))) return [`there is no ${file}`];
    const source = readFileSync(path.join(root, file), "utf8");
    return namesIn(names)
      .filter((name) => !exportsName(source, name))
      .map((name) => `${file} exports no ${name}`);
  });
}

/** The folder of a recipe's file: what the text above it names last. */
function folderOf(above: string): string {
  const [, place = ""] = [...above.matchAll(/`((?:src|__tests__)\/[\w./-]*[\w/-])`/g)].at(-1) ?? [];
  return place.endsWith(".ts") ? path.posix.dirname(place) : place;
}

const namesIn = (names: string): string[] => names.split(",").flatMap((name) => name.replace(/^\s*type\s/, "").trim() || []);

function exportsName(source: string, name: string): boolean {
  const declared = new RegExp(`^export (?:async )?(?:const|function|interface|type|class) ${name}\\b`, "m");
  return (
    declared.test(source) ||
    [...source.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].some(([, names = ""]) => namesIn(names).includes(name))
  );
}
