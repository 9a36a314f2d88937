/** The platform of a runner, by its label: an image that is built there without `platforms` is of it alone. */
export function platformOfRunner(labels: string | readonly string[] | undefined): string | undefined {
  const all = [labels ?? []].flat().map((label) => label.toLowerCase());
  if (all.some((label) => /(?:^|[-_.])(?:arm64|aarch64|arm)(?:$|[-_.])/.test(label))) return "linux/arm64";
  return all.some((label) => /^ubuntu-(?:latest|\d+\.\d+)$|(?:^|[-_.])(?:x64|amd64|x86_64)(?:$|[-_.])/.test(label))
    ? "linux/amd64"
    : undefined;
}
