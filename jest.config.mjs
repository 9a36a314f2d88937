export default {
  // Test files say what they need, `@needs engine` or `@needs browser`: without it they are left out, and the end of the run names them.
  filter: "<rootDir>/tools/jest-filter.cjs",
  globalSetup: "<rootDir>/tools/jest-shared.mjs",
  globalTeardown: "<rootDir>/tools/jest-shared-end.mjs",
  testEnvironment: "<rootDir>/tools/jest-environment.mjs",
  reporters: ["default", "<rootDir>/tools/jest-left-out.mjs"],
  // Against what hangs, never a measure: a shared machine may be ten times slower than a quiet one. Tests state no limit of their own.
  testTimeout: 900_000,
  // Most of them wait for registries, BuildKit and GitHub's spacing of requests: one worker for each core, and not one less.
  maxWorkers: "100%",
  // A worker keeps much of what its files loaded, and each program that it starts costs 30 µs a megabyte of that: fork copies the page
  // tables. A new worker costs half a second.
  workerIdleMemoryLimit: "300MB",
  testSequencer: "<rootDir>/tools/jest-sequencer.mjs",
  extensionsToTreatAsEsm: [".ts"],
  transform: { "^.+\\.ts$": "<rootDir>/tools/jest-esbuild.mjs" },
  moduleNameMapper: {
    "^bottleneck/light\\.js$": "<rootDir>/tools/jest-bottleneck.mjs",
    "^tagstream:page$": "<rootDir>/tools/jest-page.mjs",
  },
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/examples/"],
};
