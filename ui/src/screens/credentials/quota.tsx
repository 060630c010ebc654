import type { CredentialDetail, QuotaView } from "@/api/types";
import { Badge, Meter } from "@/components/badge";
import { Fact, Facts } from "@/components/layout";
import { Ago } from "@/components/moments";
import { credits } from "@/format/figures";
import { date, day } from "@/format/times";
import { useTexts } from "@/i18n/texts";
import { credentialTexts } from "./texts";

/** How much of a quota is used, from 0 to 1; null where there is no limit to hold it against. */
export function shareOf(quota: { used: number; limit: number }): number | null {
  return quota.limit > 0 ? quota.used / quota.limit : null;
}

/** What a credential has left, in two lines. */
export function QuotaLines({ detail }: { detail: CredentialDetail }) {
  const t = useTexts(credentialTexts);
  const quota = detail.quota;
  if (quota === null) {
    return (
      <span title={detail.quotaProblem ?? undefined} className="text-ink-soft text-xs">
        {detail.quotaProblem === null ? t.quota.unknown : t.quota.failed}
      </span>
    );
  }
  return (
    <div className="grid min-w-32 gap-1">
      <span className="figures flex items-baseline justify-between gap-2 text-xs">
        <span className="whitespace-nowrap">
          {t.quota.used(credits(quota.used), credits(quota.limit))}
        </span>
        <span className="truncate text-ink-soft">
          {quota.isStale ? (
            <Badge tone="warn" title={quota.problem ?? ""}>
              {t.quota.stale}
            </Badge>
          ) : (
            quota.resetsAt !== null && t.quota.resets(day(quota.resetsAt))
          )}
        </span>
      </span>
      <Meter share={shareOf(quota)} label={t.quota.meter(detail.label)} />
    </div>
  );
}

/** All that is known of what an account has left. */
export function QuotaStory({ detail }: { detail: CredentialDetail }) {
  const t = useTexts(credentialTexts);
  const { quota, label } = detail;
  if (quota === null) {
    return <p className="break-words text-ink-soft">{detail.quotaProblem ?? t.quota.unknown}</p>;
  }
  return (
    <div className="grid gap-3">
      <div className="grid gap-1.5">
        <p className="figures flex flex-wrap items-baseline justify-between gap-x-3">
          <span>
            <span className="mr-3 font-semibold text-lg">
              {t.quota.left(credits(quota.remaining))}
            </span>
            <span className="text-ink-soft">
              {t.quota.usedUp(credits(quota.used), credits(quota.limit))}
            </span>
          </span>
          {quota.plan !== null && <span className="text-ink-soft">{quota.plan}</span>}
        </p>
        <Meter share={shareOf(quota)} label={t.quota.meter(label)} className="h-2" />
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-soft text-xs">
          {quota.resetsAt !== null && <span>{t.quota.resets(date(quota.resetsAt))}</span>}
          {quota.fetchedAt !== null && (
            <span>
              {t.quota.asked}
              <Ago at={quota.fetchedAt} />
            </span>
          )}
          {quota.isStale && <Badge tone="warn">{t.quota.stale}</Badge>}
        </p>
        {quota.problem !== null && <p className="break-words text-warn text-xs">{quota.problem}</p>}
      </div>
      <Allowances quota={quota} />
    </div>
  );
}

function Allowances({ quota }: { quota: QuotaView }) {
  const t = useTexts(credentialTexts);
  const { allowances, overage } = quota;
  if (allowances.length === 0 && overage === null) return null;
  return (
    <Facts>
      {allowances.map((each) => (
        <Fact key={each.name} label={each.name}>
          {t.quota.used(credits(each.used), credits(each.limit))}{" "}
          <span className="text-ink-soft text-xs">
            {each.isActive
              ? each.endsAt !== null && t.quota.ends(date(each.endsAt))
              : t.quota.inactive}
          </span>
        </Fact>
      ))}
      {overage !== null && (
        <Fact label={t.quota.overage}>
          <Overage overage={overage} />
        </Fact>
      )}
    </Facts>
  );
}

function Overage({ overage }: { overage: NonNullable<QuotaView["overage"]> }) {
  const t = useTexts(credentialTexts);
  const { isEnabled, used, cap, rate, charges, currency } = overage;
  const word =
    isEnabled === null
      ? t.quota.overageUnknown
      : isEnabled
        ? t.quota.overageOn
        : t.quota.overageOff;
  const parts = [
    word,
    used > 0 && t.quota.overageUsed(credits(used)),
    cap !== null && t.quota.cap(credits(cap)),
    rate !== null && t.quota.rate(money(rate, currency)),
    charges !== null && charges > 0 && money(charges, currency),
  ];
  return parts.filter((part) => part !== false).join(" · ");
}

function money(amount: number, currency: string | null): string {
  return currency === null ? String(amount) : `${amount} ${currency}`;
}
