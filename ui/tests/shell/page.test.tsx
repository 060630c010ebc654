import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { api } from "@/api/client";
import { queries } from "@/api/queries";
import { setSession } from "@/api/session";
import { Page } from "@/shell/page";
import { answering, fault, json } from "../answers";

const SESSION = "GET /api/admin/v1/session";
const OPEN = json({ csrfToken: "t0k3n", expiresAt: "2026-11-27T12:00:00Z", version: "0.1.0" });

beforeEach(() => {
  vi.stubGlobal(
    "EventSource",
    class {
      close() {}
    },
  );
  history.replaceState(null, "", "/admin/no-such-screen");
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  queries.clear();
  setSession("asked");
  localStorage.clear();
});

test("a wrong key is told at once, the notice stays", async () => {
  answering({ [SESSION]: fault(401, "no"), "POST /api/admin/v1/session": fault(401, "no") });
  render(<Page />);

  await userEvent.type(await screen.findByLabelText("Admin key"), "wrong{enter}");

  expect(await screen.findByText("That is not the admin key.")).toBeTruthy();
  expect(screen.getByText("Before you begin")).toBeTruthy();
});

test("a guesser is told how long to wait", async () => {
  answering({
    [SESSION]: fault(401, "no"),
    "POST /api/admin/v1/session": fault(429, "no", { "retry-after": "30" }),
  });
  render(<Page />);

  await userEvent.type(await screen.findByLabelText("Admin key"), "wrong{enter}");

  expect(await screen.findByText("Too many tries. Try again in 30 s.")).toBeTruthy();
});

test("the right key opens the screen of the address, and the notice is not shown again", async () => {
  const asked = answering({ [SESSION]: fault(401, "no"), "POST /api/admin/v1/session": OPEN });
  const { unmount } = render(<Page />);
  await userEvent.type(await screen.findByLabelText("Admin key"), " admin-key {enter}");
  expect(await screen.findByText("There is no such page")).toBeTruthy();
  expect(asked.find(({ method }) => method === "POST")?.body).toEqual({ key: "admin-key" });
  unmount();

  setSession("none");
  render(<Page />);

  expect(screen.queryByText("Before you begin")).toBeNull();
});

test("a session that has ended leads back to sign-in, and the address stays", async () => {
  answering({ [SESSION]: OPEN, "GET /api/admin/v1/keys": fault(401, "over") });
  render(<Page />);
  await screen.findByText("There is no such page");

  await api.get("/keys").catch(() => undefined);

  expect(await screen.findByLabelText("Admin key")).toBeTruthy();
  expect(location.pathname).toBe("/admin/no-such-screen");
});

test("a gateway that does not answer is no reason to sign in", async () => {
  answering({});
  const usual = queries.getDefaultOptions();
  queries.setDefaultOptions({ queries: { ...usual.queries, retry: false } });
  onTestFinished(() => queries.setDefaultOptions(usual));
  render(<Page />);

  expect(await screen.findByText("The gateway does not answer.")).toBeTruthy();
  expect(screen.queryByLabelText("Admin key")).toBeNull();
});
