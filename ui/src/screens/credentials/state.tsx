import {
  Ban,
  CircleCheck,
  CircleHelp,
  CircleMinus,
  CirclePause,
  LogIn,
  type LucideIcon,
  ShieldAlert,
  Timer,
} from "lucide-react";
import type { CredentialDetail, StateName } from "@/api/types";
import type { Tone } from "@/components/badge";
import { cn } from "@/components/classes";
import { Ago, Countdown } from "@/components/moments";
import { useTexts } from "@/i18n/texts";
import { credentialTexts } from "./texts";

const LOOKS: Readonly<Record<StateName, readonly [Tone, LucideIcon]>> = {
  ready: ["ok", CircleCheck],
  cooling: ["warn", Timer],
  limited: ["warn", ShieldAlert],
  spent: ["warn", CircleMinus],
  doubted: ["warn", CircleHelp],
  "needs login": ["bad", LogIn],
  suspended: ["bad", Ban],
  disabled: ["idle", CirclePause],
};

const INKS: Readonly<Record<Tone, string>> = {
  ok: "text-ok",
  warn: "text-warn",
  bad: "text-bad",
  idle: "text-ink-faint",
  accent: "text-accent",
};

/** The sign of a state, in its colour. */
export function StateIcon({ state }: { state: StateName }) {
  const [tone, Icon] = LOOKS[state];
  return <Icon aria-hidden className={cn("size-3.5 shrink-0", INKS[tone])} />;
}

/** A state by its sign and its word, with what is left of it. */
export function StateWord({ detail }: { detail: Pick<CredentialDetail, "state" | "until"> }) {
  const t = useTexts(credentialTexts);
  return (
    <span
      title={t.stateHelp[detail.state]}
      className="inline-flex items-center gap-1.5 whitespace-nowrap font-medium"
    >
      <StateIcon state={detail.state} />
      {t.states[detail.state]}
      {detail.until !== null && (
        <span className="font-normal text-ink-soft">
          <Countdown until={detail.until} />
        </span>
      )}
    </span>
  );
}

/** Why a credential stands as it does, in one line; nothing where there is nothing to say. */
export function StateReason({ detail }: { detail: CredentialDetail }) {
  const said = detail.message ?? detail.reason;
  if (detail.state === "ready" || said === null) return null;
  return (
    <span className="block truncate text-ink-soft text-xs" title={said}>
      {said}
    </span>
  );
}

/** A state in full: what it means, why, since when, until when. */
export function StateStory({ detail }: { detail: CredentialDetail }) {
  const t = useTexts(credentialTexts);
  return (
    <div className="grid gap-1 rounded-md border bg-sunken/50 px-3 py-2.5">
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <StateWord detail={detail} />
        {detail.since !== null && (
          <span className="text-ink-soft text-xs">
            {t.began}
            <Ago at={detail.since} />
          </span>
        )}
      </p>
      <p className="text-ink-soft">{t.stateHelp[detail.state]}</p>
      {detail.message !== null && <p className="break-words">{detail.message}</p>}
      {detail.reason !== null && <p className="font-mono text-ink-soft text-xs">{detail.reason}</p>}
    </div>
  );
}
