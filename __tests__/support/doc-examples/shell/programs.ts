import { foreign } from "./foreign.ts";
import { gh } from "./gh.ts";
import { npm, script } from "./own.ts";
import type { Program } from "./program.ts";
import { docker, npx, tagstream } from "./tagstream.ts";

/** Every program that examples may call. */
export const programs: readonly Program[] = [tagstream, npx, docker, gh, npm, script, foreign];
