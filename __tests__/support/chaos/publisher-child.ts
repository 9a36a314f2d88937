import { readFileSync } from "node:fs";
import type { Asked, Told } from "./child.ts";
import type { Job } from "./job.ts";
import { runJob } from "./publisher.ts";

// A publisher as a process of its own. With an argument, the job's file, so that it can be killed: the outcome goes to standard output.
// Without one it runs every job that it is sent, as long as its parent is there.
const [, , file] = process.argv;
if (file === undefined) {
  process.on("message", ({ id, job, environment }: Asked) => {
    const tell = (told: Told): unknown => process.send?.(told);
    runJob(job, environment).then(
      (outcome) => tell({ id, outcome }),
      (error: unknown) => tell({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
} else {
  process.stdout.write(JSON.stringify(await runJob(JSON.parse(readFileSync(file, "utf8")) as Job, process.env)));
}
