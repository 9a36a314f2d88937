import type { Status } from "../../../src/core/status/status.ts";

/** A script that runs in spite of all sets `window.hostile`, so that a test can tell. */
const script = "window.hostile=1";

const payloads: readonly string[] = [
  `<script>${script}</script>`,
  `</script><script>${script}</script>`,
  `"><img src=x onerror="${script}">`,
  `' onmouseover='${script}' x='`,
  `<svg/onload=${script}>`,
  `<style>*{display:none}</style>`,
  `<!-- `,
  `]]><!--</title></noscript></template>`,
  `{{constructor.constructor('${script}')()}}`,
  `\${${script}}`,
  "&lt;b&gt;&#x3c;b&#62;",
  "\u202Egnp.exe\u2066\u200B\u0000",
  "\uD800",
  "W".repeat(400),
  "مرحبا \u{1F4A5}\u0301\u0301\u0301",
  `\n\r\u2028\\"'\``,
];

/** The keys whose texts have a form that the schema or the logic of the page needs. */
const formed = new Set([
  ...["timestamp", "digest", "generated", "published", "since", "until", "at", "last", "expires", "waived"],
  ...["kind", "state", "verdict", "built", "to", "first", "stamp", "revision", "platforms"],
]);

const addresses = new Set(["url", "page"]);

/** The status with markup, scripts, breakouts and odd characters in all its free texts. Equal texts stay equal. */
export function hostileStatus(status: Status): Status {
  const known = new Map<string, string>();
  const hostile = (text: string): string => {
    const found = known.get(text) ?? `${payloads[known.size % payloads.length] ?? ""}${text}`;
    known.set(text, found);
    return found;
  };
  const turnText = (text: string, key: string): string => {
    if (formed.has(key) || /^sha256:[a-f0-9]{64}$/.test(text)) return text;
    return addresses.has(key) ? `javascript:${script}//${text}` : hostile(text);
  };
  const turn = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return turnText(value, key);
    if (Array.isArray(value)) return formed.has(key) ? value : value.map((item) => turn(item, key));
    if (typeof value !== "object" || value === null) return value;
    // The keys of a tag's `shows` are repositories.
    const nameOf = (name: string) => (key === "shows" && name.includes("/") ? hostile(name) : name);
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [nameOf(name), turn(part, name)]));
  };
  const units = status.units.map((unit) => turn(unit, "unit"));
  return { ...status, source: `javascript:${script}`, units, notes: status.notes.map(hostile) } as Status;
}
