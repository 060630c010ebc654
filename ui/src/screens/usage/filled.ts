import type { SeriesPoint, Totals } from "@/api/types";

const NOTHING: Totals = {
  requests: 0,
  failures: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  credits: 0,
  meanFirstTokenSeconds: null,
  meanSeconds: null,
};

/** Return every step of time between two instants, those too in which nothing was asked. */
export function filled(
  points: readonly SeriesPoint[],
  since: string,
  until: string,
  stepSeconds: number,
): SeriesPoint[] {
  const step = stepSeconds * 1000;
  const known = new Map(
    points.map(({ at, totals }) => [Math.floor(Date.parse(at) / step), totals]),
  );
  const first = Math.floor(Date.parse(since) / step);
  const last = Math.ceil(Date.parse(until) / step);
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => ({
    at: new Date((first + index) * step).toISOString(),
    totals: known.get(first + index) ?? NOTHING,
  }));
}
