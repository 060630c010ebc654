import { describe, expect, it } from "vitest";
import type { KeyView } from "@/api/types";
import { formOf, newKeyOf } from "@/screens/keys/form-values";
import { limitsInUse, standingOf } from "@/screens/keys/use";

const NOW = Date.parse("2026-11-27T12:00:00Z");
const KEY = {
  ...newKeyOf(formOf(null)),
  disabled: false,
  use: {
    inFlight: 1,
    requestsThisMinute: 7,
    tokensToday: 500,
    tokensThisMonth: 900,
    creditsToday: 2,
    creditsThisMonth: 20,
    dayEndsAt: "2026-11-28T00:00:00Z",
    monthEndsAt: "2026-12-01T00:00:00Z",
  },
} as unknown as KeyView;
const NO_LIMITS = KEY.limits;

describe("standingOf", () => {
  it.each<[Partial<KeyView>, object]>([
    [{}, { kind: "works", until: null }],
    [{ expiresAt: "2026-12-24T00:00:00Z" }, { kind: "works", until: "2026-12-24T00:00:00Z" }],
    [{ expiresAt: "2026-11-27T12:00:00Z" }, { kind: "expired", at: "2026-11-27T12:00:00Z" }],
    [{ disabled: true, expiresAt: "2020-01-01T00:00:00Z" }, { kind: "disabled" }],
    [
      { limits: { ...NO_LIMITS, tokensPerDay: 500, creditsPerMonth: 20 } },
      { kind: "spent", name: "creditsPerMonth", until: "2026-12-01T00:00:00Z" },
    ],
    [{ limits: { ...NO_LIMITS, requestsPerMinute: 7 } }, { kind: "works", until: null }],
  ])("says of %j: %j", (patch, standing) => {
    expect(standingOf({ ...KEY, ...patch }, NOW)).toEqual(standing);
  });
});

describe("limitsInUse", () => {
  it("shows what is used of each limit that there is", () => {
    const limits = { ...NO_LIMITS, parallelRequests: 4 };
    expect(limitsInUse({ ...KEY, limits })).toEqual([
      { name: "parallelRequests", used: 1, limit: 4 },
    ]);
  });
});
