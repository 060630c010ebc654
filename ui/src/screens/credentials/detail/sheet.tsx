import type { CredentialDetail } from "@/api/types";
import { Dialog } from "@/components/dialog";
import { Loaded } from "@/components/states";
import { Tabs } from "@/components/tabs";
import { useTexts } from "@/i18n/texts";
import { useQueryState } from "@/router/router";
import { useCredential } from "../data";
import { credentialTexts } from "../texts";
import { About } from "./about";
import { Deeds } from "./deeds";
import { EditForm } from "./edit";
import { History } from "./history";
import { Models } from "./models";

const TABS = ["about", "edit", "history", "models"] as const;
type Tab = (typeof TABS)[number];

/** Everything of one credential, over the list. */
export function DetailSheet({ id, onClose }: { id: number; onClose: () => void }) {
  const t = useTexts(credentialTexts);
  const [query, change] = useQueryState();
  const credential = useCredential(id);
  const tab = TABS.find((each) => each === query.get("tab")) ?? "about";
  const choose = (next: Tab) => change({ tab: next === "about" ? null : next });
  return (
    <Dialog
      place="side"
      wide
      title={credential.data?.label ?? `${t.detail.title} #${id}`}
      onClose={onClose}
    >
      <Loaded query={credential}>
        {(detail) => (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
            <Deeds detail={detail} onGone={onClose} />
            <Tabs
              label={detail.label}
              value={tab}
              onChange={choose}
              tabs={TABS.map((value) => ({ value, label: t.detail.tabs[value] }))}
            >
              <Part tab={tab} detail={detail} />
            </Tabs>
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}

function Part({ tab, detail }: { tab: Tab; detail: CredentialDetail }) {
  switch (tab) {
    case "about":
      return <About detail={detail} />;
    case "edit":
      return <EditForm detail={detail} />;
    case "history":
      return <History id={detail.id} />;
    case "models":
      return <Models id={detail.id} />;
  }
}
