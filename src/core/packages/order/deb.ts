import { compareNumbers } from "./numbers.ts";
import type { Order } from "./order.ts";

/**
 * The order of Debian versions, `[epoch:]upstream[-revision]`: Debian Policy, section 5.6.12. A
 * missing epoch is 0, and a missing revision equals `0`.
 */
export const debOrder: Order = (a, b) => {
  const [one, two] = [parse(a), parse(b)];
  if (!one || !two) return undefined;
  return compareNumbers(one.epoch, two.epoch) || compare(one.upstream, two.upstream) || compare(one.revision, two.revision);
};

interface DebVersion {
  epoch: string;
  upstream: string;
  revision: string;
}

/** Undefined if dpkg would object to the version. Only an epoch allows further colons. */
function parse(text: string): DebVersion | undefined {
  const [, epoch, rest = text] = /^(\d+):(.*)$/s.exec(text) ?? [];
  const [, upstream = rest, revision = ""] = /^(.*)-([^-]*)$/s.exec(rest) ?? [];
  const allowed = epoch === undefined ? /^[A-Za-z0-9.+~-]+$/ : /^[A-Za-z0-9.+~:-]+$/;
  if (!allowed.test(upstream) || !/^[A-Za-z0-9.+~]*$/.test(revision)) return undefined;
  return { epoch: epoch ?? "0", upstream, revision };
}

/** Alternates between a part without digits and a number. */
function compare(a: string, b: string): number {
  let [x, y] = [a, b];
  while (x !== "" || y !== "") {
    const [one, two] = [/^(\D*)(\d*)/.exec(x), /^(\D*)(\d*)/.exec(y)];
    const difference = compareLetters(one?.[1] ?? "", two?.[1] ?? "") || compareNumbers(one?.[2] ?? "", two?.[2] ?? "");
    if (difference !== 0) return difference;
    x = x.slice(one?.[0].length);
    y = y.slice(two?.[0].length);
  }
  return 0;
}

function compareLetters(a: string, b: string): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = rankOf(a[index]) - rankOf(b[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** `~`, then the end, letters, other characters. */
function rankOf(character: string | undefined): number {
  if (character === undefined) return 0;
  if (character === "~") return -1;
  return character.charCodeAt(0) + (/[A-Za-z]/.test(character) ? 0 : 256);
}
