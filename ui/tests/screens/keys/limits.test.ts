import { describe, expect, it } from "vitest";
import { amountOf, limitsOf, limitTexts } from "@/screens/keys/limits";

describe("amountOf", () => {
  it.each([
    ["", null],
    ["  ", null],
    ["250000", 250_000],
    ["250,000", 250_000],
    ["250k", 250_000],
    ["1.5M", 1_500_000],
    ["2b", 2_000_000_000],
    ["0", 0],
    ["-1", undefined],
    ["1.5", undefined],
    ["many", undefined],
    ["1e9", undefined],
    ["9999999b", undefined],
  ])("reads %j", (text, amount) => {
    expect(amountOf(text, { whole: true })).toBe(amount);
  });

  it("takes part of a credit", () => {
    expect(amountOf("0.25", { whole: false })).toBe(0.25);
  });
});

const NONE = {
  requestsPerMinute: null,
  parallelRequests: null,
  tokensPerDay: null,
  tokensPerMonth: null,
  creditsPerDay: null,
  creditsPerMonth: null,
};

describe("limitsOf", () => {
  it("gives back what was shown", () => {
    const limits = { ...NONE, requestsPerMinute: 10, creditsPerMonth: 12.5 };
    expect(limitsOf(limitTexts(limits))).toEqual({ limits, wrong: [] });
  });

  it("names what is no amount", () => {
    const texts = { ...limitTexts(NONE), parallelRequests: "two" };
    expect(limitsOf(texts).wrong).toEqual(["parallelRequests"]);
  });
});
