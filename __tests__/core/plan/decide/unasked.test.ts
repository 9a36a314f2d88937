import { expect, test } from "@jest/globals";
import { unaskedByHost } from "../../../../src/core/plan/decide/unasked.ts";

const down = (host: string, how = "it did not answer for 45 s.") => `${host} cannot be reached: ${how}`;
const at = (host: string, failure: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({ repository: `${host}/osg/image-${i}`, failure }));

test("a host that cannot be reached is told once, for all its repositories", () => {
  const unasked = at("one.example.org", down("one.example.org"), 76);
  expect(unaskedByHost(unasked)).toEqual([{ where: "one.example.org (76 repositories)", failure: down("one.example.org") }]);
});

test("so it is where calls tell differently how it could not be reached", () => {
  const [quiet, broken] = [down("one.example.org"), down("one.example.org", "it broke off the connection.")];
  const unasked = [...at("one.example.org", quiet, 2), { repository: "one.example.org/osg/other", failure: broken }];
  expect(unaskedByHost(unasked)).toEqual([{ where: "one.example.org (3 repositories)", failure: quiet }]);
});

test("two hosts, of which one token service is down, are two", () => {
  const failure = down("auth.example.org");
  const unasked = [...at("one.example.org", failure, 2), ...at("two.example.org:5000", failure, 1)];
  expect(unaskedByHost(unasked)).toEqual([
    { where: "one.example.org (2 repositories)", failure },
    { where: "two.example.org:5000/osg/image-0", failure },
  ]);
});

test("what differs from repository to repository is told of each", () => {
  const unasked = ["a", "b"].map((name) => ({ repository: `one.example.org/${name}`, failure: `refused to read ${name}` }));
  expect(unaskedByHost(unasked)).toEqual(unasked.map(({ repository, failure }) => ({ where: repository, failure })));
});
