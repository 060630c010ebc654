import { Screen } from "@/components/layout";
import { Tabs } from "@/components/tabs";
import { useTexts } from "@/i18n/texts";
import { useQueryState } from "@/router/router";
import { Audit } from "./audit";
import { Models } from "./models";
import { Settings } from "./settings";
import { words } from "./texts";

const TABS = ["settings", "models", "audit"] as const;

export default function SettingsScreen() {
  const t = useTexts(words);
  const [query, setQuery] = useQueryState();
  const tab = TABS.find((each) => each === query.get("tab")) ?? "settings";
  return (
    <Screen title={t.title}>
      <Tabs
        label={t.title}
        value={tab}
        tabs={TABS.map((value) => ({ value, label: t.tabs[value] }))}
        onChange={(next) =>
          setQuery({ tab: next === "settings" ? null : next, search: null }, { push: true })
        }
      >
        {tab === "settings" && <Settings />}
        {tab === "models" && <Models />}
        {tab === "audit" && <Audit />}
      </Tabs>
    </Screen>
  );
}
