import { wrapped } from "./table.ts";

interface Group {
  title: string;
  /** The prefixes of its codes; empty for the group that takes the rest. */
  beginnings: readonly string[];
  /** Links to more, Markdown. */
  more?: string;
}

/** Groups of codes, by their prefixes. The last group takes codes with a new prefix. */
const groups: readonly Group[] = [
  {
    title: "Configuration and inputs",
    beginnings: ["config", "context", "file", "input", "only"],
    more: "The keys and their values: [configuration](configuration.md), [inputs](inputs-and-outputs.md).",
  },
  {
    title: "Event, git and GitHub",
    beginnings: ["event", "git", "github"],
    more: "What each event may do: [events](events.md). What the job's token needs: [permissions](permissions.md).",
  },
  {
    title: "Plans and records",
    beginnings: ["plan", "record"],
    more: "How jobs pass them on: [many runners](../guide/many-runners.md).",
  },
  { title: "Builder and build", beginnings: ["build", "builder", "platform"] },
  {
    title: "Tests",
    beginnings: ["test"],
    more: "To run a test by hand: [troubleshooting](../troubleshooting.md#a-test-fails-and-i-want-to-see-for-myself).",
  },
  {
    title: "Registries and publication",
    beginnings: ["publish", "registry"],
    more: "Logins, rights and traps of your registry: [registries](../registries/README.md).",
  },
  {
    title: "Holds and rollback",
    beginnings: ["hold", "rollback"],
    more:
      "What to do, case by case: [a stream does not move](../guide/rollback.md#the-new-image-is-published-and-the-stream-does-not-show-it), " +
      "[a rollback is refused](../guide/rollback.md#a-rollback-is-refused).",
  },
  {
    title: "Pull requests and versions",
    beginnings: ["candidate", "retire", "version"],
    more: "[Pull requests](../guide/pull-requests.md), [versions](../guide/versions.md).",
  },
  { title: "Everything else", beginnings: [] },
];

/** A heading, which is also an anchor, for each code: in groups, alphabetical in each. */
export function errorEntries(all: Readonly<Record<string, string>>): string {
  const known = new Set(groups.flatMap(({ beginnings }) => beginnings));
  const belongs = (code: string, beginnings: readonly string[]): boolean => {
    const beginning = code.split("-")[0] ?? "";
    return beginnings.length === 0 ? !known.has(beginning) : beginnings.includes(beginning);
  };
  return groups
    .map(({ title, beginnings, more }) => {
      const entries = Object.entries(all)
        .filter(([code]) => belongs(code, beginnings))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([code, text]) => `### ${code}\n\n${wrapped(text)}`);
      const introduction = more === undefined ? [] : [wrapped(more)];
      return { count: entries.length, text: [`## ${title}`, ...introduction, ...entries].join("\n\n") };
    })
    .filter(({ count }) => count > 0)
    .map(({ text }) => text)
    .join("\n\n");
}
