import { Plus } from "lucide-react";
import { cn } from "@/components/classes";
import { Card } from "@/components/layout";
import { Empty } from "@/components/states";
import { count } from "@/format/figures";
import { useTexts } from "@/i18n/texts";
import { Link } from "@/router/router";
import { STATES } from "../credentials/filter";
import { StateIcon } from "../credentials/state";
import { credentialTexts } from "../credentials/texts";
import { words } from "./texts";

const FILLS: Record<(typeof STATES)[number], string> = {
  ready: "bg-ok-fill",
  cooling: "bg-warn-fill",
  limited: "bg-warn-fill",
  spent: "bg-warn-fill",
  doubted: "bg-warn-fill",
  "needs login": "bg-bad-fill",
  suspended: "bg-bad-fill",
  disabled: "bg-line-strong",
};

/** How many credentials stand how. */
export function Pool({ states }: { states: Readonly<Record<string, number>> }) {
  const t = useTexts(words);
  const c = useTexts(credentialTexts);
  const shown = STATES.filter((state) => (states[state] ?? 0) > 0);
  const total = shown.reduce((all, state) => all + (states[state] ?? 0), 0);
  if (total === 0) {
    return (
      <Card title={t.pool}>
        <Empty
          title={t.poolEmpty}
          action={
            <Link
              to="/credentials"
              className="inline-flex h-8 items-center gap-1.5 rounded-md bg-accent px-3 font-medium text-accent-ink"
            >
              <Plus aria-hidden className="size-4" />
              {t.addCredential}
            </Link>
          }
        >
          {t.poolEmptyText}
        </Empty>
      </Card>
    );
  }
  return (
    <Card
      title={t.pool}
      tools={
        <span className="figures pr-2 text-ink-soft text-xs">
          {t.ready(states.ready ?? 0, total)}
        </span>
      }
    >
      <div aria-hidden className="mb-3 flex h-2 gap-0.5 overflow-hidden rounded-full">
        {shown.map((state) => (
          <div
            key={state}
            className={cn("min-w-1", FILLS[state])}
            style={{ flexGrow: states[state] ?? 0 }}
          />
        ))}
      </div>
      <ul className="grid grid-cols-2 gap-x-6 sm:grid-cols-3">
        {shown.map((state) => (
          <li key={state}>
            <Link
              to={`/credentials?state=${encodeURIComponent(state)}`}
              title={c.stateHelp[state]}
              className="flex h-7 items-center gap-1.5 rounded hover:underline pointer-coarse:h-9"
            >
              <StateIcon state={state} />
              {c.states[state]}
              <span className="figures ml-auto font-medium">{count(states[state])}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
