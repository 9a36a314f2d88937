import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pinsIn, type ReadPin, readSlots, type Slots } from "./files.ts";
import { type Deployed, type PinnedWorld, places } from "./world.ts";

const timestamp = /^(.+)-\d{8}-\d{4}(?:-\d\d)?$/;

/** The pins that a commit changes, as text; undefined if it changes anything else. */
export function proposedBy(deployed: Deployed, sha: string): string | undefined {
  const { found, changed } = changesOf(deployed, sha);
  return found.length > 0
    ? undefined
    : changed
        .map(({ path, now }) => `${path} ${now.pin.id} ${now.text}`)
        .sort()
        .join("\n");
}

interface Changed {
  path: string;
  now: ReadPin;
}

/** What a commit changes in comparison with its parent: pins, and what is wrong with everything else. */
function changesOf({ hosted, files, name }: Deployed, sha: string): { found: string[]; changed: Changed[] } {
  const { git } = hosted;
  const commit = git.commit(sha);
  const [parent = ""] = commit?.parents ?? [];
  const [old, now] = [listOf(hosted, parent), listOf(hosted, sha)];
  const found: string[] = [];
  const changed: Changed[] = [];
  for (const path of new Set([...old.keys(), ...now.keys()])) {
    const [before, after] = [old.get(path), now.get(path)];
    if (before?.sha === after?.sha && before?.mode === after?.mode) continue;
    const [was, is] = [before, after].map(
      (entry) => entry && readSlots(files[path] ?? "no file", git.blob(entry.sha)?.toString() ?? ""),
    );
    if (!was || !is || before?.mode !== after?.mode) found.push(`15: ${name} ${sha} changes more of ${path} than pins`);
    else {
      found.push(...(otherThanPins(was, is) ? [`15: ${name} ${sha} changes what is no pin in ${path}`] : []));
      const texts = new Map(pinsIn(was).map(({ pin, text }) => [pin.id, text]));
      changed.push(...pinsIn(is).flatMap((pin) => (texts.get(pin.pin.id) === pin.text ? [] : [{ path, now: pin }])));
    }
  }
  return { found, changed };
}

function listOf({ git }: Deployed["hosted"], sha: string) {
  const entries = git.tree(git.commit(sha)?.tree ?? "", true) ?? [];
  return new Map(entries.filter(({ type }) => type === "blob").map((entry) => [entry.path, entry]));
}

const otherThanPins = (was: Slots, is: Slots): boolean =>
  [...was].some(([slot, text]) => slot.endsWith(" note") && is.get(slot) !== text);

/**
 * What of invariant 15 does not hold after a step, in words. It reads git and the registries, and
 * shares no code with the product.
 * @param isAlone whether nobody did anything at the same time
 */
export function wrongProposals(world: PinnedWorld, isAlone: boolean): string[] {
  return world.deployed.flatMap((deployed) => [
    ...newCommits(deployed).flatMap((sha) => wrongCommit(world, deployed, sha)),
    ...wrongBranches(deployed),
    ...touched(deployed, isAlone),
    ...reopened(deployed),
  ]);
}

/** Also those that no branch has any more. From git's files: each process costs more than all else of a step. */
function newCommits({ hosted, known }: Deployed): string[] {
  const { git } = hosted;
  const files = readdirSync(join(git.folder, "objects"), { recursive: true, encoding: "utf8" });
  const objects = files.map((file) => file.replaceAll("/", "")).filter((id) => /^[0-9a-f]{40}$/.test(id) && !known.has(id));
  for (const id of objects) known.add(id);
  return objects.filter((id) => git.commit(id));
}

function wrongCommit({ window, stamped }: PinnedWorld, deployed: Deployed, sha: string): string[] {
  const { hosted, tips, name } = deployed;
  const parents = hosted.git.commit(sha)?.parents ?? [];
  if (parents.length !== 1 || !tips.includes(parents[0] ?? "")) return [`15: ${name} ${sha} is not made on the branch's tip`];
  const { found, changed } = changesOf(deployed, sha);
  if (changed.length === 0) found.push(`15: ${name} ${sha} changes no pin`);
  for (const { path, now } of changed) {
    const { pin, tag, digest, text } = now;
    const { repository, stream } = pin;
    const what = `${name} ${path}: ${pin.id} is to be ${text}`;
    if (now.name !== repository || digest === undefined || timestamp.exec(tag)?.[1] !== stream)
      found.push(`15: ${what}, which is no publication of ${repository}:${stream}`);
    else if (!window.get(`${repository}:${stream}`)?.has(digest))
      found.push(`15: ${what}, which ${repository}:${stream} did not show`);
    else if (stamped.get(`${repository}:${tag}`) !== digest) found.push(`15: ${what}, and ${tag} never had it`);
  }
  return found;
}

