import type { HostedPull } from "../../github/hosted/repository.ts";
import { proposedBy } from "./checker.ts";
import { fill, pinsIn, readSlots, slotText } from "./files.ts";
import { type Deployed, isOn, type PinnedWorld } from "./world.ts";

/** A person merges it, as far as git can, and may remove the branch. */
export function mergePull({ random, log }: PinnedWorld, deployed: Deployed, { number, head }: HostedPull): void {
  const { hosted, known, tips, declined, edited } = deployed;
  const sha = hosted.merge(number);
  log.push(`  a person merges ${deployed.name}#${number}: ${sha}`);
  if (sha === undefined) return;
  known.add(sha);
  tips.push(sha);
  edited.delete(head);
  declined.splice(0, declined.length, ...declined.filter((one) => one.head !== head));
  if (random.chance(0.5)) hosted.removeBranch(head);
}

/** A person closes it, and may remove the branch. One that nobody edited is declined. */
export function closePull(
  { random, log }: PinnedWorld,
  deployed: Deployed,
  { number, head }: HostedPull,
  remove?: boolean,
): void {
  const { hosted, declined, edited } = deployed;
  const proposed = edited.has(head) ? undefined : proposedBy(deployed, hosted.tip(head));
  log.push(`  a person closes ${deployed.name}#${number}: ${proposed}`);
  if (proposed !== undefined) declined.push({ head, number: hosted.pulls.length, proposed });
  hosted.close(number);
  edited.delete(head);
  if (remove ?? random.chance(0.5)) hosted.removeBranch(head);
}

/** A person commits to the branch of a pull request. */
export function editPull({ random, log }: PinnedWorld, deployed: Deployed, { number, head, title, body }: HostedPull): void {
  const { hosted, known, edited, files } = deployed;
  const path = random.pick(Object.keys(files));
  const form = files[path] ?? "";
  const slots = new Map(readSlots(form, hosted.bytes(head, path).toString())).set("words note", `try it ${log.length}`);
  const sha = hosted.commit(head, { [path]: fill(form, slots) }, { message: "try it" });
  known.add(sha);
  edited.set(head, { sha, number, texts: `${title}\n${body}` });
  log.push(`  a person commits ${sha} to ${deployed.name}#${number}`);
}

/** A person commits to the branch that is deployed: other words, or an image by hand. */
export function commitToBase(world: PinnedWorld, deployed: Deployed): void {
  const { random, log } = world;
  const { hosted, known, tips, files, branch } = deployed;
  const path = random.pick(Object.keys(files));
  const form = files[path] ?? "";
  const slots = new Map(readSlots(form, hosted.bytes(branch, path).toString()));
  const published = olderPublications(world);
  const pins = pinsIn(slots).filter(({ pin }) => published.some(([name]) => name.startsWith(`${pin.repository}:${pin.stream}-`)));
  if (pins.length === 0 || random.chance(0.3)) {
    const [name, digest] = random.pick(published);
    slots.set("words note", random.pick([`tried on day ${log.length}`, name, digest]));
  } else {
    const { pin } = random.pick(pins);
    const own = published.filter(([name]) => name.startsWith(`${pin.repository}:${pin.stream}-`));
    const [name, digest] = random.pick(own);
    const tag = name.slice(pin.repository.length + 1);
    for (const slot of slots.keys()) {
      const [id, kind = ""] = slot.split(" ");
      if (id === pin.id) slots.set(slot, slotText(pin, kind, tag, digest));
    }
  }
  const sha = hosted.commit(branch, { [path]: fill(form, slots) });
  known.add(sha);
  tips.push(sha);
  log.push(`  a person commits to ${path} of ${deployed.name}: ${JSON.stringify([...slots])}`);
}

/** What is still there under a timestamp tag: sometimes only the oldest ones, which a clean-up would remove first. */
function olderPublications({ random, stamped, made }: PinnedWorld): [name: string, digest: string][] {
  const there = [...stamped].filter(([name]) => {
    const at = name.lastIndexOf(":");
    return made.registry.shown(name.slice(0, at))[name.slice(at + 1)] !== undefined;
  });
  const stamps = there.map(([name]) => name.slice(-13)).sort();
  return random.chance(0.6) ? there.filter(([name]) => name.endsWith(stamps[0] ?? "")) : there;
}

/** What people do with a pull request, and how often of all times. */
const decisions = { merge: [mergePull, mergePull], close: [closePull], edit: [editPull] };

/** Whatever people do with a repository that images are deployed from. */
export function anyDeed(world: PinnedWorld): void {
  const { random, deployed } = world;
  const one = random.pick(deployed);
  const pull = one.hosted.open()[0];
  const own = Object.entries(decisions).flatMap(([name, decide]) => (isOn(world, name) ? decide : []));
  if (!pull || own.length === 0 || (isOn(world, "commit") && random.chance(0.25))) commitToBase(world, one);
  else if (!one.edited.has(pull.head)) random.pick(own)(world, one, pull);
  else if (random.chance(0.5)) mergePull(world, one, pull);
  else closePull(world, one, pull, true);
}

/** Everything that waits for people is decided. */
export function mergeAll(world: PinnedWorld): void {
  for (const one of world.deployed) for (const pull of one.hosted.open()) mergePull(world, one, pull);
}

/** What people edited is given up. */
export function giveUpEdits(world: PinnedWorld): void {
  for (const one of world.deployed)
    for (const pull of one.hosted.open()) if (one.edited.has(pull.head)) closePull(world, one, pull, true);
}
