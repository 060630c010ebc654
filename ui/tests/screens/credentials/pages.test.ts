import { describe, expect, it } from "vitest";
import type { CredentialDetail } from "@/api/types";
import { pagesOf } from "@/screens/credentials/data";
import { parted } from "@/screens/credentials/deletion";
import { cardsPerLine } from "@/screens/credentials/list";
import { shareOf } from "@/screens/credentials/quota";
import { toldOf } from "@/screens/credentials/told";

describe("pagesOf", () => {
  it.each([
    [0, 20, [0]],
    [45, 60, [0, 1]],
    [950, 999, [19]],
    [-3, -1, [0]],
  ])("holds the rows from %i to %i in %j", (first, last, pages) => {
    expect(pagesOf(first, last)).toEqual(pages);
  });
});

describe("cardsPerLine", () => {
  it.each([
    [0, 1],
    [366, 1],
    [700, 2],
    [1196, 4],
    [4000, 4],
  ])("puts on %i pixels %i", (width, cards) => {
    expect(cardsPerLine(width)).toBe(cards);
  });
});

describe("parted", () => {
  it("lets go only who is chosen and disabled", () => {
    const pool = [
      { id: 1, state: "ready" },
      { id: 2, state: "disabled" },
      { id: 3, state: "disabled" },
    ] as CredentialDetail[];
    expect(parted([1, 2, 99], pool)).toEqual({ disabled: [pool[1]], others: [pool[0]] });
  });
});

describe("shareOf", () => {
  it("is not known where there is no limit", () => {
    expect([shareOf({ used: 5, limit: 0 }), shareOf({ used: 5, limit: 20 })]).toEqual([null, 0.25]);
  });
});

describe("toldOf", () => {
  it.each([
    [
      "proxyUrl: expected the URL of a proxy",
      { name: "proxyUrl", problem: "expected the URL of a proxy" },
    ],
    ["There is no credential 7", null],
    ["127.0.0.1:80: refused", null],
  ])("reads %j", (message, told) => {
    expect(toldOf(message)).toEqual(told);
  });
});
