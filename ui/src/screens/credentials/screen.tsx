import { useQueryClient } from "@tanstack/react-query";
import {
  ArrowDownUp,
  ChevronDown,
  Download,
  KeyRound,
  ListChecks,
  Plus,
  SearchX,
  TriangleAlert,
} from "lucide-react";
import { useCallback, useState } from "react";
import type { CredentialPage } from "@/api/types";
import { Button } from "@/components/button";
import { Screen } from "@/components/layout";
import { Empty, Loaded, SkeletonLines } from "@/components/states";
import { toast, useWords } from "@/components/toasts";
import { useTexts } from "@/i18n/texts";
import { navigate, useQueryState } from "@/router/router";
import { ExportDialog } from "@/screens/add/export";
import { useOpenJob } from "@/screens/jobs/open";
import { jobTexts } from "@/screens/jobs/texts";
import { Arranging } from "./arranging";
import { BulkBar } from "./bulk";
import { everyOf, useHead } from "./data";
import { DetailSheet } from "./detail/sheet";
import { EVERYTHING, type Filter, filterOf, isNarrow, type SortKey, wordsOf } from "./filter";
import { useLayout } from "./layout";
import { type Picking, PoolList } from "./list";
import { credentialTexts } from "./texts";
import { Toolbar } from "./toolbar";

/** The pool: how each credential stands, and what can be done with some or all. */
export default function CredentialsScreen() {
  const t = useTexts(credentialTexts);
  const [query, change] = useQueryState();
  const filter = filterOf(query);
  const head = useHead(filter);
  const [layout, setLayout] = useLayout();
  const picking = usePicking(filter);
  const [dialog, setDialog] = useState<"order" | "export" | null>(null);
  const open = query.get("id");

  const narrow = useCallback(
    (patch: Partial<Filter>) => {
      const next = wordsOf({ ...filterOf(new URLSearchParams(location.search)), ...patch });
      const gone = Object.fromEntries(Object.keys(EVERYTHING).map((name) => [name, null]));
      change({ ...gone, ...next });
    },
    [change],
  );
  const sort = (by: SortKey) => {
    const isOn = filter.sort === by;
    narrow({ sort: by, direction: isOn && filter.direction === "asc" ? "desc" : "asc" });
  };

  return (
    <Screen
      title={t.title}
      tools={
        <Tools
          hasAny={(head.data?.total ?? 0) > 0}
          onOrder={() => setDialog("order")}
          onExport={() => setDialog("export")}
        />
      }
    >
      <Toolbar
        filter={filter}
        onChange={narrow}
        head={head.data}
        layout={layout}
        onLayout={setLayout}
      />
      <Loaded query={head} skeleton={<SkeletonLines lines={9} />}>
        {(page) => (
          <>
            <Problems page={page} />
            {page.matched === 0 ? (
              <Nothing isFiltered={isNarrow(filter)} onClear={() => narrow(EVERYTHING)} />
            ) : (
              <PoolList
                layout={layout}
                filter={filter}
                head={page}
                picking={picking}
                onSort={sort}
                onOpen={(id) => change({ id }, { push: true })}
              />
            )}
            <BulkBar picking={picking} matched={page.matched} />
          </>
        )}
      </Loaded>
      {open !== null && (
        <DetailSheet key={open} id={Number(open)} onClose={() => change({ id: null, tab: null })} />
      )}
      {dialog === "order" && <Arranging onClose={() => setDialog(null)} />}
      {dialog === "export" && (
        <ExportDialog chosen={[...picking.picked]} onClose={() => setDialog(null)} />
      )}
    </Screen>
  );
}

/** Which credentials are chosen; a choice outlives scrolling and filters. */
function usePicking(filter: Filter): Picking {
  const queries = useQueryClient();
  const words = useWords();
  const [picked, setPicked] = useState<ReadonlySet<number>>(new Set());
  return {
    picked,
    pick: (id, isPicked) =>
      setPicked((before) => {
        const next = new Set(before);
        if (isPicked) next.add(id);
        else next.delete(id);
        return next;
      }),
    pickAll: () => {
      everyOf(queries, filter).then(
        (found) => setPicked((before) => new Set([...before, ...found.map((each) => each.id)])),
        (failure: unknown) => toast.bad(words(failure)),
      );
    },
    clear: () => setPicked(new Set()),
  };
}

function Tools({
  hasAny,
  onOrder,
  onExport,
}: {
  hasAny: boolean;
  onOrder: () => void;
  onExport: () => void;
}) {
  const t = useTexts(credentialTexts);
  const jobs = useTexts(jobTexts);
  const openJob = useOpenJob();
  return (
    <div className="flex flex-wrap gap-2">
      <Button icon={<ListChecks aria-hidden className="size-3.5" />} onClick={() => openJob("all")}>
        {jobs.title}
      </Button>
      {hasAny && (
        <>
          <Button icon={<ArrowDownUp aria-hidden className="size-3.5" />} onClick={onOrder}>
            {t.order}
          </Button>
          <Button icon={<Download aria-hidden className="size-3.5" />} onClick={onExport}>
            {t.export}
          </Button>
        </>
      )}
      <Button
        kind="primary"
        icon={<Plus aria-hidden className="size-3.5" />}
        onClick={() => navigate("/credentials/add")}
      >
        {t.add}
      </Button>
    </div>
  );
}

function Problems({ page }: { page: CredentialPage }) {
  const t = useTexts(credentialTexts);
  if (page.problems.length === 0) return null;
  return (
    <details className="group rounded-lg border border-warn/40 bg-warn-soft px-3 py-2">
      <summary className="flex items-center gap-2 font-medium text-warn">
        <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
        {t.problems(page.problems.length)}
        <ChevronDown aria-hidden className="ml-auto size-3.5 group-open:rotate-180" />
      </summary>
      <p className="mt-1.5">{t.problemsText}</p>
      <ul className="mt-1 list-disc break-words pl-5">
        {page.problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </details>
  );
}

function Nothing({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const t = useTexts(credentialTexts);
  return (
    <div className="rounded-lg border bg-raised">
      {isFiltered ? (
        <Empty
          icon={<SearchX aria-hidden />}
          title={t.noMatchTitle}
          action={<Button onClick={onClear}>{t.clearFilter}</Button>}
        >
          {t.noMatchText}
        </Empty>
      ) : (
        <Empty
          icon={<KeyRound aria-hidden />}
          title={t.noneTitle}
          action={
            <Button kind="primary" onClick={() => navigate("/credentials/add")}>
              {t.add}
            </Button>
          }
        >
          {t.noneText}
        </Empty>
      )}
    </div>
  );
}
