import { tellInChild } from "../../story-child.ts";
import { runPinnedCase } from "./cases.ts";

await tellInChild(async (seed, only) => ({ found: (await runPinnedCase(seed, only)).faults }));
