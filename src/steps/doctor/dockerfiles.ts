import type { BaseReference, WholeContext } from "../../core/doctor/facts.ts";
import { outsideReferences } from "../../core/inputs/dockerfile/outside-references.ts";
import { familiarName } from "../../core/oci/reference.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Ports } from "../../ports/index.ts";
import { readDockerfiles } from "../plan/dockerfiles.ts";
import { findWholeContexts } from "../plan/whole-context.ts";

type Checkout = Pick<Ports, "repository" | "files">;

/** The bases that Dockerfiles of this checkout name by tags, each once for an image. */
export async function findBases(units: readonly Unit[], { repository, files }: Checkout): Promise<BaseReference[]> {
  const textOf = await readDockerfiles(units, await repository.head(), repository, files);
  const referencesOf = outsideReferences(units);
  const found = units.flatMap((unit) => {
    const text = textOf(unit) ?? "";
    return referencesOf(unit, text).map((reference): [string, BaseReference] => {
      const { image, build } = unit;
      const line = lineOf(text, reference);
      const base = { image, reference, file: build.dockerfile, ...(line === undefined ? {} : { line }) };
      return [JSON.stringify([image, reference]), base];
    });
  });
  return [...new Map(found).values()];
}

/** The line that names a base; undefined if only an argument has its name. */
function lineOf(text: string, reference: string): number | undefined {
  const names = [familiarName(reference), familiarName(reference).replace(/:latest$/, "")];
  const index = text.split("\n").findIndex((line) => {
    const [first = "", ...words] = line.trim().split(/\s+/);
    return /^(?:from|copy|run)$/i.test(first) && words.some((word) => names.includes(familiarName(word.replace(/^--from=/, ""))));
  });
  return index < 0 ? undefined : index + 1;
}

/** The images whose builds receive the whole repository. */
export async function findContexts(units: readonly Unit[], { repository, files }: Checkout): Promise<WholeContext[]> {
  const source = { tree: repository, commit: await repository.head() };
  const found = await findWholeContexts(units, source, files);
  return found.images.map((image) => ({ image, files: found.files }));
}
