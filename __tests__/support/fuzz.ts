/**
 * The seeds of a test that tries what chance makes: a few in `script/test`, all by `npm run fuzz`,
 * and with `--times` and `--seed` more of them, or others.
 */
export function fuzzSeeds({ few, all }: { few: number; all: number }): number[] {
  const times = process.env["TAGSTREAM_FUZZ_TIMES"];
  const first = Number(process.env["TAGSTREAM_FUZZ_SEED"] ?? 1);
  const count = times === undefined ? few : all * Number(times);
  return Array.from({ length: count }, (_, index) => first + index);
}
