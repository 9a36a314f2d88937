import { parse } from "yaml";

/** An issue with the hold label, as GitHub keeps it. */
export interface LabelledIssue {
  title: string;
  body: string | null;
  state: "open" | "closed";
  author: { login: string } | null;
}

/** What an issue holds, read without any code of the product. */
export interface SeenHold {
  issue: number;
  open: boolean;
  covers(unit: string): boolean;
  /** By unit: what its stream has to show. */
  digests: ReadonlyMap<string, string>;
  /** Of a rollback: the timestamp under which it publishes those digests. */
  rollback?: string;
}

/** The holds that count, newest first. One whose block cannot be read holds what its title names. */
export function readHolds(issues: ReadonlyMap<number, LabelledIssue>, mayWrite: (login: string) => boolean): SeenHold[] {
  return [...issues]
    .filter(([, { author }]) => mayWrite(author?.login ?? ""))
    .sort(([a], [b]) => b - a)
    .map(([issue, { title, body, state }]) => {
      const data = blockOf(body ?? "");
      const units = data?.units ?? title.replace(/^Hold: /, "").split(", ");
      return {
        issue,
        open: state === "open",
        covers: (unit) => units.some((glob) => covers(glob, unit)),
        digests: new Map(Object.entries(data?.digests ?? {})),
        ...(data?.rollback ? { rollback: data.rollback } : {}),
      };
    });
}

/** Whether a glob, of which the tests use `*` alone, is about a unit. */
export function covers(glob: string, unit: string): boolean {
  return new RegExp(`^${glob.replaceAll(".", "\\.").replaceAll("*", ".*")}$`).test(unit);
}

function blockOf(body: string): { units: string[]; digests: Record<string, string>; rollback?: string } | undefined {
  const [, block] = /```yaml tagstream-hold\n(.*?)\n```/s.exec(body) ?? [];
  if (block === undefined) return undefined;
  try {
    return parse(block);
  } catch {
    return undefined;
  }
}
