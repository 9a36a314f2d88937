import { readFileSync } from "node:fs";
import type { Job } from "./job.ts";
import { runJob } from "./publisher.ts";

// A publisher as a process of its own, so that it can be killed: the job's file is the argument, the outcome goes to standard output.
const job = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as Job;
process.stdout.write(JSON.stringify(await runJob(job, process.env)));
