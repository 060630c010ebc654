import type { CredentialDetail } from "@/api/types";
import { Badge } from "@/components/badge";
import { CopyButton } from "@/components/copy";
import { Fact, Facts } from "@/components/layout";
import { Ago } from "@/components/moments";
import { count } from "@/format/figures";
import { useTexts } from "@/i18n/texts";
import { QuotaStory } from "../quota";
import { StateStory } from "../state";
import { credentialTexts } from "../texts";

/** How a credential stands, what it has left, and what it is. */
export function About({ detail }: { detail: CredentialDetail }) {
  const t = useTexts(credentialTexts);
  return (
    <div className="grid gap-5">
      <StateStory detail={detail} />
      {detail.isUnsaved && <p className="text-bad">{t.unsaved}</p>}
      <section aria-label={t.columns.quota}>
        <QuotaStory detail={detail} />
      </section>
      <Facts>
        <Identity detail={detail} />
        <Work detail={detail} />
        <Ways detail={detail} />
      </Facts>
    </div>
  );
}

function Identity({ detail }: { detail: CredentialDetail }) {
  const t = useTexts(credentialTexts);
  return (
    <>
      <Fact label={t.detail.number}>{detail.id}</Fact>
      <Fact label={t.detail.method}>
        {[t.methods[detail.authMethod] ?? detail.authMethod, detail.provider]
          .filter(Boolean)
          .join(" · ")}
      </Fact>
      <Shown label={t.detail.startUrl} value={detail.startUrl} />
      <Shown label={t.detail.secret} value={detail.secretHint} isMono />
      <Shown label={t.quota.plan} value={detail.subscriptionTitle} />
      <Shown label={t.detail.note} value={detail.note} />
      <Fact label={t.detail.groups}>
        {detail.groups.length === 0 ? (
          <span className="text-ink-faint">{t.detail.noGroups}</span>
        ) : (
          <span className="flex flex-wrap gap-1">
            {detail.groups.map((group) => (
              <Badge key={group}>{group}</Badge>
            ))}
          </span>
        )}
      </Fact>
    </>
  );
}

function Work({ detail }: { detail: CredentialDetail }) {
  const t = useTexts(credentialTexts);
  return (
    <>
      <Fact label={t.detail.form.priority}>{detail.priority}</Fact>
      <Fact label={t.detail.inFlight}>{count(detail.inFlight)}</Fact>
      <Fact label={t.detail.served}>{count(detail.served)}</Fact>
      <Fact label={t.detail.lastUsed}>
        <Ago at={detail.lastUsedAt} none={t.never} />
      </Fact>
      {detail.expiresAt !== null && (
        <Fact label={t.detail.tokenEnds}>
          <Ago at={detail.expiresAt} />
        </Fact>
      )}
      {detail.strikes > 0 && <Fact label={t.detail.strikes}>{count(detail.strikes)}</Fact>}
      {detail.failedRenewals > 0 && (
        <Fact label={t.detail.renewals}>
          <span className="text-bad">{count(detail.failedRenewals)}</span>
        </Fact>
      )}
      {detail.barredModels.length > 0 && (
        <Fact label={t.detail.barred}>{detail.barredModels.join(", ")}</Fact>
      )}
    </>
  );
}

function Ways({ detail }: { detail: CredentialDetail }) {
  const t = useTexts(credentialTexts);
  const proxy =
    detail.proxyUrl === "direct" ? t.detail.direct : (detail.proxyUrl ?? t.detail.noProxy);
  return (
    <>
      <Shown label={t.detail.region} value={detail.region} />
      <Shown label={t.detail.authRegion} value={detail.authRegion} />
      <Shown label={t.detail.apiRegion} value={detail.apiRegion} />
      <Shown label={t.detail.profile} value={detail.profileArn} isMono />
      <Shown label={t.detail.machine} value={detail.machineId} isMono />
      <Fact label={t.detail.proxy}>
        {proxy}
        {detail.proxyUsername !== null && ` (${detail.proxyUsername})`}
      </Fact>
      <Shown label={t.detail.host} value={detail.host} />
    </>
  );
}

/** A value, where there is one; long ones can be copied. */
function Shown({
  label,
  value,
  isMono = false,
}: {
  label: string;
  value: string | null;
  isMono?: boolean;
}) {
  if (value === null) return null;
  return (
    <Fact label={label}>
      {isMono ? (
        <span className="inline-flex max-w-full items-center gap-1">
          <span className="truncate font-mono text-xs">{value}</span>
          {value.length > 20 && <CopyButton text={value} />}
        </span>
      ) : (
        value
      )}
    </Fact>
  );
}
