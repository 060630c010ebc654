import { cn } from "./classes";

export function Logo({ className }: { className?: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className={cn("size-5", className)}>
      <rect width="32" height="32" rx="7" className="fill-accent" />
      <path
        d="M10 7v18M22 7 11.5 16 22 25"
        fill="none"
        strokeWidth="3.2"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="stroke-accent-ink"
      />
    </svg>
  );
}
