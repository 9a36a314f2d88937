import * as v from "valibot";
import { text, variableName } from "../../lib/config-scalars.ts";

/** What the configuration's schema is put together from. */

export const when = (description: string) =>
  v.pipe(
    v.record(
      v.string(),
      v.union([
        text("The value that it has to have."),
        v.pipe(v.array(text("One of the values that it may have.")), v.minLength(1, "it is an empty list")),
      ]),
    ),
    v.minEntries(1, "it is empty"),
    v.description(description),
  );

export const values = (description: string) => v.pipe(v.record(v.string(), text("Its value.")), v.description(description));

export const args = (owner: string) =>
  v.pipe(
    v.record(variableName("An `ARG` of the Dockerfile."), text("Its value; may have placeholders.")),
    v.description(`Build arguments of ${owner}.`),
  );

export const repositories = (item: string, name: string, description: string) =>
  v.pipe(
    v.array(
      v.union([
        v.pipe(v.string(), v.description(item)),
        v.strictObject({
          name: v.pipe(v.string(), v.description(name)),
          when: v.exactOptional(when("Only for units of which this holds.")),
          required: v.exactOptional(
            v.pipe(
              v.boolean(),
              v.description("`false`: its failure is a warning, and the next run completes it. Default: `true`."),
            ),
          ),
        }),
      ]),
    ),
    v.minLength(1, "it is empty"),
    v.description(description),
  );
