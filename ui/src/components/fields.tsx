import { ChevronDown, Search } from "lucide-react";
import { Checkbox as RadixCheckbox, Switch as RadixSwitch } from "radix-ui";
import {
  type ComponentProps,
  type InputHTMLAttributes,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { cn } from "./classes";

const BOX =
  "w-full rounded-md border border-line-strong bg-raised px-2.5 text-sm text-ink placeholder:text-ink-faint disabled:opacity-60 aria-invalid:border-bad pointer-coarse:text-base";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={cn(BOX, "h-8 pointer-coarse:h-10", className)} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      spellCheck={false}
      {...rest}
      className={cn(
        BOX,
        "thin-scroll min-h-20 py-1.5 font-mono text-xs leading-relaxed",
        className,
      )}
    />
  );
}

/** The browser's own list of choices: it is at home on phones and with keyboards. */
export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <span className={cn("relative inline-flex", className)}>
      <select
        {...rest}
        className={cn(BOX, "h-8 appearance-none truncate pr-7 pointer-coarse:h-10")}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2 size-3.5 -translate-y-1/2 text-ink-faint"
      />
    </span>
  );
}

/** A field with its name, a hint, and what is wrong with it. */
export function Field({
  label,
  hint,
  problem,
  className,
  children,
}: {
  label: ReactNode;
  hint?: ReactNode;
  problem?: ReactNode;
  className?: string;
  /** The field gets these, so that what is said belongs to it. */
  children: (wiring: {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": true | undefined;
  }) => ReactNode;
}) {
  const id = useId();
  const said = problem || hint;
  return (
    <div className={cn("grid content-start gap-1", className)}>
      <label htmlFor={id} className="font-medium text-ink text-xs">
        {label}
      </label>
      {children({
        id,
        "aria-describedby": said ? `${id}-said` : undefined,
        "aria-invalid": problem ? true : undefined,
      })}
      {said && (
        <p
          id={`${id}-said`}
          role={problem ? "alert" : undefined}
          className={cn("text-xs", problem ? "text-bad" : "text-ink-soft")}
        >
          {said}
        </p>
      )}
    </div>
  );
}

export function Checkbox({
  checked,
  onChange,
  label,
  className,
  disabled,
}: {
  checked: boolean | "indeterminate";
  onChange: (checked: boolean) => void;
  label: string;
  className?: string;
  disabled?: boolean;
}) {
  return (
    <RadixCheckbox.Root
      checked={checked}
      disabled={disabled ?? false}
      onCheckedChange={(next) => onChange(next === true)}
      aria-label={label}
      className={cn(
        "group inline-grid size-4 shrink-0 place-items-center rounded-sm border border-line-strong bg-raised data-[state=checked]:border-accent data-[state=indeterminate]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:bg-accent",
        className,
      )}
    >
      <svg aria-hidden="true" viewBox="0 0 12 12" className="size-3 text-accent-ink">
        <path
          className="hidden group-data-[state=checked]:inline"
          d="m2.5 6.5 2.3 2.3 4.7-5"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.8"
        />
        <path
          className="hidden group-data-[state=indeterminate]:inline"
          d="M2.5 6h7"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.8"
        />
      </svg>
    </RadixCheckbox.Root>
  );
}

export function Switch({
  checked,
  onChange,
  label,
  disabled,
  id,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label?: string;
  disabled?: boolean;
  id?: string;
}) {
  return (
    <RadixSwitch.Root
      {...(id ? { id } : {})}
      checked={checked}
      disabled={disabled ?? false}
      onCheckedChange={onChange}
      aria-label={label}
      className="inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-line-strong bg-sunken p-px transition-colors disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <RadixSwitch.Thumb className="size-4 rounded-full border border-line-strong bg-raised transition-transform data-[state=checked]:translate-x-4 data-[state=checked]:border-transparent" />
    </RadixSwitch.Root>
  );
}

const PAUSE = 250;

/** A search that `/` reaches from anywhere, and that waits until the typing pauses. */
export function SearchInput({
  value,
  onChange,
  label,
  className,
  ...rest
}: {
  value: string;
  onChange: (value: string) => void;
  label: string;
} & Omit<InputHTMLAttributes<HTMLInputElement>, "value" | "onChange">) {
  const box = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    if (typed.trim() !== value) setTyped(value);
  }
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onChange(typed.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  useEffect(() => {
    const reach = (event: KeyboardEvent) => {
      const isTyping = (event.target as HTMLElement).closest?.("input, textarea, select, dialog");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
      event.preventDefault();
      box.current?.focus();
    };
    addEventListener("keydown", reach);
    return () => removeEventListener("keydown", reach);
  }, []);
  return (
    <span className={cn("relative inline-flex min-w-0", className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-ink-faint"
      />
      <input
        {...rest}
        ref={box}
        type="search"
        value={typed}
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={label}
        onChange={(event) => setTyped(event.target.value)}
        className={cn(BOX, "h-8 pl-8 pointer-coarse:h-10")}
      />
    </span>
  );
}

/** A few choices side by side, of which one holds. */
export function Segmented<Value extends string>({
  value,
  options,
  onChange,
  label,
  className,
}: {
  value: Value;
  options: readonly { value: Value; label: ReactNode; title?: string }[];
  onChange: (value: Value) => void;
  label: string;
  className?: string;
}) {
  const name = useId();
  return (
    <fieldset
      className={cn(
        "inline-flex max-w-full overflow-x-auto rounded-md border border-line-strong bg-raised",
        className,
      )}
    >
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          title={option.title}
          className="flex h-[30px] cursor-pointer items-center gap-1.5 whitespace-nowrap border-line border-l px-2.5 text-ink-soft text-xs first-of-type:border-l-0 hover:text-ink has-checked:bg-idle-soft has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:-outline-offset-2 pointer-coarse:h-9 [&_svg]:size-3.5"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="sr-only"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
