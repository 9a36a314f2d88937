export default {
  testEnvironment: "node",
  testTimeout: 120_000,
  extensionsToTreatAsEsm: [".ts"],
  transform: { "^.+\\.ts$": "<rootDir>/tools/jest-esbuild.mjs" },
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/examples/"],
};
