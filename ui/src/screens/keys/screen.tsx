import { KeyRound, Plus, SearchX } from "lucide-react";
import { useState } from "react";
import type { KeyMade, KeyPage, KeyView } from "@/api/types";
import { Button } from "@/components/button";
import { SearchInput } from "@/components/fields";
import { Screen } from "@/components/layout";
import { Empty, Loaded } from "@/components/states";
import { useTexts } from "@/i18n/texts";
import { useQueryState } from "@/router/router";
import { found, useKeys } from "./data";
import { KeyFormDialog } from "./form";
import { KeyList } from "./list";
import { MadeDialog } from "./made";
import { type Asked, Questions, useEnabling } from "./questions";
import { keyTexts } from "./texts";

/** The keys of clients: who may ask, for how much, and what they have used. */
export default function KeysScreen() {
  const t = useTexts(keyTexts);
  const keys = useKeys();
  const [query, change] = useQueryState();
  const search = query.get("search") ?? "";
  const [made, setMade] = useState<KeyMade | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const editing = query.get("id");
  const open = (id: number | string | null) => change({ id }, { push: id !== null });

  return (
    <Screen
      title={t.title}
      tools={
        <Button
          kind="primary"
          icon={<Plus aria-hidden className="size-3.5" />}
          onClick={() => open("new")}
        >
          {t.make}
        </Button>
      }
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="mr-auto text-ink-soft">{t.intro}</p>
        <SearchInput
          label={t.search}
          value={search}
          onChange={(next) => change({ search: next })}
          className="w-full sm:w-64"
        />
      </div>
      <Loaded query={keys}>
        {(page) => (
          <>
            <Keys
              page={page}
              search={search}
              onEdit={(key) => open(key.id)}
              onAsk={setAsked}
              onMake={() => open("new")}
            />
            {editing !== null && (
              <Editing
                id={editing}
                page={page}
                onMade={(next) => {
                  open(null);
                  setMade(next);
                }}
                onClose={() => open(null)}
              />
            )}
          </>
        )}
      </Loaded>
      {asked !== null && (
        <Questions asked={asked} onMade={setMade} onClose={() => setAsked(null)} />
      )}
      {made !== null && <MadeDialog made={made} onClose={() => setMade(null)} />}
    </Screen>
  );
}

function Keys({
  page,
  search,
  onEdit,
  onAsk,
  onMake,
}: {
  page: KeyPage;
  search: string;
  onEdit: (key: KeyView) => void;
  onAsk: (asked: Asked) => void;
  onMake: () => void;
}) {
  const t = useTexts(keyTexts);
  const enable = useEnabling();
  const shown = found(page.items, search);
  const hasOnlyMain = page.items.every((key) => key.isMain);
  return (
    <div className="grid gap-3">
      {shown.length > 0 && <KeyList keys={shown} onEdit={onEdit} onEnable={enable} onAsk={onAsk} />}
      {shown.length === 0 && search !== "" && (
        <div className="rounded-lg border bg-raised">
          <Empty icon={<SearchX aria-hidden />} title={t.noMatchTitle} />
        </div>
      )}
      {hasOnlyMain && search === "" && (
        <div className="rounded-lg border bg-raised">
          <Empty
            icon={<KeyRound aria-hidden />}
            title={t.noneTitle}
            action={
              <Button kind="primary" onClick={onMake}>
                {t.make}
              </Button>
            }
          >
            {t.noneText}
          </Empty>
        </div>
      )}
    </div>
  );
}

/** The form that the address asks for: of a new key, or of one that is there. */
function Editing({
  id,
  page,
  onMade,
  onClose,
}: {
  id: string;
  page: KeyPage;
  onMade: (made: KeyMade) => void;
  onClose: () => void;
}) {
  const key = page.items.find((each) => String(each.id) === id && !each.isMain) ?? null;
  if (key === null && id !== "new") return null;
  return (
    <KeyFormDialog key={id} keyView={key} groups={page.groups} onMade={onMade} onClose={onClose} />
  );
}
