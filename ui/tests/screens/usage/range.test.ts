import { expect, test } from "vitest";
import { ends, rangeOf } from "@/screens/usage/range";

const of = (query: string) => rangeOf(new URLSearchParams(query), "30d");

test.each([
  ["", { name: "30d" }],
  ["range=7d", { name: "7d" }],
  ["range=nonsense", { name: "30d" }],
  ["range=custom&since=2026-11-01", { name: "30d" }],
  ["range=custom&since=2026-13-99&until=2026-11-02", { name: "30d" }],
  [
    "range=custom&since=2026-11-01&until=2026-11-02",
    { name: "custom", since: "2026-11-01", until: "2026-11-02" },
  ],
])("an address with %s", (query, expected) => {
  expect(of(query)).toEqual(expected);
});

test("the last hours begin with a whole hour and end now", () => {
  expect(ends({ name: "24h" }, Date.parse("2026-11-27T12:34:56Z"))).toEqual({
    since: "2026-11-26T13:00:00.000Z",
    until: "2026-11-27T12:34:56.000Z",
  });
});

test("days are whole days of UTC, in whichever order they were chosen", () => {
  const expected = { since: "2026-11-01T00:00:00.000Z", until: "2026-11-03T00:00:00.000Z" };

  expect(ends({ name: "custom", since: "2026-11-01", until: "2026-11-02" })).toEqual(expected);
  expect(ends({ name: "custom", since: "2026-11-02", until: "2026-11-01" })).toEqual(expected);
});
