import { describe, expect, test } from "@jest/globals";
import type { ExistingSetup } from "../../../src/core/existing/model.ts";
import { initialSettings } from "../../../src/core/workflow/initial-settings.ts";
import { usualLogin } from "../../../src/core/workflow/login-forms.ts";
import { cronOf } from "../../../src/core/workflow/schedule.ts";

const first = { uses: "octo/tagstream@v1", repository: "octo-org/app", defaultBranch: "trunk" };
const of = (text: string): string => `\${{ ${text} }}`;
const place = { file: ".github/workflows/docker.yml", line: 7 };
const setup: ExistingSetup = {
  builds: [],
  logins: [
    { registry: "docker.io", username: of("vars.HUB_USER"), password: of("secrets.HUB_TOKEN"), place },
    { registry: "docker.io", username: "other", password: of("secrets.OTHER"), place },
    { registry: "ghcr.io", username: of("github.actor"), password: of("github.token"), place },
  ],
  runners: { default: "ubuntu-22.04", platforms: {} },
  crons: ["0 4 * * *", "5 5 * * 0"],
  workflows: [],
  notUnderstood: [],
  values: [],
};

describe("the settings of a first workflow", () => {
  test("without workflows of today", () => {
    expect(initialSettings(first, {})).toEqual({
      uses: "octo/tagstream@v1",
      actions: {},
      name: "images",
      defaultBranch: "trunk",
      cron: "23 3 * * 1",
      runner: "ubuntu-24.04",
      runners: {},
      timeouts: {},
      logins: [],
    });
  });

  test("with `every` it runs daily", () => {
    expect(initialSettings(first, { freshness: { every: 604_800_000 } }).cron).toBe("23 3 * * *");
  });

  test("logins, runner and schedule are today's, but at another minute than everybody's", () => {
    expect(initialSettings({ ...first, setup, name: "containers", config: "a.yml" }, {})).toEqual({
      uses: "octo/tagstream@v1",
      actions: {},
      name: "containers",
      defaultBranch: "trunk",
      cron: "23 4 * * *",
      runner: "ubuntu-22.04",
      runners: {},
      timeouts: {},
      logins: [{ registry: "docker.io", username: of("vars.HUB_USER"), password: of("secrets.HUB_TOKEN") }],
      pulls: ["docker.io", "ghcr.io"],
      config: "a.yml",
    });
  });

  const login = (username: string, password: string, registry = "docker.io") => ({ registry, username, password, place });
  const left: [what: string, one: ReturnType<typeof login>][] = [
    ["a password that stands in the file", login("octo", "hunter2")],
    ["a password with text around its secret", login("octo", `hunter${of("secrets.TWO")}`)],
    ["a login from a matrix", login(of("matrix.user"), of("secrets.HUB"))],
    ["a login from a step", login("oauth2accesstoken", of("steps.auth.outputs.access_token"))],
  ];
  test.each(left)("%s is not carried over", (_, one) => {
    expect(initialSettings({ ...first, setup: { ...setup, logins: [one] } }, {}).logins).toEqual([]);
  });

  test.each(["index.docker.io", "https://index.docker.io/v1/"])("%s is Docker Hub", (registry) => {
    const logins = [login("octo", of("secrets.HUB"), registry)];
    expect(initialSettings({ ...first, setup: { ...setup, logins } }, {}).logins).toEqual([
      { registry: "docker.io", username: "octo", password: of("secrets.HUB") },
    ]);
  });

  test("a runner that a matrix names is not that of all jobs", () => {
    const runners = { default: of("matrix.runner"), platforms: {} };
    expect(initialSettings({ ...first, setup: { ...setup, runners } }, {}).runner).toBe("ubuntu-24.04");
  });

  test("a minute of its own stays", () => {
    expect(initialSettings({ ...first, setup: { ...setup, crons: ["41 2 * * 6"] } }, {}).cron).toBe("41 2 * * 6");
  });

  test("repositories take many minutes, and none that everybody takes", () => {
    const crons = Array.from({ length: 200 }, (_, index) => cronOf(`octo-org/app-${index}`, false));
    const minutes = new Set(crons.map((cron) => Number(cron.split(" ")[0])));
    expect([...minutes].filter((minute) => minute % 2 === 0 || minute % 5 === 0)).toEqual([]);
    expect(minutes.size).toBe(24);
  });

  const usual: [registry: string, username: string, password: string][] = [
    ["ghcr.io", "github.actor", "github.token"],
    ["containers.octo.ghe.com", "github.actor", "github.token"],
    ["docker.io", "secrets.DOCKERHUB_USERNAME", "secrets.DOCKERHUB_TOKEN"],
    ["quay.io", "secrets.QUAY_USERNAME", "secrets.QUAY_TOKEN"],
    ["hub.example.org:5000", "secrets.HUB_EXAMPLE_ORG_5000_USERNAME", "secrets.HUB_EXAMPLE_ORG_5000_PASSWORD"],
    ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", "secrets.AWS_ACCESS_KEY_ID", "secrets.AWS_SECRET_ACCESS_KEY"],
  ];
  test.each(usual)("the usual login of %s", (registry, username, password) => {
    expect(usualLogin(registry)).toEqual({ registry, username: of(username), password: of(password) });
  });
});
