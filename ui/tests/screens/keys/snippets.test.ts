import { describe, expect, it } from "vitest";
import { snippets } from "@/screens/keys/snippets";

describe("snippets", () => {
  it("names the gateway and the key in each", () => {
    for (const { text } of snippets("https://gateway.example.com", "kpy_example")) {
      expect(text).toContain("https://gateway.example.com");
      expect(text).toContain("kpy_example");
    }
  });

  it("gives settings that are JSON", () => {
    const found = snippets("http://127.0.0.1:8080", "kpy_example").find(
      ({ id }) => id === "settings",
    );
    expect(JSON.parse(found?.text ?? "")).toEqual({
      env: { ANTHROPIC_BASE_URL: "http://127.0.0.1:8080", ANTHROPIC_AUTH_TOKEN: "kpy_example" },
    });
  });
});
