import { useQuery } from "@tanstack/react-query";
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { api } from "@/api/client";
import type { Shape, WarningView } from "@/api/types";
import { cn } from "@/components/classes";
import { Coded } from "@/components/coded";
import { Ago } from "@/components/moments";
import { useTexts } from "@/i18n/texts";
import { Link } from "@/router/router";
import { kinds } from "./kinds";
import { words } from "./texts";

const LOOKS = {
  critical: [CircleAlert, "text-bad"],
  warning: [TriangleAlert, "text-warn"],
  notice: [Info, "text-ink-faint"],
} as const;

/** What an owner should see to, the worst first; nothing where all is well. */
export function Warnings() {
  const t = useTexts(words);
  const warnings = useQuery({
    queryKey: ["warnings"],
    queryFn: ({ signal }) => api.get<Shape<"WarningList">>("/warnings", { signal }),
    refetchInterval: 120_000,
  });
  const items = warnings.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section aria-label={t.warnings} className="rounded-lg border bg-raised">
      <ul className="divide-y">
        {items.map((warning) => (
          <Warning key={`${warning.kind} ${warning.credentialId}`} warning={warning} />
        ))}
      </ul>
    </section>
  );
}

function Warning({ warning }: { warning: WarningView }) {
  const t = useTexts(words);
  const names: Readonly<Record<string, string>> = useTexts(kinds);
  const name = names[warning.kind];
  const [Icon, ink] = LOOKS[warning.level];
  return (
    <li className="flex items-start gap-2.5 px-4 py-2.5">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", ink)} />
      <div className="min-w-0 flex-1">
        <p className="break-words">
          <span className="sr-only">{t.levels[warning.level]}: </span>
          {name && <span className="font-medium">{name}：</span>}
          <span className={name ? "" : "font-medium"}>{warning.text}.</span>{" "}
          <span className="inline-block text-ink-soft first-letter:uppercase">
            <Coded text={warning.mend} />
          </span>{" "}
          {warning.credentialId !== null && (
            <Link
              to={`/credentials?id=${warning.credentialId}`}
              className="whitespace-nowrap text-accent underline"
            >
              #{warning.credentialId}
            </Link>
          )}
        </p>
      </div>
      <span className="shrink-0 text-ink-soft text-xs">
        <Ago at={warning.since} />
      </span>
    </li>
  );
}
