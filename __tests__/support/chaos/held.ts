import type { Random } from "./random.ts";
import type { Publish } from "./scenario.ts";
import type { World } from "./world.ts";

/** What may hold some of a world's units from the beginning. */
const kinds = ["nothing", "a digest", "no digest", "nonsense", "a rollback"] as const;

/**
 * Holds some of the units, or none, as the seed has it: at a digest, at whatever is shown, by an issue that cannot be read, or by a rollback that was
 * killed once its hold was open. Strangers' holds are of no effect.
 */
export async function holdSome(world: World, random: Random, publish: Publish): Promise<void> {
  const kind = random.pick(kinds);
  if (kind === "nothing") return; // and no GitHub: the command line alone
  world.askGitHub();
  if (random.chance(0.3)) world.github.open({ units: ["*:*"], author: "mallory", digests: world.digests(4) });
  const chosen = world.units.map(({ name }) => name).filter(() => random.chance(0.4));
  const units = chosen.length > 0 ? chosen : [random.pick(world.units).name];
  const digests = new Map([...world.digests(3)].filter(([name]) => units.includes(name)));
  const isRollback = kind === "a rollback";
  if (isRollback || kind === "a digest" || random.chance(0.7)) await publish(world.publication(3, "20261109-0617"));
  if (isRollback) await publish(world.publication(4, "20261110-0617"));
  await world.remember();
  for (const place of [...world.proxies, world.github]) place.reset();
  switch (kind) {
    case "a digest":
      world.github.open({ units, digests });
      break;
    case "no digest":
      world.github.open({ units });
      break;
    case "nonsense":
      world.github.open({ units, text: random.pick(["Nobody needs a block.", "```yaml tagstream-hold\nunits: [\n```\n"]) });
      world.unreadableHold = true;
      break;
    case "a rollback":
      world.github.open({ units, digests, rollback: "20261110-0700" });
  }
}
