import { forgetSession, passOf } from "./session";

/** Where the admin API is. */
export const API = "/api/admin/v1";

/** An answer that is not what was asked for; `message` is for people. */
export class Refused extends Error {
  readonly status: number;
  readonly type: string;
  readonly waitSeconds: number | null;

  constructor(status: number, type: string, message: string, waitSeconds: number | null = null) {
    super(message);
    this.name = "Refused";
    this.status = status;
    this.type = type;
    this.waitSeconds = waitSeconds;
  }
}

/** No answer came: the gateway is down, or the connection is. */
export class Unreachable extends Error {
  constructor() {
    super("unreachable");
    this.name = "Unreachable";
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface Asking {
  query?: Query;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** The ETag that the change was made on: another one is answered by 412. */
  version?: string;
}

export const api = {
  get: <T>(path: string, asking: Asking = {}) => ask<T>("GET", path, asking),
  post: <T>(path: string, body?: unknown, asking: Asking = {}) =>
    ask<T>("POST", path, { ...asking, body }),
  put: <T>(path: string, body: unknown, asking: Asking = {}) =>
    ask<T>("PUT", path, { ...asking, body }),
  patch: <T>(path: string, body: unknown, asking: Asking = {}) =>
    ask<T>("PATCH", path, { ...asking, body }),
  delete: <T>(path: string, asking: Asking = {}) => ask<T>("DELETE", path, asking),
  /** The answer itself, for what is streamed or saved as a file. */
  raw: (method: string, path: string, asking: Asking = {}) => send(method, path, asking),
};

/** Return an address of the admin API; members of `query` that are empty are left out. */
export function address(path: string, query: Query = {}): string {
  const wanted = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") wanted.set(name, String(value));
  }
  const text = wanted.toString();
  const start = path.startsWith("/api/") ? path : `${API}${path}`;
  return text ? `${start}?${text}` : start;
}

async function ask<T>(method: string, path: string, asking: Asking): Promise<T> {
  const answer = await send(method, path, asking);
  const text = await answer.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

async function send(method: string, path: string, asking: Asking): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json", ...asking.headers };
  const pass = passOf(method);
  if (pass) headers["x-csrf-token"] = pass;
  if (asking.version !== undefined) headers["if-match"] = `"${asking.version}"`;
  let body: string | null = null;
  if (asking.body !== undefined) {
    headers["content-type"] = "application/json";
    body = JSON.stringify(asking.body);
  }
  let answer: Response;
  try {
    answer = await fetch(address(path, asking.query), {
      method,
      headers,
      body,
      credentials: "same-origin",
      ...(asking.signal ? { signal: asking.signal } : {}),
    });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
    throw new Unreachable();
  }
  if (!answer.ok) throw await refusal(answer, path);
  return answer;
}

async function refusal(answer: Response, path: string): Promise<Refused> {
  if (answer.status === 401 && path !== "/session" && !path.startsWith("/api/usage")) {
    forgetSession();
  }
  const wait = Number(answer.headers.get("retry-after"));
  const { type, message } = await faultOf(answer);
  return new Refused(answer.status, type, message, wait > 0 ? wait : null);
}

async function faultOf(answer: Response): Promise<{ type: string; message: string }> {
  const text = await answer.text().catch(() => "");
  try {
    const { error } = JSON.parse(text) as { error?: { type?: string; message?: string } };
    if (error?.message) return { type: error.type ?? "api_error", message: error.message };
  } catch {
    // A proxy in between speaks HTML: its status says more.
  }
  return { type: "api_error", message: `${answer.status} ${answer.statusText}`.trim() };
}
