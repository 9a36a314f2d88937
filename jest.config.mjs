export default {
  testEnvironment: "node",
  testTimeout: 120_000,
  // Most of them wait for registries, BuildKit and GitHub's spacing of requests: one worker for each core, and not one less.
  maxWorkers: "100%",
  extensionsToTreatAsEsm: [".ts"],
  transform: { "^.+\\.ts$": "<rootDir>/tools/jest-esbuild.mjs" },
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/examples/"],
};
