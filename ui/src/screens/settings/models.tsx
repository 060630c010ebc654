import { useQuery } from "@tanstack/react-query";
import { ArrowRight, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import type { ModelList, SettingView } from "@/api/types";
import { Badge } from "@/components/badge";
import { Button, IconButton } from "@/components/button";
import { Input } from "@/components/fields";
import { Card } from "@/components/layout";
import { Loaded } from "@/components/states";
import { type Column, Table } from "@/components/table";
import { useWords } from "@/components/toasts";
import { count, short, UNKNOWN } from "@/format/figures";
import { shared } from "@/i18n/shared";
import { useTexts } from "@/i18n/texts";
import { useChange, useSettings } from "./data";
import { mapOf, type Name, namesOf, problemOf } from "./names";
import { words } from "./texts";

/** The models that clients can ask for, and the owner's own names for them. */
export function Models() {
  const settings = useSettings();
  const models = useQuery({
    queryKey: ["models"],
    queryFn: ({ signal }) => api.get<ModelList>("/models", { signal }),
  });
  const map = settings.data?.items.find((item) => item.name === "models");
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {map && <Names key={JSON.stringify(map.value)} setting={map} known={models.data} />}
      <Loaded query={models}>{(data) => <Known models={data} />}</Loaded>
    </div>
  );
}

function Names({ setting, known }: { setting: SettingView; known: ModelList | undefined }) {
  const t = useTexts(words);
  const s = useTexts(shared);
  const say = useWords();
  const change = useChange();
  const [names, setNames] = useState<readonly Name[]>(() => namesOf(setting.value));
  const [problem, setProblem] = useState<string | null>(null);
  const isFixed = setting.source === "environment";
  const isChanged = JSON.stringify(mapOf(names)) !== JSON.stringify(setting.value ?? {});
  const put = (id: number, patch: Partial<Name>) => {
    setProblem(null);
    setNames(names.map((name) => (name.id === id ? { ...name, ...patch } : name)));
  };
  const save = () => {
    const found = problemOf(names);
    if (found) return setProblem(t[found]);
    change.mutate({ models: mapOf(names) }, { onError: (failure) => setProblem(say(failure)) });
  };
  return (
    <Card title={t.map}>
      <p className="mb-3 text-ink-soft">{t.mapHelp}</p>
      <ul className="grid gap-2">
        {names.map((name) => (
          <li key={name.id} className="flex items-center gap-2">
            <Input
              aria-label={t.from}
              value={name.from}
              disabled={isFixed}
              placeholder="claude-opus-*"
              onChange={(event) => put(name.id, { from: event.target.value })}
              className="font-mono text-xs"
            />
            <ArrowRight aria-hidden className="size-4 shrink-0 text-ink-faint" />
            <Input
              aria-label={t.to}
              value={name.to}
              disabled={isFixed}
              list="known-models"
              onChange={(event) => put(name.id, { to: event.target.value })}
              className="font-mono text-xs"
            />
            {!isFixed && (
              <IconButton
                small
                label={t.removeRow(name.from)}
                onClick={() => setNames(names.filter((each) => each.id !== name.id))}
              >
                <Trash2 aria-hidden />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      <datalist id="known-models">
        {[...new Set((known?.items ?? []).map((model) => model.upstreamId))].map((id) => (
          <option key={id} value={id} />
        ))}
      </datalist>
      {names.length === 0 && <p className="text-ink-faint">{t.noMap}</p>}
      {problem && (
        <p role="alert" className="mt-2 text-bad text-xs">
          {problem}
        </p>
      )}
      {!isFixed && (
        <div className="mt-3 flex flex-wrap gap-2">
          <Button
            small
            icon={<Plus aria-hidden className="size-3.5" />}
            onClick={() =>
              setNames([
                ...names,
                { id: Math.max(0, ...names.map((n) => n.id)) + 1, from: "", to: "" },
              ])
            }
          >
            {t.addRow}
          </Button>
          {isChanged && (
            <>
              <Button small kind="primary" busy={change.isPending} onClick={save}>
                {s.save}
              </Button>
              <Button small kind="ghost" onClick={() => setNames(namesOf(setting.value))}>
                {s.cancel}
              </Button>
            </>
          )}
        </div>
      )}
    </Card>
  );
}

function Known({ models }: { models: ModelList }) {
  const t = useTexts(words);
  const columns: Column<ModelList["items"][number]>[] = [
    {
      key: "id",
      title: t.model,
      onCard: "title",
      cell: (model) => (
        <span className="flex items-baseline gap-2">
          <span className="font-medium">{model.id}</span>
          {model.aliasOf !== null && <Badge tone="accent">{t.alias}</Badge>}
        </span>
      ),
    },
    {
      key: "upstream",
      title: t.upstream,
      cell: (model) => <span className="font-mono text-xs">{model.upstreamId}</span>,
    },
    { key: "window", title: t.window, isFigure: true, cell: (model) => short(model.inputTokens) },
    { key: "output", title: t.output, isFigure: true, cell: (model) => short(model.outputTokens) },
    {
      key: "rate",
      title: t.rate,
      isFigure: true,
      cell: (model) =>
        model.rate === null ? UNKNOWN : `${model.rate} ${model.rateUnit ?? ""}`.trim(),
    },
    {
      key: "by",
      title: t.offeredBy,
      isFigure: true,
      cell: (model) => count(model.credentialIds.length),
    },
  ];
  return (
    <>
      <Card title={t.models} isBare>
        {!models.isKnown && <p className="border-b px-4 py-2.5 text-ink-soft">{t.noModels}</p>}
        {models.items.length > 0 && (
          <Table
            label={t.models}
            columns={columns}
            rows={models.items}
            rowKey={(model) => model.id}
          />
        )}
      </Card>
      {models.fallback.length > 0 && (
        <Card title={t.fallback}>
          <p className="mb-2 text-ink-soft">{t.fallbackHelp}</p>
          <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-6 gap-y-1 font-mono text-xs">
            {models.fallback.map(([pattern, model]) => (
              <div key={pattern} className="contents">
                <dt className="text-ink-soft">{pattern}</dt>
                <dd>{model}</dd>
              </div>
            ))}
          </dl>
        </Card>
      )}
    </>
  );
}
