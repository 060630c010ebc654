import type { KeyLimits } from "@/api/types";

/** The limits of a key in the order in which they are shown. */
export const LIMITS = [
  "requestsPerMinute",
  "parallelRequests",
  "tokensPerDay",
  "tokensPerMonth",
  "creditsPerDay",
  "creditsPerMonth",
] as const satisfies readonly (keyof KeyLimits)[];

export type LimitName = (typeof LIMITS)[number];
export type LimitTexts = Readonly<Record<LimitName, string>>;

const SCALES: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, b: 1e9 };

/**
 * Read an amount as people write it: `250000`, `250,000`, `250k`, `1.5M`.
 * Null is no limit; undefined is no amount.
 */
export function amountOf(text: string, { whole }: { whole: boolean }): number | null | undefined {
  const plain = text
    .trim()
    .replaceAll(/[\s,_]/g, "")
    .toLowerCase();
  if (plain === "") return null;
  const found = /^(\d+(?:\.\d+)?)([kmb]?)$/.exec(plain);
  const scale = SCALES[found?.[2] ?? ""];
  if (found === null || scale === undefined) return undefined;
  const amount = Math.round(Number(found[1]) * scale * 1e6) / 1e6;
  if (amount > 1e15 || (whole && !Number.isInteger(amount))) return undefined;
  return amount;
}

/** Whether a limit counts things rather than credits. */
export function isWhole(name: LimitName): boolean {
  return !name.startsWith("credits");
}

/** The limits as a form shows them. */
export function limitTexts(limits: KeyLimits): LimitTexts {
  return Object.fromEntries(
    LIMITS.map((name) => [name, limits[name] == null ? "" : String(limits[name])]),
  ) as Record<LimitName, string>;
}

/** What a form says, and the names of the limits that are no amounts. */
export function limitsOf(texts: LimitTexts): { limits: KeyLimits; wrong: LimitName[] } {
  const read = LIMITS.map(
    (name) => [name, amountOf(texts[name], { whole: isWhole(name) })] as const,
  );
  return {
    limits: Object.fromEntries(
      read.map(([name, amount]) => [name, amount ?? null]),
    ) as unknown as KeyLimits,
    wrong: read.flatMap(([name, amount]) => (amount === undefined ? [name] : [])),
  };
}
