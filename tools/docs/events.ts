import { events } from "../../src/core/events/index.ts";
import { table } from "./table.ts";

/** What happens on each event, as a table. */
export function eventsTable(): string {
  const rows = events.flatMap(({ name, cases }) =>
    cases.map(({ when, does }) => [`\`${name}\`${when === "" ? "" : ` ${when}`}`, does]),
  );
  return table(["Event", "What happens"], [...rows, ["any other", "nothing; the run reports why"]]);
}

/** What each event may cause, as a table. */
export function abilitiesTable(): string {
  const abilities = ["build", "secrets", "publish", "versions", "candidates", "retire", "manual", "prune"] as const;
  const rows = events.map(({ name, startedBy, may = [] }) => [
    `\`${name}\``,
    { writers: "people who may write to the repository", anyone: "anyone", "another run": "another run, which it checks" }[
      startedBy
    ],
    ...abilities.map((ability) => (may.includes(ability) ? "yes" : "")),
  ]);
  return table(["Event", "Started by", ...abilities], rows);
}
