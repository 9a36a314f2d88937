import { expect, test } from "@jest/globals";
import { resultTable } from "../../../src/render/tables/result-table.ts";
import { mixed } from "../../support/mixed-run.ts";

test("the same for a log", () => {
  const { plan, results } = mixed();
  expect(`\n${resultTable(plan, results).join("\n")}\n`).toBe(`
tagstream · 2 of 6 images published, byte for byte as tested · 4 failed

  unit                           result         now                          was              tested on                    time
  software-base:25-el9-release   published      sha256:736f6674              sha256:6f6c6420                               1 min 55 s
  software-base:25-el9-testing   build failed   sha256:6f6c6420 (as before)                                                31 s
  frontier-squid:25-el9-release  published      sha256:66726f6e              sha256:6f6c6420  amd64 ✓ 12 s, arm64 ✓ 31 s   1 min 55 s
  frontier-squid:25-el9-testing  not built      sha256:6f6c6420 (as before)
  xcache:25-el9-release          test failed    sha256:6f6c6420 (as before)                   amd64 ✗, arm64 exempt        1 min 55 s
  xcache:25-el9-testing          not published  sha256:6f6c6420 (as before)                   amd64 ✓ 6.2 s, arm64 exempt  1 min 55 s

  ✗ software-base:25-el9-testing  docker buildx bake failed: ERROR: failed to solve: exit code: 1 [build-failed]
  ! frontier-squid:25-el9-release  docker.io/osg/frontier-squid could not be asked: 503
  ✗ frontier-squid:25-el9-testing  its base software-base:25-el9-testing failed
  ✗ xcache:25-el9-release  "answers on 8000" on amd64: did not pass within 60 s: exit status 7 [test-failed]
  ✗ xcache:25-el9-testing  hub.example.org refused to push. [registry-denied]
`);
});
