import { describe, expect, it } from "vitest";
import type { ModelList } from "@/api/types";
import { modelsOf } from "@/screens/playground/data";

const LIST = {
  items: [
    { id: "a", credentialIds: [1] },
    { id: "b", credentialIds: [1, 2] },
  ],
} as unknown as ModelList;

describe("modelsOf", () => {
  it.each([
    [null, ["a", "b"]],
    [2, ["b"]],
    [3, ["a", "b"]],
  ])("offers for credential %j %j", (credentialId, ids) => {
    expect(modelsOf(LIST, credentialId).map(({ id }) => id)).toEqual(ids);
  });
});
