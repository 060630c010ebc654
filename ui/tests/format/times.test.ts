import { expect, test } from "vitest";
import { countdown, countedDay, relative } from "@/format/times";

const NOW = Date.parse("2026-11-27T12:00:00Z");
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

test.each([
  [299, "04:59"],
  [11_999, "3:19:59"],
  [1_051_200, "12 d 4 h"],
  [0, null],
  [-5, null],
])("%s seconds are left as %s", (seconds, expected) => {
  expect(countdown(at(seconds), NOW)).toBe(expected);
});

test.each([
  [0, "now"],
  [-185, "3 min ago"],
  [-7_200, "2 hr ago"],
  [172_800, "in 2 days"],
])("%s seconds from now is %s", (seconds, expected) => {
  expect(relative(at(seconds), NOW)).toBe(expected);
});

test("a day of usage is one of UTC, wherever the page is", () => {
  expect(countedDay("2026-11-27T00:00:00Z")).toBe("27 Nov");
});
