/** Seconds between attempts; the last one repeats. */
const STEPS = [1, 2, 4, 8, 16, 30];

/** Each wait is longer or shorter by up to this share, so that many clients do not come back at once. */
const JITTER = 0.2;

/**
 * How long to wait before the next attempt.
 *
 * @param {number} attempt 0 for the first attempt after a loss
 * @param {() => number} random from 0 to below 1
 * @returns {number} milliseconds
 */
export function backoff(attempt, random = Math.random) {
  const seconds = STEPS[Math.min(attempt, STEPS.length - 1)];
  return Math.round(seconds * 1000 * (1 + JITTER * (2 * random() - 1)));
}
