import { Pencil } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { SettingView } from "@/api/types";
import { Badge } from "@/components/badge";
import { Button, IconButton } from "@/components/button";
import { Coded } from "@/components/coded";
import { Field, Input, Select, Switch, Textarea } from "@/components/fields";
import { useWords } from "@/components/toasts";
import { shared } from "@/i18n/shared";
import { useTexts } from "@/i18n/texts";
import { useChange } from "./data";
import { type Draft, draftOf, readDraft } from "./draft";
import { words } from "./texts";

/** One setting: its value, where that comes from, and a way to change it. */
export function Setting({ setting }: { setting: SettingView }) {
  const t = useTexts(words);
  const shown = useShown();
  const origin = useOrigin(setting);
  const [isEdited, setIsEdited] = useState(false);
  const isFixed = setting.source === "environment";
  return (
    <li className="grid gap-x-6 gap-y-1.5 px-4 py-2.5 md:grid-cols-[minmax(0,5fr)_minmax(0,4fr)]">
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2 font-medium">
          <span className="break-all">{setting.name}</span>
          {setting.source !== "default" && (
            <Badge tone={isFixed ? "idle" : "accent"} title={origin}>
              {isFixed ? setting.variable : t.sources[setting.source]}
            </Badge>
          )}
          {!setting.isChangeable && (
            <span className="font-normal text-ink-faint text-xs">{t.restart}</span>
          )}
        </p>
        <p className="text-ink-soft text-xs">
          <Coded text={setting.help} />
        </p>
      </div>
      {isEdited ? (
        <Editor setting={setting} onEnd={() => setIsEdited(false)} />
      ) : (
        <div className="flex min-w-0 items-start gap-2">
          <div className="min-w-0 flex-1 py-1">
            <Value setting={setting} value={setting.value} />
            {setting.isRestartNeeded && (
              <p className="text-warn text-xs">{t.pending(shown(setting, setting.pending))}</p>
            )}
          </div>
          {!isFixed && (
            <IconButton small label={t.edit(setting.name)} onClick={() => setIsEdited(true)}>
              <Pencil aria-hidden />
            </IconButton>
          )}
        </div>
      )}
    </li>
  );
}

/** Return where a setting's value comes from, in a sentence. */
export function useOrigin({ source, variable }: SettingView): string {
  const t = useTexts(words);
  return source === "environment" ? t.sourceHelp.environment(variable) : t.sourceHelp[source];
}

function useShown() {
  const t = useTexts(words);
  return (setting: SettingView, value: unknown): string => {
    if (setting.kind === "secret") return value ? t.isSet : t.notSet;
    if (setting.kind === "flag") return value ? t.on : t.off;
    if (value === null || value === undefined || value === "") return t.notSet;
    if (Array.isArray(value)) return value.length ? value.map(String).join("\n") : t.empty;
    if (typeof value === "object") {
      const pairs = Object.entries(value);
      return pairs.length
        ? pairs.map(([name, each]) => `${name} → ${plain(each)}`).join("\n")
        : t.empty;
    }
    return String(value);
  };
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function Value({ setting, value }: { setting: SettingView; value: unknown }) {
  const t = useTexts(words);
  const text = useShown()(setting, value);
  const isFaint = text === t.notSet || text === t.empty;
  return (
    <p
      className={
        isFaint ? "text-ink-faint" : "figures whitespace-pre-wrap break-all font-mono text-xs"
      }
    >
      {text}
    </p>
  );
}

function Editor({ setting, onEnd }: { setting: SettingView; onEnd: () => void }) {
  const t = useTexts(words);
  const s = useTexts(shared);
  const say = useWords();
  const shown = useShown();
  const change = useChange();
  const [draft, setDraft] = useState<Draft>(() =>
    draftOf({
      kind: setting.kind,
      value: setting.isRestartNeeded ? setting.pending : setting.value,
    }),
  );
  const [problem, setProblem] = useState<string | null>(null);
  const save = (value: unknown) =>
    change.mutate(
      { [setting.name]: value },
      { onSuccess: onEnd, onError: (failure) => setProblem(say(failure)) },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readDraft(setting.kind, draft);
    if ("problem" in read) setProblem(t[read.problem]);
    else save(read.value);
  };
  return (
    <form onSubmit={submit} className="grid min-w-0 gap-2">
      <Field
        label={<span className="sr-only">{setting.name}</span>}
        hint={hintOf(setting, t)}
        problem={problem}
      >
        {(wiring) => (
          <Control
            setting={setting}
            wiring={wiring}
            draft={draft}
            onChange={(next) => {
              setDraft(next);
              setProblem(null);
            }}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-2">
        <Button small type="submit" kind="primary" busy={change.isPending}>
          {s.save}
        </Button>
        <Button small onClick={onEnd}>
          {s.cancel}
        </Button>
        {setting.source !== "default" && (
          <Button
            small
            kind="ghost"
            title={t.defaultIs(shown(setting, setting.default))}
            onClick={() => save(null)}
          >
            {t.toDefault}
          </Button>
        )}
      </div>
    </form>
  );
}

function hintOf(setting: SettingView, t: (typeof words)["en"]): string {
  const expects = setting.expects ? t.expects(setting.expects) : "";
  const extra = {
    secret: t.secretHint,
    list: t.onePerLine,
    map: t.jsonHint,
    object: t.jsonHint,
    text: "",
    number: "",
    flag: "",
    choice: "",
  }[setting.kind];
  return [extra, setting.kind === "choice" ? "" : expects].filter(Boolean).join(" ");
}

interface Wiring {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

function Control({
  setting,
  wiring,
  draft,
  onChange,
}: {
  setting: SettingView;
  wiring: Wiring;
  draft: Draft;
  onChange: (draft: Draft) => void;
}) {
  const t = useTexts(words);
  if (typeof draft === "boolean") {
    return <Switch id={wiring.id} label={setting.name} checked={draft} onChange={onChange} />;
  }
  const common = {
    ...wiring,
    value: draft,
    autoFocus: true,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  switch (setting.kind) {
    case "choice":
      return (
        <Select {...common}>
          {setting.choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </Select>
      );
    case "list":
    case "map":
    case "object":
      return <Textarea {...common} rows={4} />;
    case "secret":
      return (
        <Input {...common} type="password" autoComplete="new-password" placeholder={t.newSecret} />
      );
    case "number":
      return <Input {...common} inputMode="decimal" className="figures" />;
    default:
      return <Input {...common} spellCheck={false} />;
  }
}
