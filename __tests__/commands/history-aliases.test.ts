import { expect, test } from "@jest/globals";
import { history } from "../../src/commands/history.ts";
import { shaOf } from "../support/model-aliases.ts";
import { configuration, dateOf } from "../support/model-ports.ts";
import { modelSession } from "../support/model-session.ts";
import { ModelWorld } from "../support/model-world.ts";
import { terminalOf } from "../support/terminal.ts";

const registries = ["one.example.org/osg", "two.example.org/osg"];
const aliases = ["sha-{sha}", "v{label:version}"];

test("the history shows which texts a publication gave, and what the tags of the shown one show", async () => {
  const world = new ModelWorld(registries, { aliases });
  world.labelOf = (inputs) => (inputs === "A" ? "1" : "2");
  await world.push("A");
  world.minute += 60;
  await world.push("B");
  world.minute += 60;
  await world.rollback();
  const session = modelSession({
    registry: world.registry,
    holds: [],
    configuration: configuration(registries, false, aliases),
    inputs: "B",
    tip: () => "B",
    forgeNow: () => dateOf(200),
    now: () => dateOf(200),
    run: "1",
    noHold: false,
  });
  const printed: string[] = [];
  const request = { command: "history", config: ".github/tagstream.yml", only: [], to: { kind: "previous" } };
  const status = await history(
    { ...request, reason: "", expires: "7d", dryRun: false } as unknown as Parameters<typeof history>[0],
    { ...session, terminal: terminalOf(printed, { json: true }) } as unknown as Parameters<typeof history>[1],
  );
  const { units } = JSON.parse(printed.join("")) as {
    units: { agrees: boolean; tags: { tag: string }[]; publications: { timestamp: string; aliases: string[] }[] }[];
  };
  expect(status).toBe(0);
  expect(units[0]?.publications.map(({ timestamp, aliases: texts }) => [timestamp, texts])).toEqual([
    ["20261123-0800", [shaOf("A"), "v1"]],
    ["20261123-0700", [shaOf("B"), "v2"]],
    ["20261123-0600", [shaOf("A"), "v1"]],
  ]);
  expect(units[0]?.tags.map(({ tag }) => tag)).toEqual(["release", shaOf("A"), "v1"]);
  expect(units[0]?.agrees).toBe(true);
});
