// Measures the time from a push to its publication: promotion of the tested candidate, against the
// rebuild that other systems run after a merge.
import { setTimeout as pause } from "node:timers/promises";
import { readExampleToBuild } from "../__tests__/support/example.ts";
import { removeFolders } from "../__tests__/support/git.ts";
import { startGitHub } from "../__tests__/support/github-server.ts";
import { makeProject } from "../__tests__/support/project.ts";
import { propose } from "../__tests__/support/pull-request.ts";
import { cleanUpSteps } from "../__tests__/support/runner.ts";
import { part } from "./engine.ts";
import { mark, median, seconds } from "./machine.ts";
import { heading, table } from "./table.ts";
import { timed } from "./timed.ts";

const goal = 20;
const rounds = 3;

export async function promotion(): Promise<void> {
  heading("a merge of examples/osg: promotion against rebuild");
  part("TAGSTREAM_TEST_REGISTRY");
  const github = await startGitHub();
  try {
    const project = makeProject(readExampleToBuild("osg"), undefined, "localhost:5000/osg");
    const { repository } = project;
    await timed(project.push());
    const rows: { rebuild: number; promote: number }[] = [];
    for (let round = 1; round <= rounds; round++) {
      // Changes both images on the base, in both streams. The base itself comes from Docker Hub: a
      // machine without Docker Hub could not check whether it moved.
      const change = ["frontier-squid", "xcache"].map((image) => {
        const file = `${image}/Dockerfile`;
        return [file, `${repository.git("show", `main:${file}`)}\n# ${round}, ${process.pid}\n`] as const;
      });
      const pr = propose(repository, Object.fromEntries(change), round);
      github.pulls.set(round, { state: "open", merged: false, head: pr.head, comments: [] });
      const step = { ...pr.step, env: { ...pr.step.env, ...github.env }, inputs: { token: "t" } };
      // A rebuild after the merge would do the work of the pull request's run: build and test this
      // change.
      const rebuild = await timed(project.step(step));
      repository.git("checkout", "--quiet", "-B", "main", pr.merge);
      repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
      await pause(1000);
      const promote = await timed(project.push(), "4 to promote");
      rows.push({ rebuild, promote });
    }
    const factor = median(rows.map(({ rebuild, promote }) => rebuild / promote));
    console.log("two images in two streams, one registry; the wall time of the action's step");
    table([
      ["", ...rows.map((_, index) => `round ${index + 1}`), "median", "goal"],
      ["built and tested", ...rows.map((row) => seconds(row.rebuild)), seconds(median(rows.map((row) => row.rebuild))), ""],
      ["promoted", ...rows.map((row) => seconds(row.promote)), seconds(median(rows.map((row) => row.promote))), ""],
      [
        "times faster",
        ...rows.map(({ rebuild, promote }) => (rebuild / promote).toFixed(1)),
        factor.toFixed(1),
        `≥ ${goal} ${mark(factor >= goal)}`,
      ],
    ]);
  } finally {
    cleanUpSteps();
    removeFolders();
    await github.close();
  }
}
