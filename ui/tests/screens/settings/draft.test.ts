import { expect, test } from "vitest";
import { draftOf, readDraft } from "@/screens/settings/draft";

test.each([
  ["text", "us-east-1"],
  ["number", 15],
  ["flag", false],
  ["list", ["a", "b"]],
  ["map", { fast: "claude-haiku-4.5" }],
  ["choice", "priority"],
] as const)("a %s that nobody changed stays as it is", (kind, value) => {
  expect(readDraft(kind, draftOf({ kind, value }))).toEqual({ value });
});

test("what a secret is now is never offered", () => {
  expect(draftOf({ kind: "secret", value: "***" })).toBe("");
});

test.each([
  ["number", "12x", "badNumber"],
  ["object", "{", "badJson"],
] as const)("a %s cannot be %s", (kind, draft, problem) => {
  expect(readDraft(kind, draft)).toEqual({ problem });
});

test("an empty field takes the value away", () => {
  expect(readDraft("number", " ")).toEqual({ value: null });
  expect(readDraft("text", "")).toEqual({ value: null });
});
