export default {
  testEnvironment: "node",
  // Against what hangs, never a measure: a shared machine may be ten times slower than a quiet one. Tests state no limit of their own.
  testTimeout: 900_000,
  // Most of them wait for registries, BuildKit and GitHub's spacing of requests: one worker for each core, and not one less.
  maxWorkers: "100%",
  testSequencer: "<rootDir>/tools/jest-sequencer.mjs",
  extensionsToTreatAsEsm: [".ts"],
  transform: { "^.+\\.ts$": "<rootDir>/tools/jest-esbuild.mjs" },
  moduleNameMapper: { "^bottleneck/light\\.js$": "<rootDir>/tools/jest-bottleneck.mjs" },
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/examples/"],
};
