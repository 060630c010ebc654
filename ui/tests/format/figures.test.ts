import { expect, test } from "vitest";
import { amount, credits, duration, percent, short } from "@/format/figures";

test.each([
  [0, "0"],
  [980, "980"],
  [999.9, "1k"],
  [12_345, "12.3k"],
  [999_960, "1M"],
  [4_560_000, "4.56M"],
  [null, "–"],
])("%s is %s in short", (value, expected) => {
  expect(short(value)).toBe(expected);
});

test.each([
  [0.0844, "84 ms"],
  [0.9999, "1.00 s"],
  [31.24, "31.2 s"],
  [59.97, "1 m 00 s"],
  [128.5, "2 m 09 s"],
  [null, "–"],
])("%s seconds last %s", (value, expected) => {
  expect(duration(value)).toBe(expected);
});

test.each([
  [0, "0.00"],
  [0.05, "0.050"],
  [1234.5, "1,234.50"],
])("%s credits are %s", (value, expected) => {
  expect(credits(value)).toBe(expected);
});

test("an amount has no digits that say nothing", () => {
  expect([5000, 2386.64, 13.22].map(amount)).toEqual(["5,000", "2,386.6", "13.22"]);
});

test("a share of nothing is not known", () => {
  expect(percent(Number.NaN)).toBe("–");
});
