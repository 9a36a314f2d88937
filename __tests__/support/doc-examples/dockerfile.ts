import { loadConfiguration } from "../../../src/core/config/index.ts";
import { joinDockerfiles } from "../../../src/core/inputs/dockerfile/bases.ts";
import { baseUnitsOf } from "../../../src/core/unit/bases.ts";
import type { ExampleKind } from "./kind.ts";

/** Lines of a Dockerfile on an image of ours: Tagstream finds that base. */
export const dockerfile: ExampleKind = {
  name: "Dockerfile",
  is: ({ language }) => language === "dockerfile",
  faults({ text }) {
    const { units } = loadConfiguration({
      text: "registries: [ghcr.io/octo-org]\nimages: { runtime: { context: . }, app: { context: . } }\n",
      file: "tagstream.yml",
      kindOf: (file) => (file.endsWith("Dockerfile") ? "file" : "folder"),
    });
    const joined = joinDockerfiles(units, ({ image }) => (image === "app" ? text : "FROM scratch\n"));
    const bases = joined.filter(({ image }) => image === "app").flatMap(baseUnitsOf);
    return bases.includes("runtime:release") ? [] : ["Tagstream finds no base in it"];
  },
};
