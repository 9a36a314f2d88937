import type { SecretReference, Unit } from "../unit/unit.ts";
import { failedSteps, lastError } from "./failed-steps.ts";

/**
 * The secrets that an untrusted change lacks through no fault of its own: the base branch's
 * configuration gives them to this image, from the same source. A secret that the change itself
 * adds excuses nothing.
 * @param before the units of the base branch's configuration
 * @returns the ids of the secrets
 */
export function withheldSecrets(unit: Pick<Unit, "image" | "build">, before: readonly Pick<Unit, "image" | "build">[]): string[] {
  const granted = before.filter(({ image }) => image === unit.image).flatMap(({ build }) => build.secrets);
  const isGranted = ({ id, env, src }: SecretReference): boolean =>
    granted.some((secret) => secret.id === id && secret.env === env && secret.src === src);
  return unit.build.secrets.filter(isGranted).map(({ id }) => id);
}

/**
 * The withheld secret that explains why a build failed; undefined if none does. Each failed step
 * needs one of two explanations. BuildKit reports that a required secret is missing. Or the step
 * mounts an optional secret and reads it: its instruction or its output names the file under
 * `/run/secrets`, or the secret has another path or is a variable, which programs read by
 * themselves.
 * @param output the output of `docker buildx bake --progress plain`
 */
export function secretBehind(output: string, withheld: readonly string[]): string | undefined {
  if (withheld.length === 0) return undefined;
  const required = requiredSecret(output);
  const excerpt = output
    .split(/\r?\n/)
    .filter((line) => /^\s*\d+ \| >>> /.test(line))
    .join("\n");
  const found = failedSteps(output).map(({ step, log }) =>
    secretMounts(step).find(
      (mount) =>
        withheld.includes(mount.id) && (required === undefined ? isRead(mount, [step, log, excerpt]) : required === mount.id),
    ),
  );
  return found.every((mount) => mount !== undefined) ? found[0]?.id : undefined;
}

/** The command of a step appears in buildx's error in quotes. */
function requiredSecret(output: string): string | undefined {
  return /^[^"]*\bsecret (\S+): not found$/.exec(lastError(output))?.[1];
}

interface SecretMount {
  id: string;
  /** The path of its file, or the name of its variable. */
  place: string;
}

/** The secrets in the flags of a step `[stage 2/3] RUN --mount=type=secret,id=… command`. */
function secretMounts(step: string): SecretMount[] {
  const flags = /^\[[^\]]*\] RUN ((?:--\S+\s+)*)/.exec(step)?.[1] ?? "";
  return flags.split(/\s+/).flatMap((flag): SecretMount[] => {
    const fields = new Map(
      /^--mount=(.*)$/
        .exec(flag)?.[1]
        ?.split(",")
        .map((field): [string, string] => {
          const [key = "", ...value] = field.split("=");
          return [key.toLowerCase(), value.join("=")];
        }),
    );
    if (fields.get("type") !== "secret") return [];
    const target = fields.get("target") ?? fields.get("dst") ?? fields.get("destination");
    const id = fields.get("id") ?? target?.split("/").at(-1) ?? "";
    return [{ id, place: fields.get("env") ?? target ?? `${usual}${id}` }];
  });
}

const usual = "/run/secrets/";

function isRead({ place }: SecretMount, texts: readonly string[]): boolean {
  return !place.startsWith(usual) || texts.some((text) => text.split(/[^\w./-]+|\.+(?!\S)/).includes(place));
}
