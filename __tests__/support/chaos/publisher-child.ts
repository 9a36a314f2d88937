import { readFileSync } from "node:fs";
import { type PublishJob, publishJob } from "./publisher.ts";

// A publisher as a process of its own, so that it can be killed: the job's file is the argument, the outcome goes to standard output.
const job = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as PublishJob;
process.stdout.write(JSON.stringify(await publishJob(job, process.env)));
