import { useCallback, useEffect, useRef, useState } from "react";
import { api, Refused } from "@/api/client";
import type { PlaygroundPass } from "@/api/types";
import { EventCutter } from "./events";
import { asked, ended, failed, faultOf, heard, type Run, stopped } from "./run";

/** One question, and who shall answer it. */
export interface Question {
  readonly credentialId: number | null;
  readonly model: string;
  readonly text: string;
  readonly isThinking: boolean;
  readonly maxTokens: number;
}

/** The least budget that the API takes. */
const LEAST_THINKING = 1024;

/** The body of a question, as any client would send it. */
export function bodyOf({ model, text, isThinking, maxTokens }: Question): object {
  const budget = Math.max(LEAST_THINKING, Math.floor(maxTokens / 2));
  return {
    model,
    max_tokens: isThinking ? Math.max(maxTokens, budget + LEAST_THINKING) : maxTokens,
    stream: true,
    messages: [{ role: "user", content: text }],
    ...(isThinking && { thinking: { type: "enabled", budget_tokens: budget } }),
  };
}

type Tell = (change: (run: Run) => Run) => void;

/** Ask a question and tell what comes back; `signal` ends it. */
async function carryOut(question: Question, tell: Tell, signal: AbortSignal): Promise<void> {
  const pass = await api.post<PlaygroundPass>(
    "/playground/passes",
    { credentialId: question.credentialId },
    { signal },
  );
  const answer = await fetch("/v1/messages", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "anthropic-version": "2023-06-01",
      "x-api-key": pass.key,
    },
    body: JSON.stringify(bodyOf(question)),
    credentials: "omit",
    signal,
  });
  tell((run) => ({ ...run, requestId: answer.headers.get("request-id") }));
  if (!answer.ok || answer.body === null) {
    const text = await answer.text();
    return tell((run) => failed(run, faultOf(answer.status, parsed(text)), performance.now()));
  }
  await follow(answer.body, tell);
}

async function follow(body: ReadableStream<Uint8Array>, tell: Tell): Promise<void> {
  const cutter = new EventCutter();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return tell((run) => ended(run, performance.now()));
    const events = cutter.push(decoder.decode(value, { stream: true }));
    const now = performance.now();
    tell((run) => events.reduce((so, event) => heard(so, event, now), run));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** What a failure on the way is to the one who asked. */
function faultIn(failure: unknown): ReturnType<typeof faultOf> {
  if (failure instanceof Refused) {
    return { status: failure.status, type: failure.type, message: failure.message };
  }
  return { status: null, type: "unreachable", message: "" };
}

/** A question under way: what is known of its answer, how to ask, and how to stop. */
export function useAsk(): { run: Run | null; ask: (question: Question) => void; stop: () => void } {
  const [run, setRun] = useState<Run | null>(null);
  const control = useRef<AbortController | null>(null);
  useEffect(() => () => control.current?.abort(), []);

  const ask = useCallback((question: Question) => {
    control.current?.abort();
    const mine = new AbortController();
    control.current = mine;
    // What an earlier question still has to say is not for this one's answer.
    const tell: Tell = (change) =>
      setRun((before) => (control.current === mine && before !== null ? change(before) : before));
    setRun(asked(question.model, performance.now()));
    carryOut(question, tell, mine.signal).catch((failure: unknown) => {
      const now = performance.now();
      tell((before) =>
        mine.signal.aborted ? stopped(before, now) : failed(before, faultIn(failure), now),
      );
    });
  }, []);
  const stop = useCallback(() => control.current?.abort(), []);
  return { run, ask, stop };
}
