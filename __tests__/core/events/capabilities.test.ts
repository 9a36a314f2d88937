import { expect, test } from "@jest/globals";
import { capabilities } from "../../../src/core/events/capabilities.ts";

test("nothing of an untrusted event leaves its runner, and no proposed change moves a stream", () => {
  expect(capabilities.check).toEqual({ push: false, publish: false, versions: false, candidates: false, secrets: false });
  expect(capabilities.candidate).toMatchObject({ publish: false, versions: false });
  expect(capabilities.version).toMatchObject({ publish: false, candidates: false });
});
