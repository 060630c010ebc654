import { describe, expect, it } from "vitest";
import { bodyOf } from "@/screens/playground/ask";

const QUESTION = {
  credentialId: null,
  model: "claude-sonnet-4.5",
  text: "Good day",
  isThinking: false,
  maxTokens: 100,
};

describe("bodyOf", () => {
  it("asks one question, streamed", () => {
    expect(bodyOf(QUESTION)).toEqual({
      model: "claude-sonnet-4.5",
      max_tokens: 100,
      stream: true,
      messages: [{ role: "user", content: "Good day" }],
    });
  });

  it.each([1, 1024, 2047, 2048, 64_000])(
    "leaves room for an answer beside thinking in %i",
    (maxTokens) => {
      const body = bodyOf({ ...QUESTION, isThinking: true, maxTokens }) as {
        max_tokens: number;
        thinking: { budget_tokens: number };
      };
      expect(body.thinking.budget_tokens).toBeGreaterThanOrEqual(1024);
      expect(body.max_tokens - body.thinking.budget_tokens).toBeGreaterThanOrEqual(1024);
    },
  );
});
