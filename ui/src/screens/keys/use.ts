import type { KeyView } from "@/api/types";
import { LIMITS, type LimitName } from "./limits";

/** A limit of a key and what of it is used. */
export interface Used {
  readonly name: LimitName;
  readonly used: number;
  readonly limit: number;
}

/** What a key has used of a limit. */
export function usedOf(key: KeyView, name: LimitName): number {
  const { use } = key;
  const found: Readonly<Record<LimitName, number>> = {
    requestsPerMinute: use.requestsThisMinute,
    parallelRequests: use.inFlight,
    tokensPerDay: use.tokensToday,
    tokensPerMonth: use.tokensThisMonth,
    creditsPerDay: use.creditsToday,
    creditsPerMonth: use.creditsThisMonth,
  };
  return found[name];
}

/** The limits that a key has, with what is used of each. */
export function limitsInUse(key: KeyView): Used[] {
  return LIMITS.flatMap((name) => {
    const limit = key.limits[name];
    return limit == null ? [] : [{ name, used: usedOf(key, name), limit }];
  });
}

/** How a key stands: whether it works, and if not, why and until when. */
export type Standing =
  | { readonly kind: "works"; readonly until: string | null }
  | { readonly kind: "disabled" }
  | { readonly kind: "expired"; readonly at: string }
  | { readonly kind: "spent"; readonly name: LimitName; readonly until: string };

/** Of days and months: what runs down by itself within a minute stops nobody for long. */
const LASTING = ["creditsPerMonth", "tokensPerMonth", "creditsPerDay", "tokensPerDay"] as const;

/** How a key stands at `now`, in milliseconds; of several reasons the one that lasts longest. */
export function standingOf(key: KeyView, now: number): Standing {
  if (key.disabled) return { kind: "disabled" };
  if (key.expiresAt !== null && Date.parse(key.expiresAt) <= now) {
    return { kind: "expired", at: key.expiresAt };
  }
  for (const name of LASTING) {
    const limit = key.limits[name];
    if (limit == null || usedOf(key, name) < limit) continue;
    const until = name.endsWith("Month") ? key.use.monthEndsAt : key.use.dayEndsAt;
    return { kind: "spent", name, until };
  }
  return { kind: "works", until: key.expiresAt };
}
