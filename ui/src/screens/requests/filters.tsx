import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { api } from "@/api/client";
import type { KeyPage, ModelList } from "@/api/types";
import { Button } from "@/components/button";
import { SearchInput, Segmented, Select } from "@/components/fields";
import { shared } from "@/i18n/shared";
import { useTexts } from "@/i18n/texts";
import { useQueryState } from "@/router/router";
import { words as shell } from "@/shell/texts";
import { words } from "./texts";

/** The members of the address that narrow the list, by the names that the API has for them. */
export const FILTERS = ["search", "failed", "model", "key", "credential", "outcome"] as const;

/** The number that requests of the playground have in place of a key's. */
const PLAYGROUND = "-1";

type Patch = Record<string, string | null>;

export function Filters({ onChange }: { onChange: (patch: Patch) => void }) {
  const t = useTexts(words);
  const [query] = useQueryState();
  const isAny = FILTERS.some((name) => query.get(name) !== null);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchInput
        label={t.search}
        value={query.get("search") ?? ""}
        onChange={(search) => onChange({ search: search || null })}
        className="w-full sm:w-64"
      />
      <Segmented
        label={t.which}
        value={query.get("failed") === "true" ? "failed" : "all"}
        options={[
          { value: "all", label: t.all },
          { value: "failed", label: t.failedOnly },
        ]}
        onChange={(which) => onChange({ failed: which === "failed" ? "true" : null })}
      />
      <Models value={query.get("model") ?? ""} onChange={(model) => onChange({ model })} />
      <Keys value={query.get("key") ?? ""} onChange={(key) => onChange({ key })} />
      <Chip name="credential" label={t.credential} onChange={onChange} />
      <Chip name="outcome" label={t.outcome} onChange={onChange} />
      {isAny && (
        <Button
          kind="ghost"
          onClick={() => onChange(Object.fromEntries(FILTERS.map((name) => [name, null])))}
        >
          {t.clearAll}
        </Button>
      )}
    </div>
  );
}

interface Choice {
  value: string;
  onChange: (value: string | null) => void;
}

function Models({ value, onChange }: Choice) {
  const t = useTexts(words);
  const models = useQuery({
    queryKey: ["models"],
    queryFn: ({ signal }) => api.get<ModelList>("/models", { signal }),
  });
  const ids = new Set((models.data?.items ?? []).map((model) => model.id));
  if (value) ids.add(value);
  return (
    <Select
      aria-label={t.model}
      value={value}
      onChange={(event) => onChange(event.target.value || null)}
      className="min-w-0 max-w-56"
    >
      <option value="">{t.anyModel}</option>
      {[...ids].map((id) => (
        <option key={id}>{id}</option>
      ))}
    </Select>
  );
}

function Keys({ value, onChange }: Choice) {
  const t = useTexts(words);
  const keys = useQuery({
    queryKey: ["keys"],
    queryFn: ({ signal }) => api.get<KeyPage>("/keys", { signal }),
  });
  const items = keys.data?.items ?? [];
  return (
    <Select
      aria-label={t.key}
      value={value}
      onChange={(event) => onChange(event.target.value || null)}
      className="min-w-0 max-w-48"
    >
      <option value="">{t.anyKey}</option>
      {value && value !== PLAYGROUND && !items.some((key) => String(key.id) === value) && (
        <option value={value}>#{value}</option>
      )}
      {items.map((key) => (
        <option key={key.id} value={key.id}>
          {key.name}
        </option>
      ))}
      <option value={PLAYGROUND}>{useTexts(shell).playground}</option>
    </Select>
  );
}

function Chip({
  name,
  label,
  onChange,
}: {
  name: "credential" | "outcome";
  label: string;
  onChange: (patch: Patch) => void;
}) {
  const s = useTexts(shared);
  const [query] = useQueryState();
  const value = query.get(name);
  if (value === null) return null;
  return (
    <button
      type="button"
      title={s.clear}
      onClick={() => onChange({ [name]: null })}
      className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line-strong bg-raised px-2.5 text-xs hover:bg-sunken pointer-coarse:h-10"
    >
      <span className="text-ink-soft">{label}:</span>
      {name === "credential" ? `#${value}` : value}
      <X aria-hidden className="size-3.5" />
    </button>
  );
}
