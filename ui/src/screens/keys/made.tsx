import { Eye, EyeOff, TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { KeyMade } from "@/api/types";
import { Button, IconButton } from "@/components/button";
import { CopyButton } from "@/components/copy";
import { Dialog } from "@/components/dialog";
import { Tabs } from "@/components/tabs";
import { useTexts } from "@/i18n/texts";
import { type Snippet, snippets } from "./snippets";
import { keyTexts } from "./texts";

const HIDDEN = "•".repeat(24);

/** A new key, the only time that it is shown, with what a client needs to use it. */
export function MadeDialog({ made, onClose }: { made: KeyMade; onClose: () => void }) {
  const t = useTexts(keyTexts).made;
  const [isShown, setIsShown] = useState(false);
  const [tab, setTab] = useState<Snippet["id"]>("shell");
  const all = snippets(location.origin, made.key);
  const chosen = all.find((each) => each.id === tab);
  const shown = (text: string) => (isShown ? text : text.replaceAll(made.key, HIDDEN));
  return (
    <Dialog
      wide
      title={t.title(made.view.name)}
      onClose={onClose}
      footer={
        <Button kind="primary" onClick={onClose}>
          {t.done}
        </Button>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <p className="flex items-center gap-2 text-warn">
          <TriangleAlert aria-hidden className="size-4 shrink-0" />
          {t.once}
        </p>
        <div className="flex flex-wrap items-center gap-2 rounded-lg border border-line-strong py-2 pr-2 pl-3">
          <span className="sr-only">{t.key}: </span>
          <code className="min-w-0 flex-1 break-all">{shown(made.key)}</code>
          <IconButton label={isShown ? t.hide : t.show} onClick={() => setIsShown(!isShown)}>
            {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          </IconButton>
          <CopyButton withText text={made.key} />
        </div>
        <section aria-label={t.use} className="min-w-0">
          <h3 className="mb-1 font-medium">{t.use}</h3>
          <Tabs
            label={t.use}
            value={tab}
            onChange={setTab}
            tabs={all.map(({ id }) => ({ value: id, label: t.snippets[id] }))}
          >
            <pre className="thin-scroll overflow-x-auto rounded-md bg-sunken p-3 font-mono text-xs leading-relaxed">
              {shown(chosen?.text ?? "")}
            </pre>
            <div className="mt-2 flex items-center gap-3">
              <p className="mr-auto text-ink-soft text-xs">
                {tab === "settings" && t.settingsHint}
              </p>
              <CopyButton withText text={chosen?.text ?? ""} />
            </div>
          </Tabs>
        </section>
        <p className="text-ink-soft">
          {t.ownUse}{" "}
          <a href="/usage" target="_blank" rel="noreferrer" className="text-accent underline">
            {`${location.origin}/usage`}
          </a>
        </p>
      </div>
    </Dialog>
  );
}
