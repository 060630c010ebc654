import type { UseQueryResult } from "@tanstack/react-query";
import { CloudOff, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Refused, Unreachable } from "@/api/client";
import { shared } from "@/i18n/shared";
import { useTexts } from "@/i18n/texts";
import { Button } from "./button";
import { cn } from "./classes";
import { useWords } from "./toasts";

/** The shape of what is coming. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-pulse rounded bg-sunken", className)} />;
}

/** Some lines of what is coming. */
export function SkeletonLines({ lines = 5 }: { lines?: number }) {
  const t = useTexts(shared);
  return (
    <div role="status" aria-label={t.loading} className="grid gap-2.5 p-4">
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <Skeleton key={index} className={cn("h-4", index % 3 === 2 ? "w-3/5" : "w-full")} />
      ))}
    </div>
  );
}

/** Nothing is there: it says so, and what to do. */
export function Empty({
  icon,
  title,
  children,
  action,
}: {
  icon?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="grid justify-items-center gap-1 px-4 py-10 text-center">
      {icon && <div className="mb-1 text-ink-faint [&_svg]:size-6">{icon}</div>}
      <p className="font-medium text-base">{title}</p>
      {children && <div className="max-w-md text-ink-soft">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}

/** Something could not be read: why, and a way to try again. */
export function Failure({ failure, onRetry }: { failure: unknown; onRetry?: () => void }) {
  const t = useTexts(shared);
  const words = useWords();
  const isMissing = failure instanceof Refused && failure.status === 404;
  const Icon = failure instanceof Unreachable ? CloudOff : TriangleAlert;
  return (
    <div role="alert" className="grid justify-items-center gap-1 px-4 py-10 text-center">
      <Icon aria-hidden className={cn("mb-1 size-6", isMissing ? "text-ink-faint" : "text-bad")} />
      <p className="font-medium text-base">{t.failed}</p>
      <p className="max-w-lg break-words text-ink-soft">{words(failure)}</p>
      {onRetry && (
        <Button className="mt-3" onClick={onRetry}>
          {t.retry}
        </Button>
      )}
    </div>
  );
}

/** What a query knows: its data once there (even if newer could not be read), else what is wrong. */
export function Loaded<T>({
  query,
  skeleton = <SkeletonLines />,
  children,
}: {
  query: UseQueryResult<T>;
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Failure failure={query.error} onRetry={() => void query.refetch()} />;
  return skeleton;
}
