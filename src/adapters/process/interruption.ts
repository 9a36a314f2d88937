/**
 * What has to happen before this process gives way to SIGINT or SIGTERM: process groups ended, containers removed. A runner that
 * cancels a job sends SIGINT, SIGTERM 7.5 s later and SIGKILL after 2.5 s more, so that all of it has to be short and synchronous.
 */
const cleanUps = new Set<() => void>();
const signals = ["SIGINT", "SIGTERM"] as const;

/** Registers a clean-up that is run once at SIGINT or SIGTERM; returns what unregisters it. The signal then takes its course. */
export function onInterruption(cleanUp: () => void): () => void {
  if (cleanUps.size === 0) for (const signal of signals) process.on(signal, interrupted);
  cleanUps.add(cleanUp);
  return () => {
    cleanUps.delete(cleanUp);
    if (cleanUps.size === 0) ignore();
  };
}

function ignore(): void {
  for (const signal of signals) process.off(signal, interrupted);
}

function interrupted(signal: NodeJS.Signals): void {
  ignore();
  for (const cleanUp of cleanUps) {
    try {
      cleanUp();
    } catch {
      // The next clean-up matters more than why this one failed, and nobody is left to be told.
    }
  }
  cleanUps.clear();
  process.kill(process.pid, signal);
}
