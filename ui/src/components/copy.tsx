import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { shared } from "@/i18n/shared";
import { useTexts } from "@/i18n/texts";
import { Button, IconButton } from "./button";
import { toast } from "./toasts";

/** Copy `text`; on plain HTTP, where browsers forbid the clipboard, in their older way. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTheOldWay(text);
  }
}

function copyTheOldWay(text: string): boolean {
  const box = document.createElement("textarea");
  box.value = text;
  box.readOnly = true;
  box.style.position = "fixed";
  box.style.opacity = "0";
  // Inside an open dialog, since nothing outside it can be selected.
  const place = document.querySelector("dialog:modal") ?? document.body;
  place.append(box);
  const before = document.activeElement;
  box.select();
  try {
    return document.execCommand("copy");
  } finally {
    box.remove();
    if (before instanceof HTMLElement) before.focus();
  }
}

export function CopyButton({
  text,
  label,
  withText = false,
}: {
  text: string;
  label?: string;
  withText?: boolean;
}) {
  const t = useTexts(shared);
  const [isCopied, setIsCopied] = useState(false);
  const act = async () => {
    if (!(await copy(text))) return toast.bad(t.failedAction);
    setIsCopied(true);
    setTimeout(() => setIsCopied(false), 1500);
  };
  const icon = isCopied ? (
    <Check aria-hidden className="size-3.5" />
  ) : (
    <Copy aria-hidden className="size-3.5" />
  );
  const name = label ?? t.copy;
  return withText ? (
    <Button icon={icon} onClick={() => void act()}>
      {isCopied ? t.copied : name}
    </Button>
  ) : (
    <IconButton small label={isCopied ? t.copied : name} onClick={() => void act()}>
      {icon}
    </IconButton>
  );
}
