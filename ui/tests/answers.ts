import { vi } from "vitest";

/** What a gateway answers, by "METHOD /path". */
export type Answers = Record<string, Response | (() => Response)>;

export interface Asked {
  method: string;
  path: string;
  headers: Headers;
  body: unknown;
}

/** Answer all requests of the page from a table; return what was asked, as it comes. */
export function answering(answers: Answers): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit = {}) => {
    const method = init.method ?? "GET";
    const text = init.body as string | null;
    const body: unknown = text ? JSON.parse(text) : null;
    asked.push({ method, path: url, headers: new Headers(init.headers), body });
    const answer = answers[`${method} ${url}`];
    if (answer === undefined) throw new TypeError("Failed to fetch");
    return typeof answer === "function" ? answer() : answer.clone();
  });
  return asked;
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

export function fault(status: number, message: string, headers: Record<string, string> = {}) {
  return json({ error: { type: "api_error", message } }, status, headers);
}
