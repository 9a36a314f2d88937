/** Why a build is not kept, in words: expected, and no fault. */
export class Difference extends Error {}

/** Ends a comparison if there is a difference. */
export function differ(difference: string | undefined, platform?: string): void {
  if (difference !== undefined) throw new Difference(platform === undefined ? difference : `${difference} on ${platform}`);
}
