import { ArrowDownNarrowWide, ArrowUpNarrowWide, LayoutGrid, Rows3, X } from "lucide-react";
import type { CredentialPage } from "@/api/types";
import { Button, IconButton } from "@/components/button";
import { cn } from "@/components/classes";
import { SearchInput, Segmented, Select } from "@/components/fields";
import { count } from "@/format/figures";
import { useTexts } from "@/i18n/texts";
import { EVERYTHING, type Filter, isNarrow, METHODS, SORTS, STATES } from "./filter";
import type { Layout } from "./layout";
import { StateIcon } from "./state";
import { credentialTexts } from "./texts";

type Change = (patch: Partial<Filter>) => void;

/** Search, filters, order and layout of the list. */
export function Toolbar({
  filter,
  onChange,
  head,
  layout,
  onLayout,
}: {
  filter: Filter;
  onChange: Change;
  head: CredentialPage | undefined;
  layout: Layout;
  onLayout: (layout: Layout) => void;
}) {
  const t = useTexts(credentialTexts);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2.5">
      <div className="grid grid-cols-2 items-center gap-2 sm:flex sm:flex-wrap">
        <SearchInput
          label={t.search}
          value={filter.search}
          onChange={(search) => onChange({ search })}
          className="col-span-2 sm:w-72"
        />
        <Filters filter={filter} onChange={onChange} groups={head?.groups ?? []} />
        <Sorting filter={filter} onChange={onChange} />
        <Segmented
          label={t.layout}
          value={layout}
          onChange={onLayout}
          className="ml-auto justify-self-end"
          options={[
            { value: "table", label: <Seen icon={<Rows3 />} name={t.table} />, title: t.table },
            {
              value: "cards",
              label: <Seen icon={<LayoutGrid />} name={t.cards} />,
              title: t.cards,
            },
          ]}
        />
      </div>
      <StateChips filter={filter} onChange={onChange} head={head} />
    </div>
  );
}

function Seen({ icon, name }: { icon: React.ReactNode; name: string }) {
  return (
    <>
      <span aria-hidden>{icon}</span>
      <span className="sr-only">{name}</span>
    </>
  );
}

function Filters({
  filter,
  onChange,
  groups,
}: {
  filter: Filter;
  onChange: Change;
  groups: readonly string[];
}) {
  const t = useTexts(credentialTexts);
  return (
    <>
      <Select
        aria-label={t.method}
        value={filter.method}
        onChange={(event) => onChange({ method: event.target.value })}
        className="min-w-0"
      >
        <option value="">{t.everyMethod}</option>
        {METHODS.map((method) => (
          <option key={method} value={method}>
            {t.methods[method]}
          </option>
        ))}
      </Select>
      {(groups.length > 0 || filter.group !== "") && (
        <Select
          aria-label={t.group}
          value={filter.group}
          onChange={(event) => onChange({ group: event.target.value })}
          className="min-w-0"
        >
          <option value="">{t.everyGroup}</option>
          {[...new Set([...groups, filter.group])].filter(Boolean).map((group) => (
            <option key={group} value={group}>
              {group}
            </option>
          ))}
        </Select>
      )}
    </>
  );
}

function Sorting({ filter, onChange }: { filter: Filter; onChange: Change }) {
  const t = useTexts(credentialTexts);
  const isDown = filter.direction === "desc";
  return (
    <span className="flex min-w-0 gap-1">
      <Select
        aria-label={t.sort}
        value={filter.sort}
        onChange={(event) =>
          onChange({ sort: SORTS.find((sort) => sort === event.target.value) ?? "priority" })
        }
        className="min-w-0 flex-1"
      >
        {SORTS.map((sort) => (
          <option key={sort} value={sort}>
            {t.sorts[sort]}
          </option>
        ))}
      </Select>
      <IconButton
        label={isDown ? t.descending : t.ascending}
        onClick={() => onChange({ direction: isDown ? "asc" : "desc" })}
      >
        {isDown ? <ArrowDownNarrowWide aria-hidden /> : <ArrowUpNarrowWide aria-hidden />}
      </IconButton>
    </span>
  );
}

const CHIP =
  "inline-flex h-7 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-full border border-line-strong bg-raised px-2.5 text-xs hover:bg-sunken aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:font-medium pointer-coarse:h-9 pointer-coarse:px-3";

/** The states that there are, with their counts; a press shows one alone. */
function StateChips({
  filter,
  onChange,
  head,
}: {
  filter: Filter;
  onChange: Change;
  head: CredentialPage | undefined;
}) {
  const t = useTexts(credentialTexts);
  const states = STATES.filter((state) => (head?.states[state] ?? 0) > 0 || filter.state === state);
  return (
    <div className="flex items-center gap-2">
      <fieldset className="thin-scroll -mx-3 flex min-w-0 flex-1 gap-1.5 overflow-x-auto px-3 py-0.5 sm:mx-0 sm:flex-wrap sm:px-0.5">
        <legend className="sr-only">{t.stateFilter}</legend>
        <button
          type="button"
          aria-pressed={filter.state === ""}
          onClick={() => onChange({ state: "" })}
          className={CHIP}
        >
          {t.all}
          <span className="figures text-ink-soft">{count(head?.total)}</span>
        </button>
        {states.map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={filter.state === state}
            onClick={() => onChange({ state: filter.state === state ? "" : state })}
            className={CHIP}
          >
            <StateIcon state={state} />
            {t.states[state]}
            <span className="figures text-ink-soft">{count(head?.states[state] ?? 0)}</span>
          </button>
        ))}
      </fieldset>
      {isNarrow(filter) && head !== undefined && (
        <span className={cn("flex shrink-0 items-center gap-1 text-ink-soft text-xs")}>
          <span role="status" className="figures hidden sm:inline">
            {t.shown(head.matched, head.total)}
          </span>
          <Button
            small
            kind="ghost"
            icon={<X aria-hidden className="size-3.5" />}
            onClick={() =>
              onChange({ ...EVERYTHING, sort: filter.sort, direction: filter.direction })
            }
          >
            {t.clearFilter}
          </Button>
        </span>
      )}
    </div>
  );
}
