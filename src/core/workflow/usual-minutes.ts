/** `timeout-minutes` of each job, unless a person chose another number. */
export const usualMinutes: Readonly<Record<string, number>> = {
  plan: 10,
  build: 120,
  "build-2": 120,
  "build-3": 120,
  "candidate-plan": 10,
  "candidate-build": 120,
  "candidate-build-2": 120,
  "candidate-build-3": 120,
  candidate: 60,
  publish: 60,
  retire: 15,
  look: 10,
  change: 60,
  prune: 120,
  pin: 10,
  images: 5,
};

/** The minutes of a job. */
export function minutesOf(job: string, timeouts: Readonly<Record<string, number>>): number {
  return timeouts[job] ?? usualMinutes[job] ?? 60;
}
