import { expect, test } from "@jest/globals";
import { allowed } from "../../../src/core/events/capabilities.ts";

test("nothing of an untrusted event leaves its runner, and no proposed change moves a stream", () => {
  expect(allowed.check).toEqual({ push: false, publish: false, versions: false, candidates: false, secrets: false });
  expect(allowed.candidate).toMatchObject({ publish: false, versions: false });
  expect(allowed.version).toMatchObject({ publish: false, candidates: false });
});
