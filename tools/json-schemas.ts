import { toJsonSchema } from "@valibot/to-json-schema";
import { writtenSchema } from "../src/core/config/schema/schema.ts";
import { doctorSchema } from "../src/core/doctor/doctor-document.ts";
import { changesSchema } from "../src/core/packages/changes-document.ts";
import { planSchema } from "../src/core/plan/plan.ts";
import { pruneSchema } from "../src/core/retention/prune-document.ts";
import { statusSchema } from "../src/core/status/status.ts";

/**
 * The published JSON schemas (draft-07, which editors know best): each file's path and text. They
 * describe the input, as a person writes it.
 */
export function jsonSchemas(): { file: string; text: string }[] {
  const options = { target: "draft-07", typeMode: "input" } as const;
  return [
    { file: "schema/tagstream.schema.json", schema: toJsonSchema(writtenSchema, options) },
    { file: "schema/tagstream.plan.schema.json", schema: toJsonSchema(planSchema, options) },
    { file: "schema/tagstream.changes.schema.json", schema: toJsonSchema(changesSchema, options) },
    { file: "schema/tagstream.prune.schema.json", schema: toJsonSchema(pruneSchema, options) },
    { file: "schema/tagstream.status.schema.json", schema: toJsonSchema(statusSchema, options) },
    { file: "schema/tagstream.doctor.schema.json", schema: toJsonSchema(doctorSchema, options) },
  ].map(({ file, schema: { $schema, ...schema } }) => ({ file, text: `${JSON.stringify({ $schema, ...schema }, null, 2)}\n` }));
}
