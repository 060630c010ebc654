import { describe, expect, it } from "vitest";
import { BLANK, wantedOf, wrongIn } from "@/screens/add/wanted";

describe("wantedOf", () => {
  it("sends an API key and nothing that was left empty", () => {
    expect(wantedOf("api_key", { ...BLANK, key: " ksk_example " })).toEqual({
      authMethod: "api_key",
      kiroApiKey: "ksk_example",
      priority: 0,
    });
  });

  it("sends the client with a token of the Identity Center, and the groups as a list", () => {
    const form = { ...BLANK, token: "t", clientId: "c", clientSecret: "s", groups: "a, b" };
    expect(wantedOf("idc", form)).toMatchObject({
      refreshToken: "t",
      clientId: "c",
      clientSecret: "s",
      groups: ["a", "b"],
    });
  });

  it("leaves the client out of a social token, though it was typed before", () => {
    expect(wantedOf("social", { ...BLANK, token: "t", clientId: "c" })).not.toHaveProperty(
      "clientId",
    );
  });
});

describe("wrongIn", () => {
  it.each([
    ["api_key" as const, { key: "" }, { key: "needed" }],
    ["api_key" as const, { key: "sk-ant-example" }, { key: "wrong" }],
    ["api_key" as const, { key: "ksk_example" }, {}],
    ["idc" as const, { token: "t" }, { clientId: "needed", clientSecret: "needed" }],
    ["social" as const, { token: "t", priority: "first" }, { priority: "wrong" }],
  ])("says of %s with %j: %j", (kind, typed, wrong) => {
    expect(wrongIn(kind, { ...BLANK, ...typed })).toEqual(wrong);
  });
});
