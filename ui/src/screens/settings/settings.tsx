import { SlidersHorizontal } from "lucide-react";
import { useMemo } from "react";
import type { SettingList, SettingView } from "@/api/types";
import { SearchInput, Segmented } from "@/components/fields";
import { Card } from "@/components/layout";
import { Empty, Loaded, SkeletonLines } from "@/components/states";
import { useTexts } from "@/i18n/texts";
import { useQueryState } from "@/router/router";
import { useChange, useSettings } from "./data";
import { Setting, useOrigin } from "./setting";
import { words } from "./texts";

const TURNS = "loadBalancingMode";

/** What is in force, where it comes from, and what can be changed. */
export function Settings() {
  const settings = useSettings();
  return (
    <Loaded query={settings} skeleton={<SkeletonLines lines={12} />}>
      {(data) => <Content settings={data} />}
    </Loaded>
  );
}

function Content({ settings }: { settings: SettingList }) {
  const t = useTexts(words);
  const [query, setQuery] = useQueryState();
  const search = query.get("search") ?? "";
  const which = query.get("which") === "set" ? "set" : "all";
  const groups = useMemo(
    () => grouped(settings.items.filter((item) => fits(item, search, which === "set"))),
    [settings.items, search, which],
  );
  const turns = settings.items.find((item) => item.name === TURNS);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {turns && <Turns setting={turns} />}
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput
          label={t.search}
          value={search}
          onChange={(next) => setQuery({ search: next || null })}
          className="w-full sm:w-64"
        />
        <Segmented
          label={t.which}
          value={which}
          options={[
            { value: "all", label: t.all },
            { value: "set", label: t.set },
          ]}
          onChange={(next) => setQuery({ which: next === "set" ? "set" : null })}
        />
        <span className="min-w-0 break-all font-mono text-2xs text-ink-soft sm:ml-auto">
          {t.file(settings.path)}
        </span>
      </div>
      {groups.length === 0 && (
        <Card>
          <Empty icon={<SlidersHorizontal aria-hidden />} title={t.noneTitle} />
        </Card>
      )}
      {groups.map(([group, items]) => (
        <Card key={group} isBare {...(group ? { title: group } : {})}>
          <ul className="divide-y">
            {items.map((item) => (
              <Setting key={item.name} setting={item} />
            ))}
          </ul>
        </Card>
      ))}
    </div>
  );
}

function fits(item: SettingView, search: string, isSetOnly: boolean): boolean {
  if (isSetOnly && item.source === "default") return false;
  const text = `${item.name} ${item.help} ${item.variable}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Return settings by the first part of their name, those without one first. */
function grouped(items: readonly SettingView[]): [string, SettingView[]][] {
  const groups = new Map<string, SettingView[]>();
  for (const item of items) {
    const group = item.name.includes(".") ? item.name.slice(0, item.name.indexOf(".")) : "";
    groups.set(group, [...(groups.get(group) ?? []), item]);
  }
  return [...groups].sort(([a], [b]) => Number(a !== "") - Number(b !== ""));
}

function Turns({ setting }: { setting: SettingView }) {
  const t = useTexts(words);
  const change = useChange();
  const origin = useOrigin(setting);
  const mode = setting.value === "balanced" ? "balanced" : "priority";
  const isFixed = setting.source === "environment" || !setting.isChangeable;
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <div className="mr-auto min-w-0">
          <h2 className="font-semibold">{t.turns}</h2>
          <p className="text-ink-soft">{t.modeHelp[mode]}</p>
        </div>
        {isFixed ? (
          <span title={origin}>{t.modes[mode]}</span>
        ) : (
          <Segmented
            label={t.turns}
            value={mode}
            options={(["priority", "balanced"] as const).map((value) => ({
              value,
              label: t.modes[value],
              title: t.modeHelp[value],
            }))}
            onChange={(next) => change.mutate({ [TURNS]: next })}
          />
        )}
      </div>
    </Card>
  );
}
