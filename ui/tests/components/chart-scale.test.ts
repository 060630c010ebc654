import { expect, test } from "vitest";
import { marks, thinned } from "@/components/chart-scale";

test.each([
  [0, [0, 1]],
  [85, [0, 25, 50, 75, 100]],
  [100, [0, 25, 50, 75, 100]],
  [7, [0, 2, 4, 6, 8]],
  [2_600_000, [0, 1e6, 2e6, 3e6]],
])("up to %s the marks are round", (highest, expected) => {
  expect(marks(highest)).toEqual(expected);
});

test("labels that would touch are left out evenly", () => {
  expect(thinned(10, 4)).toEqual([0, 3, 6, 9]);
  expect(thinned(3, 10)).toEqual([0, 1, 2]);
  expect(thinned(0, 5)).toEqual([]);
});
