import {
  BatteryMedium,
  Ellipsis,
  LogIn,
  MessageSquare,
  RefreshCw,
  RotateCcw,
  ShieldCheck,
  Trash2,
} from "lucide-react";
import { useState } from "react";
import type { CredentialDetail } from "@/api/types";
import { Button } from "@/components/button";
import { Confirm } from "@/components/dialog";
import { Switch } from "@/components/fields";
import { Menu, type MenuItem } from "@/components/menu";
import { toast, useWords } from "@/components/toasts";
import { useTexts } from "@/i18n/texts";
import { navigate } from "@/router/router";
import { useJobDeeds } from "@/screens/jobs/data";
import { useOpenJob } from "@/screens/jobs/open";
import { useAskQuota, useDeed, useEdit, useRemoval } from "../data";
import { credentialTexts } from "../texts";

/** What can be done with a credential. */
export function Deeds({ detail, onGone }: { detail: CredentialDetail; onGone: () => void }) {
  const t = useTexts(credentialTexts);
  const words = useWords();
  const [isAsked, setIsAsked] = useState(false);
  const edit = useEdit();
  const quota = useAskQuota();
  const deed = useDeed();
  const removal = useRemoval();
  const { start } = useJobDeeds();
  const openJob = useOpenJob();

  const told = (done: string) => ({
    onSuccess: () => toast.ok(done),
    onError: (failure: unknown) => toast.bad(words(failure)),
  });
  const remove = async () => {
    try {
      await removal.mutateAsync(detail.id);
      toast.ok(t.detail.actions.deleted(detail.label));
      onGone();
    } catch (failure) {
      toast.bad(words(failure));
      throw failure;
    }
  };
  const isOff = detail.state === "disabled";
  const items = menuOf(detail, t.detail.actions, {
    reset: () => deed.mutate({ id: detail.id, deed: "reset" }, told(t.detail.actions.resetDone)),
    verify: () =>
      start.mutate(
        { action: "verify", ids: [detail.id] },
        { onSuccess: (job) => openJob(job.id), onError: (failure) => toast.bad(words(failure)) },
      ),
    again: () => navigate(`/credentials/add?way=sign-in&credential=${detail.id}`),
    ask: () => navigate(`/playground?credential=${detail.id}`),
    remove: () => setIsAsked(true),
  });
  return (
    <div className="flex flex-wrap items-center gap-2">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch inside is a button */}
      <label className="mr-auto flex items-center gap-2">
        <Switch
          label={t.detail.actions.enable}
          checked={!isOff}
          disabled={!detail.isEditable || edit.isPending}
          onChange={(isOn) =>
            edit.mutate(
              { id: detail.id, change: { disabled: !isOn }, version: undefined },
              told(isOn ? t.detail.actions.enabled : t.detail.actions.disabled),
            )
          }
        />
        <span aria-hidden className="text-ink-soft">
          {isOff ? t.states.disabled : t.detail.actions.on}
        </span>
      </label>
      <Button
        small
        busy={quota.isPending}
        icon={<BatteryMedium aria-hidden className="size-3.5" />}
        onClick={() => quota.mutate(detail.id, told(t.detail.actions.quotaDone))}
      >
        {t.detail.actions.quota}
      </Button>
      {detail.authMethod !== "api_key" && (
        <Button
          small
          busy={deed.isPending && deed.variables?.deed === "refresh"}
          icon={<RefreshCw aria-hidden className="size-3.5" />}
          onClick={() =>
            deed.mutate({ id: detail.id, deed: "refresh" }, told(t.detail.actions.renewed))
          }
        >
          {t.detail.actions.renew}
        </Button>
      )}
      <Menu items={items}>
        <Button small icon={<Ellipsis aria-hidden className="size-3.5" />}>
          {t.bulk.more}
        </Button>
      </Menu>
      {isAsked && (
        <Confirm
          title={t.detail.actions.deleteTitle(detail.label)}
          action={t.detail.actions.delete}
          onConfirm={remove}
          onClose={() => setIsAsked(false)}
        >
          {t.detail.actions.deleteText}
        </Confirm>
      )}
    </div>
  );
}

type Deed = "reset" | "verify" | "again" | "ask" | "remove";

function menuOf(
  detail: CredentialDetail,
  t: Record<Exclude<Deed, "remove"> | "delete" | "deleteHint", string>,
  act: Record<Deed, () => void>,
): MenuItem[] {
  const isOff = detail.state === "disabled";
  const again = { label: t.again, icon: <LogIn aria-hidden />, onSelect: act.again };
  return [
    { label: t.verify, icon: <ShieldCheck aria-hidden />, onSelect: act.verify },
    { label: t.reset, icon: <RotateCcw aria-hidden />, onSelect: act.reset },
    ...(detail.authMethod === "api_key" || !detail.isEditable ? [] : [again]),
    { label: t.ask, icon: <MessageSquare aria-hidden />, onSelect: act.ask },
    {
      label: isOff ? t.delete : t.deleteHint,
      icon: <Trash2 aria-hidden />,
      onSelect: act.remove,
      isDangerous: isOff,
      disabled: !isOff,
      isApart: true,
    },
  ];
}
