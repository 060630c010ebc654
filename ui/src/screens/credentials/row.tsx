import { memo } from "react";
import type { CredentialDetail } from "@/api/types";
import { Badge } from "@/components/badge";
import { cn } from "@/components/classes";
import { Checkbox } from "@/components/fields";
import { Ago } from "@/components/moments";
import { Skeleton } from "@/components/states";
import { count } from "@/format/figures";
import { useTexts } from "@/i18n/texts";
import { QuotaLines } from "./quota";
import { StateReason, StateWord } from "./state";
import { credentialTexts } from "./texts";

/** A credential of the list, and what can be done with it there. */
export interface Row {
  readonly detail: CredentialDetail;
  readonly isPicked: boolean;
  readonly onPick: (isPicked: boolean) => void;
  readonly onOpen: () => void;
}

/**
 * Whether a row need not be drawn anew: what it calls does the same for the same credential.
 * A list that scrolls asks this of each row in each frame.
 */
function isSame(before: Row, now: Row): boolean {
  return before.detail === now.detail && before.isPicked === now.isPicked;
}

function isPlain(target: EventTarget): boolean {
  return !(target as HTMLElement).closest("button, a, input, label, select");
}

function Pick({ detail, isPicked, onPick }: Row) {
  const t = useTexts(credentialTexts);
  return (
    <span className="relative inline-grid after:absolute after:-inset-2.5">
      <Checkbox
        label={t.pick(detail.label)}
        checked={isPicked}
        onChange={onPick}
        className="z-10"
      />
    </span>
  );
}

function Name({ detail, onOpen }: Row) {
  const t = useTexts(credentialTexts);
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <button
        type="button"
        title={detail.label}
        aria-label={t.open(detail.label)}
        onClick={onOpen}
        className="min-w-0 truncate text-left font-medium"
      >
        {detail.label}
      </button>
      {detail.isCurrent && (
        <Badge tone="accent" title={t.currentHelp}>
          {t.current}
        </Badge>
      )}
      {detail.isUnsaved && (
        <Badge tone="bad" title={t.unsaved}>
          !<span className="sr-only">{t.unsaved}</span>
        </Badge>
      )}
    </span>
  );
}

function About({ detail }: { detail: CredentialDetail }) {
  const t = useTexts(credentialTexts);
  const words = [
    `#${detail.id}`,
    t.methods[detail.authMethod] ?? detail.authMethod,
    detail.subscriptionTitle,
    ...detail.groups,
    detail.note,
  ].filter(Boolean);
  const said = words.join(" · ");
  return (
    <span className="block truncate text-ink-soft text-xs" title={said}>
      {said}
    </span>
  );
}

const CELL = "px-3 py-2 align-middle";

/** One row of the table. */
export const TableRow = memo(function TableRow(row: Row) {
  const t = useTexts(credentialTexts);
  const { detail, isPicked, onOpen } = row;
  return (
    <>
      <td className={cn(CELL, "w-10 pl-4")}>
        <Pick {...row} />
      </td>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the button inside does the same */}
      <td
        className={cn(CELL, "max-w-0 cursor-pointer")}
        onClick={(event) => isPlain(event.target) && onOpen()}
      >
        <Name {...row} />
        <About detail={detail} />
      </td>
      <td className={cn(CELL, "max-w-0")} data-picked={isPicked}>
        <StateWord detail={detail} />
        <StateReason detail={detail} />
      </td>
      <td className={CELL}>
        <QuotaLines detail={detail} />
      </td>
      <td className={cn(CELL, "figures text-right")}>{detail.priority}</td>
      <td className={cn(CELL, "figures text-right")}>{count(detail.served)}</td>
      <td className={cn(CELL, "pr-4 text-right text-ink-soft text-xs")}>
        <Ago at={detail.lastUsedAt} none={t.never} />
      </td>
    </>
  );
}, isSame);

/** A credential in two lines, for phones. */
export const CompactRow = memo(function CompactRow(row: Row) {
  const { detail, onOpen } = row;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button inside does the same
    <div
      className="flex items-center gap-3 border-b px-4 py-2"
      onClick={(event) => isPlain(event.target) && onOpen()}
    >
      <Pick {...row} />
      <div className="min-w-0 flex-1">
        <div className="flex items-center justify-between gap-3">
          <Name {...row} />
          <span className="text-xs">
            <StateWord detail={detail} />
          </span>
        </div>
        <div className="mt-0.5 flex items-center justify-between gap-3">
          <span className="min-w-0">
            <About detail={detail} />
          </span>
          <Left detail={detail} />
        </div>
        <StateReason detail={detail} />
      </div>
    </div>
  );
}, isSame);

function Left({ detail }: { detail: CredentialDetail }) {
  const t = useTexts(credentialTexts);
  const { quota } = detail;
  return (
    <span className="figures shrink-0 text-ink-soft text-xs">
      {quota === null ? t.quota.unknown : t.quota.left(count(Math.round(quota.remaining)))}
    </span>
  );
}

/** A credential as a card. */
export const CardRow = memo(function CardRow(row: Row) {
  const t = useTexts(credentialTexts);
  const { detail, isPicked, onOpen } = row;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button inside does the same
    <div
      onClick={(event) => isPlain(event.target) && onOpen()}
      className={cn(
        "grid h-full min-w-0 cursor-pointer grid-cols-[minmax(0,1fr)] content-start gap-2.5 rounded-lg border bg-raised p-3.5 hover:border-line-strong",
        isPicked && "border-accent hover:border-accent",
      )}
    >
      <div className="flex items-start gap-2.5">
        <span className="mt-0.5">
          <Pick {...row} />
        </span>
        <div className="min-w-0 flex-1">
          <Name {...row} />
          <About detail={detail} />
        </div>
      </div>
      <div className="min-h-9">
        <StateWord detail={detail} />
        <StateReason detail={detail} />
      </div>
      <div className="min-h-7">
        <QuotaLines detail={detail} />
      </div>
      <dl className="flex justify-between gap-3 border-t pt-2 text-xs">
        <Small label={t.columns.priority}>{detail.priority}</Small>
        <Small label={t.columns.served}>{count(detail.served)}</Small>
        <Small label={t.columns.lastUsed}>
          <Ago at={detail.lastUsedAt} none={t.never} />
        </Small>
      </dl>
    </div>
  );
}, isSame);

function Small({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-ink-soft">{label}</dt>
      <dd className="figures">{children}</dd>
    </div>
  );
}

/** The place of a credential that is not read yet. */
export function ComingCells() {
  return (
    <td colSpan={7} className="px-4">
      <Skeleton className="h-4 w-2/5" />
    </td>
  );
}
