import type { StreamEvent } from "./events";

/** What went wrong, as a client of the gateway sees it; `status` is null after the first byte. */
export interface RunFault {
  readonly status: number | null;
  readonly type: string;
  readonly message: string;
}

/** One question and what has come back of its answer; times are in milliseconds. */
export interface Run {
  readonly phase: "asking" | "answering" | "done" | "stopped" | "failed";
  readonly requestId: string | null;
  readonly model: string;
  readonly thinking: string;
  readonly text: string;
  readonly startedAt: number;
  readonly firstAt: number | null;
  readonly endedAt: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly stopReason: string | null;
  readonly fault: RunFault | null;
}

/** A question that has just been sent. */
export function asked(model: string, now: number): Run {
  return {
    phase: "asking",
    requestId: null,
    model,
    thinking: "",
    text: "",
    startedAt: now,
    firstAt: null,
    endedAt: null,
    inputTokens: null,
    outputTokens: null,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    stopReason: null,
    fault: null,
  };
}

/** The run after one more event of the stream; what is not known changes nothing. */
export function heard(run: Run, event: StreamEvent, now: number): Run {
  const said = parsed(event.data);
  switch (event.name) {
    case "message_start":
      return {
        ...counted(run, at(said, "message", "usage")),
        model: text(at(said, "message", "model")) || run.model,
      };
    case "content_block_delta":
      return added(run, at(said, "delta"), now);
    case "message_delta":
      return {
        ...counted(run, at(said, "usage")),
        stopReason: text(at(said, "delta", "stop_reason")) || run.stopReason,
      };
    case "message_stop":
      return { ...run, phase: "done", endedAt: now };
    case "error":
      return failed(run, faultOf(null, said), now);
    default:
      return run;
  }
}

/** The run when its stream has ended: without `message_stop` the answer was cut short. */
export function ended(run: Run, now: number): Run {
  if (run.endedAt !== null) return run;
  const fault = { status: null, type: "stream_cut", message: "" };
  return failed(run, fault, now);
}

/** The run after its asker has stopped it. */
export function stopped(run: Run, now: number): Run {
  return run.endedAt === null ? { ...run, phase: "stopped", endedAt: now } : run;
}

/** The run after something went wrong. */
export function failed(run: Run, fault: RunFault, now: number): Run {
  return run.endedAt === null ? { ...run, phase: "failed", endedAt: now, fault } : run;
}

/** Read an error's envelope; what is no envelope is shown as it is. */
export function faultOf(status: number | null, body: unknown): RunFault {
  const type = text(at(body, "error", "type"));
  const message = text(at(body, "error", "message"));
  return {
    status,
    type: type || "error",
    message: message || (typeof body === "string" ? body : ""),
  };
}

function added(run: Run, delta: unknown, now: number): Run {
  const more = text(at(delta, "text"));
  const thought = text(at(delta, "thinking"));
  if (more === "" && thought === "") return run;
  return {
    ...run,
    phase: "answering",
    firstAt: run.firstAt ?? now,
    text: run.text + more,
    thinking: run.thinking + thought,
  };
}

function counted(run: Run, usage: unknown): Run {
  return {
    ...run,
    inputTokens: number(at(usage, "input_tokens")) ?? run.inputTokens,
    outputTokens: number(at(usage, "output_tokens")) ?? run.outputTokens,
    cacheReadTokens: number(at(usage, "cache_read_input_tokens")) ?? run.cacheReadTokens,
    cacheWriteTokens: number(at(usage, "cache_creation_input_tokens")) ?? run.cacheWriteTokens,
  };
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return null;
  }
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const name of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function number(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
