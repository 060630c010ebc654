import { afterEach, expect, test, vi } from "vitest";
import { address, api, Refused, Unreachable } from "@/api/client";
import { setSession } from "@/api/session";
import { answering, fault, json } from "../answers";

afterEach(() => {
  vi.unstubAllGlobals();
  setSession("asked");
});

const OPEN = { csrfToken: "t0k3n", expiresAt: "2026-11-27T12:00:00Z", version: "0.1.0" };

test("empty members of a query are left out", () => {
  expect(address("/requests", { search: "", before: null, limit: 50, failed: true })).toBe(
    "/api/admin/v1/requests?limit=50&failed=true",
  );
});

test("a change carries the session's token and the version that it was made on", async () => {
  setSession(OPEN);
  const asked = answering({ "PATCH /api/admin/v1/settings": json({}) });

  await api.patch("/settings", { values: {} }, { version: "v7" });

  expect(asked[0]?.headers.get("x-csrf-token")).toBe("t0k3n");
  expect(asked[0]?.headers.get("if-match")).toBe('"v7"');
});

test("a question carries no token", async () => {
  setSession(OPEN);
  const asked = answering({ "GET /api/admin/v1/keys": json({}) });

  await api.get("/keys");

  expect(asked[0]?.headers.get("x-csrf-token")).toBeNull();
});

test("a refusal says what the gateway said, and how long to wait", async () => {
  answering({ "GET /api/admin/v1/keys": fault(429, "Too many tries", { "retry-after": "7" }) });

  const failure = await api.get("/keys").catch((caught: unknown) => caught);

  expect(failure).toBeInstanceOf(Refused);
  expect(failure).toMatchObject({ status: 429, message: "Too many tries", waitSeconds: 7 });
});

test("what a proxy says in HTML is told by its status", async () => {
  answering({
    "GET /api/admin/v1/keys": new Response("<h1>oh</h1>", {
      status: 502,
      statusText: "Bad Gateway",
    }),
  });

  await expect(api.get("/keys")).rejects.toMatchObject({ message: "502 Bad Gateway" });
});

test("no answer is not a refusal", async () => {
  answering({});

  await expect(api.get("/keys")).rejects.toBeInstanceOf(Unreachable);
});
