import os from "node:os";
import path from "node:path";
import { createBuilder } from "./adapters/docker/buildx.ts";
import { createContainers } from "./adapters/docker/containers.ts";
import { forgetLogins, holdsLogin } from "./adapters/docker/docker-config.ts";
import { createFiles } from "./adapters/files.ts";
import { openCheckout } from "./adapters/git/checkout.ts";
import { createHasher } from "./adapters/git/hasher.ts";
import { eventOfRunner, eventOfWorkTree } from "./adapters/github/event.ts";
import type { ForgeOptions } from "./adapters/github/forge.ts";
import type { PinTargetOptions } from "./adapters/github/pins/target.ts";
import { createTokens, type TokenOf, type TokenPlace } from "./adapters/github/pins/tokens.ts";
import type { InspectorOptions } from "./adapters/inspector.ts";
import { hideFromProc } from "./adapters/process/own-environment.ts";
import { createRegistry } from "./adapters/registry/index.ts";
import { findCommand } from "./commands/index.ts";
import { type EventFacts, mayUseLogins, readEvent } from "./core/events/event.ts";
import { Failure, failure } from "./core/lib/problems/problem.ts";
import type { Entrypoint } from "./ports/entrypoint.ts";
import type { Forge, KeptIssues } from "./ports/forge.ts";
import type { Inspector } from "./ports/inspector.ts";
import type { Notifier } from "./ports/notifier.ts";
import type { PinTargetRepository, PinTargets } from "./ports/pin-targets.ts";
import type { Request } from "./ports/request.ts";
import type { Session } from "./ports/session.ts";

/**
 * Makes the adapters that a command uses: the only place that knows them all.
 * @param notifyToken the token that tells other repositories
 */
export async function connect(request: Request, entrypoint: Entrypoint, notifyToken?: string): Promise<Session> {
  const { environment, terminal, reporter } = entrypoint;
  const serverUrl = environment["GITHUB_SERVER_URL"];
  const place = { folder: entrypoint.folder, ...(request.path === undefined ? {} : { path: request.path }) };
  const repository = await openCheckout(
    { ...place, commandLine: terminal !== undefined },
    { ...(request.token === undefined ? {} : { token: request.token }), ...(serverUrl ? { serverUrl } : {}) },
  );
  const event: EventFacts = {
    ...(terminal
      ? await eventOfWorkTree(terminal.event, repository, { ...terminal, serverUrl })
      : await eventOfRunner(environment)),
    ...(request.changedOnly ? { changedOnly: true } : {}),
  };
  const temporary = path.join(environment["RUNNER_TEMP"] ?? os.tmpdir(), "tagstream");
  const forStranger = !terminal && !isTrusted(event);
  if (forStranger) {
    forgetLogins(environment, temporary);
    hideFromProc(holdsLogin);
  }
  const api = apiOf(environment);
  const gitHub = { repository: event.repository, ...api };
  return {
    ports: {
      repository,
      hasherOf: createHasher,
      registry: createRegistry({
        environment,
        onWait: (line) => reporter.line(line),
        ...(isOffline(request, terminal) ? { retry: { attemptsUnreached: 1 } } : {}),
      }),
      builder: createBuilder(),
      containers: createContainers(forStranger),
      ...forgeWith(request.token, gitHub),
      ...(terminal || forStranger ? {} : notifierWith(notifyToken, api)),
      pinTargets: pinTargetsWith(
        forStranger,
        { environment, token: request.token, mask: reporter.mask },
        { own: event.repository, ...api },
      ),
      ...inspectorWith(forStranger, { environment, root: repository.root }, { ...gitHub, token: request.token }),
      files: createFiles(),
      clock: { now: () => new Date() },
      reporter,
    },
    event,
    ...(terminal ? { terminal } : {}),
    ...(request.workflow ? { workflow: request.workflow } : {}),
    temporary,
  };
}

/** On a laptop, offline, a plan is useful without registries, and a person waits. */
function isOffline({ command, dryRun }: Request, terminal: Entrypoint["terminal"]): boolean {
  return terminal !== undefined && (findCommand(command)?.worksOffline === true || dryRun || terminal.local);
}

/** The address of GitHub's API, if it is not the usual one. */
function apiOf({ GITHUB_API_URL: apiUrl }: NodeJS.ProcessEnv): { apiUrl?: string } {
  return apiUrl ? { apiUrl } : {};
}

/** Nothing without a token. */
function forgeWith(token: string | undefined, options: ForgeOptions): { forge?: Forge } {
  return token === undefined ? {} : { forge: lazyForge({ ...options, token }) };
}

/**
 * GitHub. Loads Octokit on first use, which most commands never need. One instance, since it
 * remembers GitHub's answers.
 */
