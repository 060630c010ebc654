import { Send, Square } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { Button } from "@/components/button";
import { Field, Input, Select, Switch, Textarea } from "@/components/fields";
import { Card, Screen } from "@/components/layout";
import { useTexts } from "@/i18n/texts";
import { useQueryState } from "@/router/router";
import { credentialTexts } from "@/screens/credentials/texts";
import { Answer } from "./answer";
import { type Question, useAsk } from "./ask";
import { modelsOf, useChoices, useModelList } from "./data";
import { RunFacts } from "./facts";
import { playgroundTexts } from "./texts";

const MOST_TOKENS = 64_000;

/** One question to a credential and a model of choice, with what it took. */
export default function PlaygroundScreen() {
  const t = useTexts(playgroundTexts);
  const { run, ask, stop } = useAsk();
  const isBusy = run !== null && run.endedAt === null;
  return (
    <Screen title={t.title}>
      <p className="-mt-2 text-ink-soft">{t.intro}</p>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <Card>
          <QuestionForm isBusy={isBusy} onAsk={ask} onStop={stop} />
        </Card>
        <div className="grid min-w-0 gap-4">
          <Answer run={run} />
          {run !== null && <RunFacts run={run} />}
        </div>
      </div>
    </Screen>
  );
}

function QuestionForm({
  isBusy,
  onAsk,
  onStop,
}: {
  isBusy: boolean;
  onAsk: (question: Question) => void;
  onStop: () => void;
}) {
  const t = useTexts(playgroundTexts);
  const [query, change] = useQueryState();
  const credentialId = query.get("credential") === null ? null : Number(query.get("credential"));
  const [chosen, setChosen] = useState("");
  const [text, setText] = useState("");
  const [isThinking, setIsThinking] = useState(false);
  const [limit, setLimit] = useState("1024");
  const models = useModelList();
  const ids = models.data ? modelsOf(models.data, credentialId).map(({ id }) => id) : [];
  const model = ids.length === 0 || ids.includes(chosen) ? chosen : (ids[0] ?? "");
  const maxTokens = Math.min(Math.max(Math.round(Number(limit)) || 1, 1), MOST_TOKENS);
  const isReady = text.trim() !== "" && model.trim() !== "" && !isBusy;

  const send = () => {
    if (isReady) onAsk({ credentialId, model: model.trim(), text, isThinking, maxTokens });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const hasKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
  };

  return (
    <form onSubmit={submit} className="grid gap-4">
      <Who chosen={credentialId} onChoose={(id) => change({ credential: id })} />
      <ModelField ids={ids} isLoading={models.isPending} model={model} onChoose={setChosen} />
      <Field label={t.question}>
        {(wiring) => (
          <Textarea
            {...wiring}
            rows={6}
            spellCheck
            placeholder={t.questionHint}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={hasKey}
            className="font-sans text-sm"
          />
        )}
      </Field>
      <div className="grid grid-cols-2 gap-4">
        <Field label={t.limit}>
          {(wiring) => (
            <Input
              {...wiring}
              inputMode="numeric"
              value={limit}
              onChange={(event) => setLimit(event.target.value.replaceAll(/\D/g, ""))}
              className="figures"
            />
          )}
        </Field>
        <Field label={t.thinking}>
          {({ id }) => (
            <span className="flex h-8 items-center">
              <Switch id={id} checked={isThinking} onChange={setIsThinking} />
            </span>
          )}
        </Field>
      </div>
      <div className="flex items-center gap-3">
        {isBusy ? (
          // Not the same button: one that turns into a submit button while it is pressed asks again.
          <Button key="stop" icon={<Square aria-hidden className="size-3" />} onClick={onStop}>
            {t.stop}
          </Button>
        ) : (
          <Button
            key="ask"
            type="submit"
            kind="primary"
            disabled={!isReady}
            icon={<Send aria-hidden className="size-3.5" />}
          >
            {t.send}
          </Button>
        )}
        <span className="text-ink-soft text-xs pointer-coarse:hidden">{t.sendHint}</span>
      </div>
    </form>
  );
}

function Who({
  chosen,
  onChoose,
}: {
  chosen: number | null;
  onChoose: (id: number | null) => void;
}) {
  const t = useTexts(playgroundTexts);
  const states = useTexts(credentialTexts).states;
  const choices = useChoices();
  const known = choices.data ?? [];
  const isKnown = chosen === null || known.some(({ id }) => id === chosen);
  return (
    <Field label={t.credential}>
      {(wiring) => (
        <Select
          {...wiring}
          value={chosen ?? ""}
          onChange={(event) =>
            onChoose(event.target.value === "" ? null : Number(event.target.value))
          }
        >
          <option value="">{t.anybody}</option>
          {!isKnown && <option value={chosen ?? ""}>{`#${chosen}`}</option>}
          {known.map((detail) => (
            <option key={detail.id} value={detail.id}>
              {`#${detail.id} ${detail.label} · ${states[detail.state]}`}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function ModelField({
  ids,
  isLoading,
  model,
  onChoose,
}: {
  ids: readonly string[];
  isLoading: boolean;
  model: string;
  onChoose: (model: string) => void;
}) {
  const t = useTexts(playgroundTexts);
  const isUnknown = ids.length === 0 && !isLoading;
  return (
    <Field label={t.model} hint={isUnknown ? t.noModels : undefined}>
      {(wiring) =>
        isUnknown ? (
          <Input
            {...wiring}
            spellCheck={false}
            placeholder="claude-sonnet-4.5"
            value={model}
            onChange={(event) => onChoose(event.target.value)}
          />
        ) : (
          <Select {...wiring} value={model} onChange={(event) => onChoose(event.target.value)}>
            {ids.map((id) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </Select>
        )
      }
    </Field>
  );
}
