import { describe, expect, it } from "vitest";
import { dropIndex, moved, stepOf } from "@/screens/credentials/order";

describe("moved", () => {
  it.each([
    [0, 2, "bca"],
    [2, 0, "cab"],
    [1, 1, "abc"],
    [0, 9, "bca"],
    [2, -4, "cab"],
    [7, 0, "abc"],
  ])("takes %i to %i", (from, to, result) => {
    expect(moved([..."abc"], from, to).join("")).toBe(result);
  });
});

describe("dropIndex", () => {
  it.each([
    [5, 0, 5],
    [5, 21, 6],
    [5, -95, 3],
    [5, 4000, 9],
    [5, -4000, 0],
  ])("drops row %i moved by %i pixels at %i", (index, by, to) => {
    expect(dropIndex(index, by, 40, 10)).toBe(to);
  });
});

describe("stepOf", () => {
  it.each([
    ["ArrowUp", 0, 0],
    ["ArrowUp", 4, 3],
    ["PageDown", 4, 9],
    ["End", 4, 9],
    ["Home", 4, 0],
    ["a", 4, null],
  ])("moves by %s from %i to %s", (key, index, to) => {
    expect(stepOf(key, index, 10)).toBe(to);
  });
});
