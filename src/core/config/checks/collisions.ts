import { repositoryKey } from "../../oci/reference.ts";
import type { Problems } from "../document/problems.ts";
import type { Model } from "../model.ts";
import { claimOf } from "../units/aliases.ts";
import type { Draft } from "../units/draft.ts";
import { describe } from "./missing-values.ts";

/** The source of a unit's tag: its alias of this number, or its stream tag. */
interface Owner {
  draft: Draft;
  alias: number | undefined;
}

/**
 * Reports tags that two units, or one unit twice, would write into one repository. A unit's name
 * (image and stream tag) must be unique, whatever the repositories. Each template gets one message,
 * however many units collide.
 */
export function checkCollisions(drafts: readonly Draft[], model: Model, problems: Problems): void {
  const owners = new Map<string, Map<string, Owner>>();
  const collisions = new Map<string, { first: Owner; second: Owner; tag: string; tags: Set<string> }>();
  const claim = (place: string, tag: string, owner: Owner) => {
    const taken = owners.get(place) ?? new Map<string, Owner>();
    if (taken.size === 0) owners.set(place, taken);
    const first = taken.get(tag);
    if (!first) taken.set(tag, owner);
    if (!first || (first.draft === owner.draft && first.alias === owner.alias)) return;
    const id = JSON.stringify(sourceOf(owner).path);
    const collision = collisions.get(id);
    if (collision) collision.tags.add(tag);
    else collisions.set(id, { first, second: owner, tag: tag.replace(/ .*/, ""), tags: new Set([tag]) });
  };
  for (const draft of drafts) {
    const { streamTag, destinations, image } = draft.unit;
    const claims = claimsOf(draft, model).filter(({ tag }) => tag !== "");
    if (claims[0] && streamTag !== "") claim(`image ${image}`, streamTag, claims[0].owner);
    for (const { repository } of destinations) {
      for (const { tag, owner } of claims) claim(repositoryKey(repository), tag, owner);
    }
  }
  for (const { first, second, tag, tags } of collisions.values()) {
    const { path, at } = sourceOf(second);
    problems.add("config-tag-collision", messageOf(first, second, tag, tags.size - 1), path, at);
  }
}

/** A unit's tags, with its stream tag first. A pattern has braces, so it is no tag of any unit. */
function claimsOf(draft: Draft, model: Model): { tag: string; owner: Owner }[] {
  const { streamTag, aliases, evaluatedAliases = [], stream } = draft.unit;
  const patterns = evaluatedAliases.map((alias) => claimOf(alias, stream, model));
  return [streamTag, ...aliases.map(({ tag }) => tag), ...patterns].map((tag, index) => ({
    tag,
    owner: { draft, alias: index === 0 ? undefined : index - 1 },
  }));
}

function sourceOf({ draft, alias }: Owner): {
  text: string;
  template: string | undefined;
  path: readonly (string | number)[];
  at: "key" | "value";
} {
  const field = alias === undefined ? draft.image.tag : draft.aliases[alias]?.field;
  if (!field)
    return { text: "the default tag", template: undefined, path: draft.image.matrixPath ?? draft.image.path, at: "key" };
  return {
    text: `${alias === undefined ? "tag" : "alias"} "${field.template.text}"`,
    template: field.template.text,
    path: field.path,
    at: "value",
  };
}

function messageOf(first: Owner, second: Owner, tag: string, more: number): string {
  const { text } = sourceOf(second);
  const others = more === 0 ? "" : `, and ${more} more ${more === 1 ? "tag" : "tags"} in the same way`;
  if (first.draft === second.draft) {
    const what = first.alias === undefined ? "its stream tag" : "one of its aliases";
    return `${text} gives ${first.draft.unit.name} the tag ${tag}, which is already ${what}${others}: remove this alias`;
  }
  const named = first.draft.unit.name !== second.draft.unit.name;
  const [a, b] = [first, second].map(({ draft }) => (named ? draft.unit.name : describe(draft.unit.image, draft.combination)));
  const where = first.draft.image === second.draft.image ? "" : `, which are published to the same repository`;
  return `${text} gives ${tag} to both ${a} and ${b}${where}${others}: ${adviceFor(first, second)}`;
}

/** How to separate the two: by a name whose values differ. */
function adviceFor(first: Owner, second: Owner): string {
  const { template } = sourceOf(second);
  if (first.draft.image !== second.draft.image) return "give one of the images other tags or other destinations";
  const [a, b] = [first, second].map(
    ({ draft }): Record<string, string> => ({ ...draft.combination.values, stream: draft.combination.stream }),
  );
  const apart = Object.keys(b ?? {}).filter((name) => a?.[name] !== b?.[name] && !template?.includes(`{${name}}`));
  const name = apart.find((candidate) => second.draft.combination.dimensions[candidate] !== undefined) ?? apart[0];
  if (second.alias !== undefined) return name === undefined ? "add a `when`" : `add a \`when\`, or {${name}} to the tag`;
  if (template === undefined) return name === undefined ? "set `tag`" : `set \`tag\`, with {${name}} in it`;
  return name === undefined ? "make the tags differ" : `add {${name}} to the tag`;
}
