// `script/demo` tells the story of an image: the action's bundle, on a real builder and registry.
import { play } from "./play.ts";
import { RealStage } from "./real-stage.ts";
import { Screen } from "./screen.ts";

const registry = process.env["TAGSTREAM_TEST_REGISTRY"];
if (!registry) throw new Error("The demo needs the engine, which script/demo starts.");
const screen = new Screen(process.stdout);
const stage = await RealStage.make(screen, registry);
try {
  process.exitCode = await play(stage, screen, stage, (text) => process.stderr.write(`${text}\n`));
} finally {
  await stage.close();
}