/** People alone move the branch; and others than that and those of pull requests are theirs. */
function wrongBranches({ hosted, branch, name, tips }: Deployed): string[] {
  const found = hosted.tip(branch) === tips.at(-1) ? [] : [`15: ${name} ${branch} was moved`];
  const branches = readdirSync(join(hosted.git.folder, "refs/heads")); // as above
  const others = branches.filter((one) => one !== "main" && one !== branch && one !== "tagstream");
  const heads = hosted.open().map(({ head }) => head);
  if (new Set(heads).size < heads.length || heads.length > 1)
    found.push(`15: ${name} has several pull requests: ${heads.join(", ")}`);
  return [...found, ...others.map((one) => `15: ${name} has a branch ${one}`)];
}

/** What a person committed to stays as it is. */
function touched({ hosted, edited, name }: Deployed, isAlone: boolean): string[] {
  return [...edited].flatMap(([head, { sha, number, texts }]) => {
    const pull = hosted.pulls[number - 1];
    if (hosted.tip(head) !== sha) return [`15: ${name}#${number} lost a person's commit ${sha}`];
    const isSame = pull?.state === "open" && `${pull.title}\n${pull.body}` === texts;
    return isSame || !isAlone ? [] : [`15: ${name}#${number} was edited by a person, and was changed`];
  });
}

/** Nothing that a person declined is proposed again. */
function reopened(deployed: Deployed): string[] {
  const { hosted, declined, edited, name } = deployed;
  return hosted.open().flatMap(({ number, head }) => {
    const proposed = edited.has(head) ? undefined : proposedBy(deployed, hosted.tip(head));
    const again = declined.find((one) => one.head === head && number > one.number && one.proposed === proposed);
    return again ? [`15: ${name}#${number} proposes what a person declined in an earlier one: ${proposed}`] : [];
  });
}

/** After a quiet end: every pin is what its stream shows, under its newest timestamp tag. */
export function wrongEnds({ made, deployed }: PinnedWorld): string[] {
  return deployed.flatMap(({ hosted, branch, files, name }) =>
    Object.entries(files).flatMap(([path, form]) => {
      const slots = readSlots(form, hosted.bytes(branch, path).toString());
      if (!slots) return [`15: ${name} ${path} is not as planted`];
      return pinsIn(slots).flatMap(({ pin, tag, digest }) => {
        const shown = made.registry.shown(pin.repository);
        const own = Object.keys(shown).filter(
          (one) => timestamp.exec(one)?.[1] === pin.stream && shown[one] === shown[pin.stream],
        );
        const isRight = digest !== undefined && digest === shown[pin.stream] && tag === own.sort().at(-1);
        if (isRight) return [];
        return [
          `15: at the end ${pin.id} of ${name} ${path} is ${tag}@${digest}, and ${pin.repository}:${pin.stream} shows ${shown[pin.stream]} (${own.join(", ")})`,
        ];
      });
    }),
  );
}

/**
 * What files name, and where: what no clean-up may remove (invariant 13).
 */
export function namedIn({ deployed }: PinnedWorld): Map<string, string> {
  return new Map(
    deployed.flatMap(({ hosted, name, files }) =>
      hosted.branches().flatMap((each) =>
        [...listOf(hosted, hosted.tip(each))].flatMap(([path, { sha }]) => {
          const text = hosted.git.blob(sha)?.toString() ?? "";
          return namesIn(text, files[path]).map((named) => [named, `${name} ${each} ${path}`] as const);
        }),
      ),
    ),
  );
}

/** Digests, and `REPOSITORY:TAG`, in whatever way a file names them. */
function namesIn(text: string, form = ""): string[] {
  const pins = pinsIn(readSlots(form, text) ?? new Map());
  return [
    ...[...text.matchAll(/sha256:[0-9a-f]{64}/g)].map(([digest]) => digest),
    ...[...text.matchAll(/[\w.]+\/osg\/\w+:\w+-\d{8}-\d{4}(-\d\d)?/g)].map(([reference]) => reference),
    ...pins.map(({ pin, tag }) => `${pin.repository}:${tag}`),
  ];
}

/** What registries have, as `REPOSITORY:TAG` and `REPOSITORY@DIGEST` of what has a tag. */
export function everythingIn({ made }: PinnedWorld): Set<string> {
  return new Set(
    places.flatMap((repository) =>
      Object.entries(made.registry.shown(repository)).flatMap(([tag, digest]) => [
        `${repository}:${tag}`,
        `${repository}@${digest}`,
      ]),
    ),
  );
}

/** What is named and gone. */
export function lostOf(named: ReadonlyMap<string, string>, before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  return [...before].flatMap((one) => {
    const where = named.get(one) ?? named.get(one.slice(one.indexOf("@") + 1));
    return after.has(one) || where === undefined ? [] : [`13: a clean-up removed ${one}, which ${where} names`];
  });
}
