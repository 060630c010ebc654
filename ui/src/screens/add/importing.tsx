import { FileUp, Search } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import type { ImportPreview } from "@/api/types";
import { Button } from "@/components/button";
import { cn } from "@/components/classes";
import { Field, Textarea } from "@/components/fields";
import { toast, useWords } from "@/components/toasts";
import { useTexts } from "@/i18n/texts";
import { useQueryState } from "@/router/router";
import { wordsIn } from "@/screens/credentials/changes";
import { useImport, usePreview } from "./data";
import { joined, read } from "./files";
import { Preview, type Wishes } from "./preview";
import { Results } from "./results";
import { addTexts } from "./texts";

/** More text than this is not laid out in the box, only held: it would freeze the page. */
const SHOWN = 200_000;

/** Import many: give the text, look at what was found, then let it be done. */
export function Importing() {
  const words = useWords();
  const preview = usePreview();
  const begin = useImport();
  const [text, setText] = useState("");
  const [wishes, setWishes] = useState<Wishes>({ verify: true, priority: "0", groups: "" });
  const [found, setFound] = useState<ImportPreview | null>(null);
  const [query, change] = useQueryState();
  const job = query.get("result");

  const wanted = () => ({
    text,
    verify: wishes.verify,
    priority: Number(wishes.priority) || null,
    groups: wordsIn(wishes.groups),
  });
  const fail = (failure: unknown) => toast.bad(words(failure));

  if (job !== null) {
    const again = () => {
      change({ result: null });
      setFound(null);
      setText("");
    };
    return <Results id={job} onAgain={again} />;
  }
  if (found !== null) {
    return (
      <Preview
        preview={found}
        wishes={wishes}
        onWish={(patch) => setWishes((before) => ({ ...before, ...patch }))}
        busy={begin.isPending}
        onStart={() =>
          begin.mutate(wanted(), {
            onSuccess: (job) => change({ result: job.id }, { push: true }),
            onError: fail,
          })
        }
        onBack={() => setFound(null)}
      />
    );
  }
  return (
    <Source
      text={text}
      onText={setText}
      busy={preview.isPending}
      onLook={() => preview.mutate(wanted(), { onSuccess: setFound, onError: fail })}
    />
  );
}

function Source({
  text,
  onText,
  busy,
  onLook,
}: {
  text: string;
  onText: (text: string) => void;
  busy: boolean;
  onLook: () => void;
}) {
  const t = useTexts(addTexts).import;
  const [name, setName] = useState("");
  const take = async (files: readonly File[]) => {
    const { texts, tooLarge, unreadable } = await read(files);
    for (const each of tooLarge) toast.bad(t.tooLarge(each));
    for (const each of unreadable) toast.bad(t.unreadable(each));
    if (texts.length === 0) return;
    setName(t.file(files[0]?.name ?? "", texts.length));
    onText(joined(texts));
  };
  const isLong = text.length > SHOWN;
  return (
    <div className="grid gap-4">
      <Drop onFiles={(files) => void take(files)} name={name} />
      <Field label={t.paste} hint={t.pasteHint}>
        {(wiring) => (
          <Textarea
            {...wiring}
            rows={10}
            readOnly={isLong}
            value={isLong ? `${text.slice(0, SHOWN)}…` : text}
            onChange={(event) => {
              setName("");
              onText(event.target.value);
            }}
          />
        )}
      </Field>
      <div className="flex gap-2">
        <Button
          kind="primary"
          busy={busy}
          disabled={text.trim() === ""}
          icon={<Search aria-hidden className="size-3.5" />}
          onClick={onLook}
        >
          {t.look}
        </Button>
        {text !== "" && (
          <Button
            kind="ghost"
            onClick={() => {
              setName("");
              onText("");
            }}
          >
            {t.clear}
          </Button>
        )}
      </div>
    </div>
  );
}

function Drop({ onFiles, name }: { onFiles: (files: readonly File[]) => void; name: string }) {
  const t = useTexts(addTexts).import;
  const picker = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    <section
      aria-label={t.drop}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className={cn(
        "flex flex-wrap items-center gap-3 rounded-lg border border-line-strong border-dashed px-4 py-5",
        isOver && "border-accent bg-accent-soft",
      )}
    >
      <FileUp aria-hidden className="size-5 text-ink-faint" />
      <p className="mr-auto min-w-0 break-words">{name || t.drop}</p>
      <input
        ref={picker}
        type="file"
        multiple
        aria-label={t.pick}
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <Button onClick={() => picker.current?.click()}>{t.pick}</Button>
    </section>
  );
}
