import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { shared } from "@/i18n/shared";
import { useTexts } from "@/i18n/texts";
import { Button, IconButton } from "./button";
import { cn } from "./classes";
import { enterLayer } from "./layers";

interface Window {
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  /** A dialog in the middle, or a sheet from the side. */
  place?: "middle" | "side";
  wide?: boolean;
  /** Extra controls beside the title. */
  tools?: ReactNode;
}

/**
 * A window over the page.  The browser's own: it holds the focus, and Escape ends it.
 * It is open as long as it is there.
 */
export function Dialog({
  title,
  onClose,
  children,
  footer,
  place = "middle",
  wide = false,
  tools,
}: Window) {
  const t = useTexts(shared);
  const id = useId();
  const box = useRef<HTMLDialogElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    const before = document.activeElement;
    dialog.showModal();
    const leave = enterLayer(dialog);
    const cancel = (event: Event) => {
      event.preventDefault();
      close.current();
    };
    const outside = (event: MouseEvent) => {
      if (event.target === dialog) close.current();
    };
    dialog.addEventListener("cancel", cancel);
    dialog.addEventListener("mousedown", outside);
    return () => {
      dialog.removeEventListener("cancel", cancel);
      dialog.removeEventListener("mousedown", outside);
      leave();
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={box}
      aria-labelledby={id}
      className={cn(
        "thin-scroll overscroll-contain border-line bg-raised p-0 text-ink shadow-lg backdrop:bg-veil",
        place === "middle"
          ? "m-auto max-h-[calc(100dvh-2rem)] w-[calc(100vw-1.5rem)] rounded-lg border"
          : "mt-0 mr-0 mb-0 ml-auto h-dvh max-h-none w-full max-w-full border-l",
        place === "middle" && (wide ? "max-w-3xl" : "max-w-md"),
        place === "side" && (wide ? "sm:w-[760px]" : "sm:w-[560px]"),
      )}
    >
      <div className={cn("flex flex-col", place === "side" && "min-h-full")}>
        <header className="sticky top-0 z-10 flex items-center gap-2 border-b bg-raised py-2 pr-2 pl-4">
          <h2 id={id} className="min-w-0 flex-1 truncate font-semibold text-base">
            {title}
          </h2>
          {tools}
          <IconButton label={t.close} onClick={onClose}>
            <X aria-hidden />
          </IconButton>
        </header>
        <div className="flex-1 p-4">{children}</div>
        {footer && (
          <footer className="sticky bottom-0 flex flex-wrap justify-end gap-2 border-t bg-raised px-4 py-3">
            {footer}
          </footer>
        )}
      </div>
    </dialog>
  );
}

/** Ask before something that cannot be taken back. */
export function Confirm({
  title,
  children,
  action,
  onConfirm,
  onClose,
  isDangerous = true,
}: {
  title: ReactNode;
  children?: ReactNode;
  /** What the button says: the deed, not "OK". */
  action: string;
  onConfirm: () => Promise<unknown> | undefined;
  onClose: () => void;
  isDangerous?: boolean;
}) {
  const t = useTexts(shared);
  const [busy, setBusy] = useState(false);
  const carryOut = async () => {
    setBusy(true);
    try {
      await onConfirm();
      onClose();
    } catch {
      // Who carries it out tells why it failed; the question stays.
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button
            kind={isDangerous ? "danger" : "primary"}
            busy={busy}
            onClick={() => void carryOut()}
          >
            {action}
          </Button>
        </>
      }
    >
      <div className="text-ink-soft">{children}</div>
    </Dialog>
  );
}
