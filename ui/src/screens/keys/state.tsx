import { CircleCheck, CirclePause, CircleX, Hourglass } from "lucide-react";
import type { KeyView } from "@/api/types";
import { cn } from "@/components/classes";
import { clock, instant, useNow } from "@/format/times";
import { useTexts } from "@/i18n/texts";
import { keyTexts } from "./texts";
import { type Standing, standingOf } from "./use";

const LOOKS = {
  works: [CircleCheck, "text-ok"],
  disabled: [CirclePause, "text-ink-faint"],
  expired: [CircleX, "text-bad"],
  spent: [Hourglass, "text-warn"],
} as const;

/** Whether a key works, in words; if not, why and until when. */
export function KeyState({ keyView: key }: { keyView: KeyView }) {
  const t = useTexts(keyTexts);
  const now = useNow();
  const standing = standingOf(key, now);
  const [Icon, look] = LOOKS[standing.kind];
  return (
    <>
      <p className="flex items-start gap-1.5">
        <Icon aria-hidden className={cn("mt-0.5 size-3.5 shrink-0", look)} />
        <Words standing={standing} now={now} />
      </p>
      {key.oldUntil !== null && Date.parse(key.oldUntil) > now && (
        <p className="text-ink-soft text-xs">{t.stateWords.old(clock(key.oldUntil, now))}</p>
      )}
    </>
  );
}

function Words({ standing, now }: { standing: Standing; now: number }) {
  const t = useTexts(keyTexts);
  const words = t.stateWords;
  switch (standing.kind) {
    case "works":
      return standing.until === null ? (
        <span>{words.works}</span>
      ) : (
        <span title={instant(standing.until)}>{words.worksUntil(clock(standing.until, now))}</span>
      );
    case "disabled":
      return <span>{words.disabled}</span>;
    case "expired":
      return <span title={instant(standing.at)}>{words.expired(clock(standing.at, now))}</span>;
    case "spent":
      return (
        <span title={instant(standing.until)}>
          {words.spent(t.limits[standing.name], clock(standing.until, now))}
        </span>
      );
  }
}
