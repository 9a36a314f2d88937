/**
 * Clean-ups before this process gives way to SIGINT or SIGTERM: ending process groups, removing
 * containers. A runner that cancels a job sends SIGINT, SIGTERM 7.5 s later and SIGKILL after 2.5 s
 * more, so clean-ups must be short and synchronous.
 */
const cleanUps = new Set<() => void>();
const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Registers a clean-up that runs once at SIGINT or SIGTERM; returns a function that unregisters it.
 * The signal then takes its course.
 */
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
      // The next clean-up matters more than the reason for this failure.
    }
  }
  cleanUps.clear();
  process.kill(process.pid, signal);
}
