/** `${NAME}`, `${NAME:-default}`, `${NAME:+text}`, `$NAME` and `$$`, as Compose files have them. */
const use = /\$(?:\$|\{([A-Za-z_]\w*)(?:(:?[-+?])([^{}]*(?:\{[^{}]*\}[^{}]*)*))?\}|([A-Za-z_]\w*))/g;

/**
 * A text of a Compose file with its variables.
 * @returns undefined if a variable has no value here and no default
 */
export function interpolate(text: string, variables: Readonly<Record<string, string>>, depth = 0): string | undefined {
  let isUnknown = false;
  const result = text.replaceAll(use, (whole, braced?: string, sign?: string, word = "", bare?: string) => {
    if (whole === "$$") return "$";
    const name = braced ?? bare ?? "";
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    const other = () => (depth > 5 ? undefined : interpolate(word, variables, depth + 1));
    const chosen = chooseValue(value, sign ?? "", other);
    if (chosen === undefined) isUnknown = true;
    return chosen ?? "";
  });
  return isUnknown ? undefined : result;
}

function chooseValue(value: string | undefined, sign: string, other: () => string | undefined): string | undefined {
  const isUnset = value === undefined || (sign.startsWith(":") && value === "");
  if (sign.endsWith("+")) return isUnset ? "" : other();
  return sign.endsWith("-") && isUnset ? other() : value;
}

/** The variables of a `.env` file. */
export function readEnvFile(text: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const [, name = "", value = ""] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line) ?? [];
    const [, quoted = value.replace(/\s+#.*$/, "").trim()] =
      /^(?:"([^"]*)"|'([^']*)')/.exec(value)?.filter((part) => part !== undefined) ?? [];
    if (name !== "") variables[name] = quoted;
  }
  return variables;
}
