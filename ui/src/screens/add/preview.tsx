import { CircleAlert, CircleCheck, CircleMinus, Upload } from "lucide-react";
import type { ImportPreview, ImportRow } from "@/api/types";
import { Button } from "@/components/button";
import { Field, Input, Switch } from "@/components/fields";
import { InnerList } from "@/components/inner-list";
import { Empty } from "@/components/states";
import { count } from "@/format/figures";
import { useTexts } from "@/i18n/texts";
import { credentialTexts } from "@/screens/credentials/texts";
import { addTexts } from "./texts";

/** What shall be done with what is imported. */
export interface Wishes {
  readonly verify: boolean;
  readonly priority: string;
  readonly groups: string;
}

/** What an import would do, row by row, and the button that does it. */
export function Preview({
  preview,
  wishes,
  onWish,
  busy,
  onStart,
  onBack,
}: {
  preview: ImportPreview;
  wishes: Wishes;
  onWish: (patch: Partial<Wishes>) => void;
  busy: boolean;
  onStart: () => void;
  onBack: () => void;
}) {
  const t = useTexts(addTexts).import;
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h2 className="font-semibold text-base">{t.previewTitle(preview.format)}</h2>
        <p className="figures flex gap-3 text-ink-soft">
          {(["new", "duplicate", "invalid"] as const).map((status) => (
            <span key={status}>
              {count(preview[status])} {t.counts[status]}
            </span>
          ))}
        </p>
      </div>
      {preview.rows.length === 0 ? (
        <Empty title={t.none} />
      ) : (
        <InnerList
          label={t.previewTitle(preview.format)}
          rows={preview.rows}
          rowKey={(row) => row.index}
          height={46}
          className="max-h-[48dvh] rounded-lg border bg-raised"
        >
          {(row) => <PreviewRow row={row} />}
        </InnerList>
      )}
      {preview.new > 0 && <WishFields wishes={wishes} onWish={onWish} />}
      <div className="flex flex-wrap gap-2">
        <Button
          kind="primary"
          busy={busy}
          disabled={preview.new === 0}
          icon={<Upload aria-hidden className="size-3.5" />}
          onClick={onStart}
        >
          {preview.new === 0 ? t.nothingNew : t.start(preview.new)}
        </Button>
        <Button onClick={onBack}>{t.back}</Button>
      </div>
    </div>
  );
}

const SIGNS = {
  new: <CircleCheck aria-hidden className="size-4 shrink-0 text-ok" />,
  duplicate: <CircleMinus aria-hidden className="size-4 shrink-0 text-ink-faint" />,
  invalid: <CircleAlert aria-hidden className="size-4 shrink-0 text-bad" />,
} as const;

function PreviewRow({ row }: { row: ImportRow }) {
  const t = useTexts(addTexts).import;
  const methods = useTexts(credentialTexts).methods;
  const about = row.problem ?? (row.authMethod && (methods[row.authMethod] ?? row.authMethod));
  return (
    <div className="flex h-full items-center gap-3 border-b px-3">
      <span className="figures w-8 shrink-0 text-right text-ink-faint text-xs">
        {row.index + 1}
      </span>
      {SIGNS[row.status]}
      <div className="min-w-0 flex-1">
        <p className="truncate">{row.label}</p>
        {about && (
          <p title={about} className="truncate text-ink-soft text-xs">
            {about}
          </p>
        )}
      </div>
      <span className="shrink-0 text-ink-soft text-xs">{t.status[row.status]}</span>
    </div>
  );
}

function WishFields({
  wishes,
  onWish,
}: {
  wishes: Wishes;
  onWish: (patch: Partial<Wishes>) => void;
}) {
  const t = useTexts(addTexts);
  return (
    <div className="grid gap-x-4 gap-y-3.5 sm:grid-cols-2">
      <Field label={t.import.verify} hint={t.import.verifyHelp} className="sm:col-span-2">
        {({ id }) => (
          <Switch id={id} checked={wishes.verify} onChange={(verify) => onWish({ verify })} />
        )}
      </Field>
      <Field label={t.import.priority} hint={t.form.priorityHint}>
        {(wiring) => (
          <Input
            {...wiring}
            inputMode="numeric"
            value={wishes.priority}
            onChange={(event) => onWish({ priority: event.target.value.replaceAll(/\D/g, "") })}
          />
        )}
      </Field>
      <Field label={t.import.groups} hint={t.form.groupsHint}>
        {(wiring) => (
          <Input
            {...wiring}
            value={wishes.groups}
            onChange={(event) => onWish({ groups: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
