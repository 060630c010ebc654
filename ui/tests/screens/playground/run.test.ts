import { describe, expect, it } from "vitest";
import { asked, ended, failed, faultOf, heard, type Run, stopped } from "@/screens/playground/run";

function told(run: Run, ...events: [name: string, data: unknown][]): Run {
  return events.reduce(
    (now, [name, data], step) => heard(now, { name, data: JSON.stringify(data) }, 1000 + step),
    run,
  );
}

const START = asked("claude-sonnet-4.5", 900);
const WHOLE = told(
  START,
  [
    "message_start",
    { message: { model: "served", usage: { input_tokens: 7, cache_read_input_tokens: 3 } } },
  ],
  ["content_block_start", { index: 0 }],
  ["content_block_delta", { delta: { type: "thinking_delta", thinking: "Hm." } }],
  ["content_block_delta", { delta: { type: "text_delta", text: "Good " } }],
  ["content_block_delta", { delta: { type: "text_delta", text: "day" } }],
  ["message_delta", { delta: { stop_reason: "end_turn" }, usage: { output_tokens: 5 } }],
  ["message_stop", {}],
);

describe("a run", () => {
  it("puts the answer and the thinking together, apart from each other", () => {
    expect([WHOLE.text, WHOLE.thinking]).toEqual(["Good day", "Hm."]);
  });

  it("knows what was served, counted and when", () => {
    expect(WHOLE).toMatchObject({
      phase: "done",
      model: "served",
      inputTokens: 7,
      outputTokens: 5,
      cacheReadTokens: 3,
      stopReason: "end_turn",
      firstAt: 1002,
      endedAt: 1006,
    });
  });

  it("fails with the words of an error event, and keeps what came before", () => {
    const cut = told(
      START,
      ["content_block_delta", { delta: { text: "Good" } }],
      ["error", { error: { type: "overloaded_error", message: "busy" } }],
    );
    expect(cut).toMatchObject({
      phase: "failed",
      text: "Good",
      fault: { status: null, type: "overloaded_error", message: "busy" },
    });
  });

  it("is cut short when the stream ends without message_stop", () => {
    expect(ended(START, 2000)).toMatchObject({ phase: "failed", fault: { type: "stream_cut" } });
  });

  it("stays done whatever comes after its end", () => {
    const late = failed(stopped(ended(WHOLE, 9000), 9000), faultOf(500, "x"), 9000);
    expect(late).toBe(WHOLE);
  });

  it("is not changed by what is no JSON or not known", () => {
    expect(
      heard(heard(START, { name: "news", data: "{}" }, 1), { name: "ping", data: "{" }, 1),
    ).toEqual(START);
  });
});

describe("faultOf", () => {
  it.each([
    [
      { error: { type: "billing_error", message: "gone" } },
      { type: "billing_error", message: "gone" },
    ],
    ["<html>bad gateway", { type: "error", message: "<html>bad gateway" }],
    [null, { type: "error", message: "" }],
  ])("reads %j", (body, fault) => {
    expect(faultOf(502, body)).toEqual({ status: 502, ...fault });
  });
});
