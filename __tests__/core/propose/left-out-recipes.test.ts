import { expect, test } from "@jest/globals";
import { propose, push } from "./support.ts";

test("an argument and a label that only a run knows are left out", () => {
  const unknown = "${" + "{ env.GIT_TAG }}";
  const recipe = { args: { GIT_TAG: unknown, MIX_ENV: "ce" }, labels: { "org.example.tag": unknown } };
  const found = propose((one) => [{ recipe, tags: [[push(one), "main"]] }]);
  expect(found.yaml).toBe(`streams:
  main: {} # each push to main
images:
  app: { context: ., args: { MIX_ENV: ce } }
`);
  expect(found.notes).toEqual([
    `The build argument GIT_TAG is left out: only a run knows \`${unknown}\`: write its value in \`args\`.`,
    `The label org.example.tag is left out: only a run knows \`${unknown}\`: write its value in \`labels\`.`,
  ]);
});

test("a named context that an earlier step of the job prepares", () => {
  const found = propose((one) => [
    { recipe: { contexts: { base: "docker-image://alpine", packages: "dist" } }, tags: [[push(one), "main"]] },
  ]);
  expect(found.left.map(({ why }) => why)).toEqual([
    "its named context packages, dist, is no folder of the repository: an earlier step makes it",
  ]);
});

test("a timestamp of today is the one that Tagstream writes", () => {
  const time = ({ time: at }: { time: string }) => `${at.slice(0, 10).replaceAll("-", "")}-${at.slice(11, 16).replace(":", "")}`;
  const found = propose((one) => [{ tags: [[push(one), "3.6-release", `3.6-release-${time(one)}`, time(one)]] }]);
  expect(found.rows).toEqual([
    "3.6-release on main: same stream",
    "3.6-release-20261123-0617 on main: same timestamp",
    "20261123-0617 on main: not written, a tag that ends like a timestamp looks like a timestamp tag",
  ]);
});
