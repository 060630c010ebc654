import { LoaderCircle } from "lucide-react";
import type { ButtonHTMLAttributes, ReactNode } from "react";
import { cn } from "./classes";

export type ButtonKind = "plain" | "primary" | "danger" | "ghost";

const KINDS: Record<ButtonKind, string> = {
  plain: "border-line-strong bg-raised text-ink hover:bg-sunken",
  primary: "border-transparent bg-accent text-accent-ink hover:opacity-90",
  danger: "border-line-strong bg-raised text-bad hover:bg-bad-soft hover:border-bad",
  ghost: "border-transparent bg-transparent text-ink-soft hover:bg-sunken hover:text-ink",
};

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: ButtonKind;
  small?: boolean;
  /** Being carried out: shown, and not to be asked again. */
  busy?: boolean;
  icon?: ReactNode;
}

/** A thing to press; it says what happens. */
export function Button({
  kind = "plain",
  small = false,
  busy = false,
  icon,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={cn(
        "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium transition-colors disabled:opacity-50",
        small ? "h-7 px-2 text-xs" : "h-8 px-3 text-sm pointer-coarse:h-10",
        KINDS[kind],
        className,
      )}
    >
      {busy ? <LoaderCircle aria-hidden className="size-3.5 animate-spin" /> : icon}
      {children}
    </button>
  );
}

/** A button that shows an icon alone, and says its `label` to those who ask. */
export function IconButton({
  label,
  small,
  className,
  children,
  ...rest
}: Omit<ButtonProps, "icon"> & { label: string }) {
  return (
    <Button
      kind="ghost"
      {...rest}
      small={small ?? false}
      aria-label={label}
      title={label}
      className={cn(
        small ? "w-7 px-0" : "w-8 px-0 pointer-coarse:w-10",
        "[&_svg]:size-4",
        className,
      )}
    >
      {children}
    </Button>
  );
}