export function lazyForge(options: ForgeOptions): Forge {
  let loaded: Promise<Forge> | undefined;
  const load = () => {
    loaded ??= import("./adapters/github/forge.ts").then(({ createForge }) => createForge(options));
    return loaded;
  };
  return {
    tip: async (branch) => (await load()).tip(branch),
    pullRequest: async (number) => (await load()).pullRequest(number),
    currentName: async (name) => (await load()).currentName(name),
    mergedAs: async (commit) => (await load()).mergedAs(commit),
    comment: async (...of) => (await load()).comment(...of),
    holds: async (state) => (await load()).holds(state),
    openHold: async (...of) => (await load()).openHold(...of),
    updateHold: async (...of) => (await load()).updateHold(...of),
    closeHold: async (...of) => (await load()).closeHold(...of),
    workflow: async (...of) => (await load()).workflow(...of),
    tokenOwner: async () => (await load()).tokenOwner(),
    freshness: {
      ...keptIssues(async () => (await load()).freshness),
      close: async (...of) => (await load()).freshness.close(...of),
    },
    verdicts: keptIssues(async () => (await load()).verdicts),
    yanks: keptIssues(async () => (await load()).yanks),
  };
}

function keptIssues(load: () => Promise<KeptIssues>): KeptIssues {
  return {
    list: async () => (await load()).list(),
    ignored: async () => (await load()).ignored(),
    open: async (...of) => (await load()).open(...of),
    update: async (...of) => (await load()).update(...of),
  };
}

function pinTargetsWith(forStranger: boolean, tokens: TokenPlace, place: TargetPlace): PinTargets {
  return forStranger ? strangersTargets : lazyPinTargets(createTokens(tokens), place);
}

/** How repositories that images are deployed from are reached, besides their tokens. */
type TargetPlace = Omit<PinTargetOptions, "repository" | "token" | "variable">;

/** The repositories that images are deployed from. Each one loads Octokit on first use. */
export function lazyPinTargets(tokenOf: TokenOf, place: TargetPlace): PinTargets {
  return {
    open(repository, variable) {
      const options = { ...place, repository, token: tokenOf(repository, variable), ...(variable ? { variable } : {}) };
      let loaded: Promise<PinTargetRepository> | undefined;
      const load = () => {
        loaded ??= import("./adapters/github/pins/target.ts").then(({ openTarget }) => openTarget(options));
        return loaded;
      };
      return {
        repository,
        tip: async (branch) => (await load()).tip(branch),
        read: async (file) => (await load()).read(file),
        isContent: async (...of) => (await load()).isContent(...of),
        propose: async (proposal) => (await load()).propose(proposal),
        withdraw: async (head) => (await load()).withdraw(head),
      };
    },
  };
}

/** For a stranger's change: its configuration may name any variable, so Tagstream reads none. */
const strangersTargets: PinTargets = {
  open(repository) {
    throw failure(
      "pin-token",
      `This event is untrusted, so Tagstream does not open ${repository}. Run it on the default branch.`,
    );
  },
};

/** Nothing in an untrusted event: it would use this machine's logins. */
function inspectorWith(
  forStranger: boolean,
  options: InspectorOptions,
  { token, ...gitHub }: Omit<ForgeOptions, "token"> & { token: string | undefined },
): { inspector?: Inspector } {
  if (forStranger) return {};
  return { inspector: lazyInspector({ ...options, ...(token === undefined ? {} : { gitHub: { ...gitHub, token } }) }) };
}

/** What only `doctor` asks. Loads its adapters on first use. */
function lazyInspector(options: InspectorOptions): Inspector {
  let loaded: Promise<Inspector> | undefined;
  const load = () => {
    loaded ??= import("./adapters/inspector.ts").then(({ createInspector }) => createInspector(options));
    return loaded;
  };
  return {
    isShallow: async () => (await load()).isShallow(),
    mayRemove: async (repository) => (await load()).mayRemove(repository),
    tagRules: async (repository) => (await load()).tagRules(repository),
    branchRules: async (branch) => (await load()).branchRules(branch),
  };
}

/** The same for what tells other repositories. Nothing without a token of its own. */
function notifierWith(token: string | undefined, api: { apiUrl?: string }): { notifier?: Notifier } {
  if (token === undefined) return {};
  let loaded: Promise<Notifier> | undefined;
  const load = () => {
    loaded ??= import("./adapters/github/notifier.ts").then(({ createNotifier }) => createNotifier({ token, ...api }));
    return loaded;
  };
  return { notifier: { notify: async (...of) => (await load()).notify(...of) } };
}

/**
 * Whether the event's subject may use this machine's logins. Not if it is unreadable: the command
 * then says why.
 */
function isTrusted(event: EventFacts): boolean {
  try {
    return mayUseLogins(readEvent(event));
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
