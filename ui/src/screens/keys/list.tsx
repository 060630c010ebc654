import { ChartColumn, Ellipsis, Pencil, Power, PowerOff, RefreshCw, Trash2 } from "lucide-react";
import type { KeyView } from "@/api/types";
import { Badge, Meter } from "@/components/badge";
import { Button, IconButton } from "@/components/button";
import { cn } from "@/components/classes";
import { Menu, type MenuItem } from "@/components/menu";
import { Ago } from "@/components/moments";
import { count, credits, short } from "@/format/figures";
import { useTexts } from "@/i18n/texts";
import { navigate } from "@/router/router";
import { isWhole } from "./limits";
import type { Asked } from "./questions";
import { KeyState } from "./state";
import { keyTexts } from "./texts";
import { limitsInUse, type Used } from "./use";

interface Doing {
  readonly onEdit: (key: KeyView) => void;
  readonly onEnable: (key: KeyView) => void;
  readonly onAsk: (asked: Asked) => void;
}

/** The keys, each with its state, its use and its limits. */
export function KeyList({ keys, ...doing }: { keys: readonly KeyView[] } & Doing) {
  const t = useTexts(keyTexts);
  return (
    <ul aria-label={t.title} className="grid divide-y rounded-lg border bg-raised">
      {keys.map((key) => (
        <li key={key.id} className="px-4 py-3">
          <KeyEntry keyView={key} {...doing} />
        </li>
      ))}
    </ul>
  );
}

function KeyEntry({ keyView: key, ...doing }: { keyView: KeyView } & Doing) {
  const t = useTexts(keyTexts);
  return (
    <div className="grid gap-x-6 gap-y-2.5 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)_minmax(0,5fr)_6rem] lg:items-start">
      <div className="min-w-0">
        <p className="flex items-center gap-2">
          {key.isMain ? (
            <span className="truncate font-medium">{key.name}</span>
          ) : (
            <button
              type="button"
              onClick={() => doing.onEdit(key)}
              className="min-w-0 truncate text-left font-medium hover:underline"
            >
              {key.name}
            </button>
          )}
          {key.isMain && <Badge title={t.mainHelp}>{t.main}</Badge>}
        </p>
        <p className="mt-0.5 truncate text-ink-soft text-xs">
          {!key.isMain && (
            <>
              <span className="font-mono">{key.prefix}…</span> ·{" "}
            </>
          )}
          <Reach keyView={key} />
        </p>
        {key.note !== "" && <p className="mt-0.5 truncate text-ink-soft text-xs">{key.note}</p>}
      </div>
      <div className="min-w-0">
        <KeyState keyView={key} />
        <p className="text-ink-soft text-xs">
          {t.lastUsed}: <Ago at={key.lastUsedAt} none={t.never} />
        </p>
      </div>
      <Use keyView={key} />
      <Deeds keyView={key} {...doing} />
    </div>
  );
}

function Reach({ keyView: key }: { keyView: KeyView }) {
  const t = useTexts(keyTexts);
  const credentials = key.group === null ? t.allCredentials : t.group(key.group);
  const models = key.models.length === 0 ? t.allModels : key.models.join(", ");
  return <span title={models}>{`${credentials} · ${models}`}</span>;
}

function Use({ keyView: key }: { keyView: KeyView }) {
  const t = useTexts(keyTexts);
  const limits = limitsInUse(key);
  return (
    <div className="grid min-w-0 gap-1.5">
      <dl className="figures flex flex-wrap gap-x-4 gap-y-0.5 text-xs">
        <Small label={t.use.requestsToday}>{count(key.use.requestsToday)}</Small>
        <Small label={t.use.tokensPerDay}>{short(key.use.tokensToday)}</Small>
        <Small label={t.use.creditsPerMonth}>{credits(key.use.creditsThisMonth)}</Small>
      </dl>
      {limits.length > 0 && (
        <ul className="grid gap-x-4 gap-y-1.5 sm:grid-cols-2">
          {limits.map((used) => (
            <li key={used.name}>
              <LimitBar used={used} name={key.name} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Small({ label, children }: { label: string; children: string }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-ink-soft">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function LimitBar({ used: { name, used, limit }, name: whose }: { used: Used; name: string }) {
  const t = useTexts(keyTexts);
  const figure = isWhole(name) ? short : credits;
  const share = limit > 0 ? used / limit : 1;
  return (
    <div className="grid gap-0.5">
      <p className="figures flex justify-between gap-2 text-xs">
        <span className="truncate text-ink-soft">{t.limits[name]}</span>
        <span className={cn("whitespace-nowrap", share >= 1 && "text-bad")}>
          {t.of(figure(used), figure(limit))}
        </span>
      </p>
      <Meter share={share} label={t.meter(t.limits[name], whose)} className="h-1" />
    </div>
  );
}

function Deeds({ keyView: key, onEdit, onEnable, onAsk }: { keyView: KeyView } & Doing) {
  const t = useTexts(keyTexts);
  const usage: MenuItem = {
    label: t.usage,
    icon: <ChartColumn aria-hidden />,
    onSelect: () => navigate(`/usage?key=${key.id}`),
  };
  const items: MenuItem[] = key.isMain
    ? [usage]
    : [
        { label: t.edit, icon: <Pencil aria-hidden />, onSelect: () => onEdit(key) },
        {
          label: t.rotate,
          icon: <RefreshCw aria-hidden />,
          onSelect: () => onAsk({ what: "rotate", key }),
        },
        {
          label: key.disabled ? t.enable : t.disable,
          icon: key.disabled ? <Power aria-hidden /> : <PowerOff aria-hidden />,
          onSelect: () => (key.disabled ? onEnable(key) : onAsk({ what: "disable", key })),
        },
        usage,
        {
          label: t.remove,
          icon: <Trash2 aria-hidden />,
          onSelect: () => onAsk({ what: "remove", key }),
          isDangerous: true,
          isApart: true,
        },
      ];
  return (
    <div className="flex gap-1 justify-self-end">
      {!key.isMain && (
        <Button small kind="ghost" onClick={() => onEdit(key)}>
          {t.edit}
        </Button>
      )}
      <Menu items={items}>
        <IconButton small label={t.menu(key.name)}>
          <Ellipsis aria-hidden />
        </IconButton>
      </Menu>
    </div>
  );
}
