import { credentialPattern, redact, tokenPattern } from "../../lib/text/credential-shapes.ts";
import type { Path, ScalarText, SourceDocument } from "./document.ts";
import type { Problems } from "./problems.ts";

/** Names of build arguments, variables and labels whose values are secrets. */
const secretName = /(?:password|passwd|passphrase|token|secret|api[_.-]?key|access[_.-]?key|private[_.-]?key)$/i;

/** Harmless values of such a name: nothing, a switch, or a reference to something else. */
const harmless = /^(?:|true|false|yes|no|on|off|[01]|\$\{?[A-Za-z_][A-Za-z0-9_]*\}?|\{[a-z_][a-z0-9_-]*\}|(?:\/[\w.-]+){2,})$/i;

/** Reports every credential in the file and its comments, by its key and never by its value. */
export function findCredentials(document: SourceDocument, problems: Problems): void {
  const scalars = document.scalars();
  for (const scalar of scalars) {
    const fault = faultOf(scalar);
    if (fault !== undefined)
      problems.addAt(document.at(scalar.start), "config-credential", `${fault}: ${advice(scalar.path)}`, scalar.path);
  }
  for (const { index } of document.text.matchAll(tokenPattern)) {
    if (scalars.some(({ start, end }) => index >= start && index < end)) continue;
    problems.addAt(
      document.at(index),
      "config-credential",
      "A comment seems to contain a token: remove it, and revoke the token, because the file's history keeps it",
      [],
    );
  }
}

/** Whether an argument, variable or label is one that a configuration must not have: by its name, its value is a secret. */
export function wouldPublishSecret(name: string, text: string): boolean {
  return secretName.test(name) && !harmless.test(text);
}

function faultOf({ text, path, key }: ScalarText): string | undefined {
  if (text.search(credentialPattern) >= 0)
    return key ? "A key looks like a credential" : `${describeKey(path)} seems to contain a credential`;
  const name = path.at(-1);
  if (key || typeof name !== "string" || !holdsVariables(path.at(-2))) return undefined;
  return wouldPublishSecret(name, text) ? `${describeKey(path)} would publish a secret` : undefined;
}

function holdsVariables(name: string | number | undefined): boolean {
  return name === "args" || name === "env" || name === "labels";
}

function describeKey(path: Path): string {
  const name = path.findLast((step) => typeof step === "string") ?? "";
  return `"${redact(String(name))}"`;
}

function advice(path: Path): string {
  if (path.includes("tests"))
    return "a test's environment is public; set the variable on the step that runs Tagstream, and read it in a `script` test";
  if (path.includes("registries") || path.includes("destinations"))
    return "log in with docker/login-action, and write only the registry here";
  return "remove it, revoke it if it was real, and pass it to the build with `secrets` (`- { id: …, env: … }` and `RUN --mount=type=secret`)";
}
