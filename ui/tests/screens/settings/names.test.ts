import { expect, test } from "vitest";
import { mapOf, namesOf, problemOf } from "@/screens/settings/names";

const NAMES = [
  { id: 0, from: "fast ", to: "claude-haiku-4.5" },
  { id: 1, from: "", to: "" },
];

test("lines become a map, without those that are empty", () => {
  expect(mapOf(NAMES)).toEqual({ fast: "claude-haiku-4.5" });
  expect(mapOf(namesOf({ a: "b" }))).toEqual({ a: "b" });
});

test.each([
  [NAMES, null],
  [[{ id: 0, from: "fast", to: "" }], "incomplete"],
  [[...NAMES, { id: 2, from: "fast", to: "x" }], "duplicate"],
])("what is wrong is named", (names, expected) => {
  expect(problemOf(names)).toBe(expected);
});
