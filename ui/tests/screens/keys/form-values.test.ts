import { describe, expect, it } from "vitest";
import {
  changeOf,
  formOf,
  instantOf,
  isRight,
  localOf,
  newKeyOf,
  wrongIn,
} from "@/screens/keys/form-values";

const NOW = Date.parse("2026-11-27T12:00:00Z");
const FORM = { ...formOf(null), name: "ci", models: "claude-sonnet-*" };

describe("newKeyOf", () => {
  it("makes a key without limits of a form without any", () => {
    expect(newKeyOf(FORM)).toMatchObject({
      name: "ci",
      group: null,
      models: ["claude-sonnet-*"],
      expiresAt: null,
      limits: { requestsPerMinute: null, creditsPerMonth: null },
    });
  });
});

describe("changeOf", () => {
  it("is empty when nothing is changed", () => {
    expect(changeOf(FORM, { ...FORM, name: " ci " })).toEqual({});
  });

  it("names only what is changed; null takes a limit away", () => {
    const before = { ...FORM, limits: { ...FORM.limits, tokensPerDay: "5M", creditsPerDay: "2" } };
    const now = { ...before, group: "team", limits: { ...before.limits, tokensPerDay: "" } };
    expect(changeOf(before, now)).toEqual({ group: "team", limits: { tokensPerDay: null } });
  });

  it("takes an end away", () => {
    expect(changeOf({ ...FORM, expires: "2026-12-01T10:00" }, FORM)).toEqual({ expiresAt: null });
  });
});

describe("wrongIn", () => {
  it("refuses a blank name, an end in the past and a limit that is no amount", () => {
    const limits = { ...FORM.limits, tokensPerDay: "many" };
    const wrong = wrongIn({ ...FORM, name: " ", expires: "2020-01-01T00:00", limits }, FORM, NOW);
    expect(wrong).toEqual({ name: true, expires: true, limits: ["tokensPerDay"] });
  });

  it("leaves an end alone that was past before", () => {
    const form = { ...FORM, expires: "2020-01-01T00:00" };
    expect(isRight(wrongIn(form, form, NOW))).toBe(true);
  });
});

describe("localOf", () => {
  it("comes back to the same minute", () => {
    expect(instantOf(localOf("2026-11-27T12:34:00.000Z"))).toBe("2026-11-27T12:34:00.000Z");
  });
});
