import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import { Refused, Unreachable } from "@/api/client";
import { shared } from "@/i18n/shared";
import { useTexts } from "@/i18n/texts";
import { IconButton } from "./button";
import { useTopLayer } from "./layers";

interface Toast {
  id: number;
  kind: "ok" | "bad";
  text: string;
}

const SECONDS = { ok: 4, bad: 9 };

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function show(kind: Toast["kind"], text: string): void {
  last += 1;
  const id = last;
  set([...toasts.slice(-3), { id, kind, text }]);
  setTimeout(() => dismiss(id), SECONDS[kind] * 1000);
}

function dismiss(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

/** Tell in passing how something went. */
export const toast = {
  ok: (text: string) => show("ok", text),
  bad: (text: string) => show("bad", text),
};

/** Return what to say of a failure, in the gateway's own words where it had some. */
export function useWords(): (failure: unknown) => string {
  const t = useTexts(shared);
  return (failure) => {
    if (failure instanceof Unreachable) return t.unreachable;
    if (failure instanceof Refused && failure.status === 412) return t.changed;
    if (failure instanceof Error && failure.message) return failure.message;
    return t.failedAction;
  };
}

export function Toaster() {
  const t = useTexts(shared);
  const layer = useTopLayer();
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return createPortal(
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 bottom-16 z-50 flex flex-col items-center gap-2 md:inset-x-auto md:right-4 md:bottom-4 md:items-end"
    >
      {shown.map((each) => (
        <div
          key={each.id}
          className="pointer-events-auto flex w-full max-w-sm items-start gap-2 rounded-md border border-line-strong bg-raised py-1.5 pr-1 pl-3 text-sm shadow-md"
        >
          {each.kind === "ok" ? (
            <CircleCheck aria-hidden className="mt-1.5 size-4 shrink-0 text-ok" />
          ) : (
            <CircleAlert aria-hidden className="mt-1.5 size-4 shrink-0 text-bad" />
          )}
          <p className="min-w-0 flex-1 break-words py-1">{each.text}</p>
          <IconButton small label={t.close} onClick={() => dismiss(each.id)}>
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
    </div>,
    layer,
  );
}
