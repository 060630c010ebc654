/** A stretch of time: one that ends now, or one between two days of UTC. */
export type Range =
  | { name: "24h" | "7d" | "30d" | "90d" }
  | { name: "custom"; since: string; until: string };

export type Preset = Range["name"];

const HOURS = { "24h": 24, "7d": 168, "30d": 720, "90d": 2160 } as const;
const HOUR = 3_600_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Return the stretch that an address names, `otherwise` where it names none. */
export function rangeOf(query: URLSearchParams, otherwise: keyof typeof HOURS): Range {
  const name = query.get("range");
  const [since, until] = [query.get("since") ?? "", query.get("until") ?? ""];
  if (name === "custom" && isDay(since) && isDay(until)) return { name, since, until };
  return { name: name !== null && name in HOURS ? (name as keyof typeof HOURS) : otherwise };
}

function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(text));
}

/** Return both ends as instants; whole hours, so that no first bar is a stump. */
export function ends(range: Range, now = Date.now()): { since: string; until: string } {
  if (range.name === "custom") {
    const [first = range.since, last = range.until] = [range.since, range.until].sort();
    return {
      since: new Date(`${first}T00:00:00Z`).toISOString(),
      until: new Date(Date.parse(`${last}T00:00:00Z`) + 24 * HOUR).toISOString(),
    };
  }
  const next = Math.floor(now / HOUR) * HOUR + HOUR;
  return {
    since: new Date(next - HOURS[range.name] * HOUR).toISOString(),
    until: new Date(now).toISOString(),
  };
}

/** Return an instant's day in UTC, as an address and a date field have it. */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}
