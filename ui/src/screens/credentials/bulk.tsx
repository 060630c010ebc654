import {
  BatteryMedium,
  Ellipsis,
  Power,
  PowerOff,
  RefreshCw,
  RotateCcw,
  ShieldCheck,
  Trash2,
  X,
} from "lucide-react";
import { useState } from "react";
import type { NewJob } from "@/api/types";
import { Button, IconButton } from "@/components/button";
import { Confirm } from "@/components/dialog";
import { Menu, type MenuItem } from "@/components/menu";
import { toast, useWords } from "@/components/toasts";
import { count } from "@/format/figures";
import { useTexts } from "@/i18n/texts";
import { useJobDeeds } from "@/screens/jobs/data";
import { useOpenJob } from "@/screens/jobs/open";
import { Deletion } from "./deletion";
import type { Picking } from "./list";
import { credentialTexts } from "./texts";

type Action = NewJob["action"];

const ICONS = {
  verify: ShieldCheck,
  balance: BatteryMedium,
  refresh: RefreshCw,
  enable: Power,
  disable: PowerOff,
  reset: RotateCcw,
  delete: Trash2,
} as const;

const FIRST = ["verify", "enable", "disable"] as const satisfies readonly Action[];
const OTHERS = ["balance", "refresh", "reset", "delete"] as const satisfies readonly Action[];

/** What can be done with the credentials that are chosen; it is there as long as some are. */
export function BulkBar({ picking, matched }: { picking: Picking; matched: number }) {
  const t = useTexts(credentialTexts);
  const words = useWords();
  const { start } = useJobDeeds();
  const openJob = useOpenJob();
  const [asked, setAsked] = useState<"disable" | "delete" | null>(null);
  const ids = [...picking.picked];

  const begin = async (action: Action, chosen: readonly number[] = ids) => {
    try {
      const job = await start.mutateAsync({ action, ids: [...chosen] });
      openJob(job.id);
      picking.clear();
    } catch (failure) {
      toast.bad(words(failure));
      throw failure;
    }
  };
  const act = (action: Action) => {
    if (action === "disable" || action === "delete") setAsked(action);
    else void begin(action).catch(() => undefined);
  };
  const item = (action: Action): MenuItem => {
    const Icon = ICONS[action];
    return {
      label: t.bulk[action],
      icon: <Icon aria-hidden />,
      onSelect: () => act(action),
      isDangerous: action === "delete",
      isApart: action === "delete",
    };
  };

  if (ids.length === 0) return null;
  return (
    <section
      aria-label={t.bulk.label}
      className="sticky bottom-[calc(4rem+env(safe-area-inset-bottom))] z-10 flex flex-wrap items-center gap-1.5 rounded-lg border border-line-strong bg-raised px-3 py-2 shadow-md md:bottom-3"
    >
      <p role="status" className="figures mr-1 font-medium">
        {t.bulk.selected(count(ids.length))}
      </p>
      {ids.length < matched && (
        <Button small kind="ghost" onClick={picking.pickAll}>
          {t.bulk.selectAll(count(matched))}
        </Button>
      )}
      <IconButton
        small
        label={t.bulk.clear}
        onClick={picking.clear}
        className="ml-auto sm:order-last sm:ml-1"
      >
        <X aria-hidden />
      </IconButton>
      <span className="flex w-full flex-wrap items-center gap-1.5 sm:w-auto">
        {FIRST.map((action) => {
          const Icon = ICONS[action];
          return (
            <Button
              key={action}
              small
              busy={start.isPending && start.variables?.action === action}
              icon={<Icon aria-hidden className="size-3.5" />}
              onClick={() => act(action)}
            >
              {t.bulk[action]}
            </Button>
          );
        })}
        <Menu items={OTHERS.map(item)}>
          <Button small icon={<Ellipsis aria-hidden className="size-3.5" />}>
            {t.bulk.more}
          </Button>
        </Menu>
      </span>
      {asked === "disable" && (
        <Confirm
          title={t.bulk.disableTitle(ids.length)}
          action={t.bulk.disable}
          isDangerous={false}
          onConfirm={() => begin("disable")}
          onClose={() => setAsked(null)}
        >
          {t.bulk.disableText}
        </Confirm>
      )}
      {asked === "delete" && (
        <Deletion
          ids={ids}
          onConfirm={(chosen) => begin("delete", chosen)}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}
