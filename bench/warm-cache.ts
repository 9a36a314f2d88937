// The time of a candidate whose packages come from the cache of its stream, against one that installs
// them: on a new runner, whose builder knows nothing.
import { randomBytes } from "node:crypto";
import { forgetBuilds } from "../__tests__/support/forget-builds.ts";
import { removeFolders } from "../__tests__/support/git.ts";
import { startGitHub } from "../__tests__/support/github-server.ts";
import { makeProject } from "../__tests__/support/project.ts";
import { propose } from "../__tests__/support/pull-request.ts";
import { cleanUpSteps } from "../__tests__/support/runner.ts";
import { part } from "./engine.ts";
import { mark, median, seconds } from "./machine.ts";
import { heading, table } from "./table.ts";
import { timed } from "./timed.ts";

const goal = 2;
const rounds = 3;

/** Packages that take 10 s of waiting for a mirror and some unpacking, one layer of 20 MB; then a program. */
const dockerfile = (text: string) => `FROM busybox:1.36
RUN echo ${text} && head -c 50000000 /dev/urandom | gzip -9 > /dev/null && sleep 10 && head -c 20000000 /dev/urandom > /packages
COPY ${text} /program
RUN touch /${text}
`;

export async function warmCache(): Promise<void> {
  heading("a candidate with a warm cache against none");
  const github = await startGitHub();
  const text = `bench-${randomBytes(6).toString("hex")}`;
  const project = makeProject(
    {
      ".github/tagstream.yml":
        "registries: [REGISTRY]\ndefaults: { packages: false }\nimages: { none: { context: none }, warm: { context: warm, cache: true } }\n",
      ...Object.fromEntries(
        ["none", "warm"].flatMap((image) => [
          [`${image}/Dockerfile`, dockerfile(text)],
          [`${image}/${text}`, "0\n"],
        ]),
      ),
    },
    part("TAGSTREAM_TEST_REGISTRY"),
  );
  let number = 0;
  const candidate = async (image: string, round: number): Promise<number> => {
    forgetBuilds(text);
    const pull = propose(project.repository, { [`${image}/${text}`]: `${round}\n` }, ++number);
    github.pulls.set(number, { state: "open", merged: false, head: pull.head, comments: [] });
    const env = { ...pull.step.env, ...github.env };
    return timed(project.step({ ...pull.step, env, inputs: { token: "t" } }), `rc.release.pr-${number}`);
  };
  try {
    await timed(project.weekly());
    const rows: { none: number; warm: number }[] = [];
    for (let round = 1; round <= rounds; round++)
      rows.push({ none: await candidate("none", round), warm: await candidate("warm", round) });
    report(rows);
  } finally {
    cleanUpSteps();
    removeFolders();
    await github.close();
  }
}

function report(rows: readonly { none: number; warm: number }[]): void {
  const factor = median(rows.map(({ none, warm }) => none / warm));
  console.log("one image: packages of about 12 s and 20 MB, then a changed program; the wall time of the action's step");
  table([
    ["", ...rows.map((_, index) => `round ${index + 1}`), "median", "goal"],
    ["without a cache", ...rows.map(({ none }) => seconds(none)), seconds(median(rows.map(({ none }) => none))), ""],
    ["with a warm cache", ...rows.map(({ warm }) => seconds(warm)), seconds(median(rows.map(({ warm }) => warm))), ""],
    [
      "times faster",
      ...rows.map(({ none, warm }) => (none / warm).toFixed(1)),
      factor.toFixed(1),
      `≥ ${goal} ${mark(factor >= goal)}`,
    ],
  ]);
}
