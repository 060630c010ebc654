import type { CredentialModels } from "@/api/types";
import { Empty, Loaded } from "@/components/states";
import { type Column, Table } from "@/components/table";
import { count, short, UNKNOWN } from "@/format/figures";
import { useTexts } from "@/i18n/texts";
import { useModels } from "../data";
import { credentialTexts } from "../texts";

type Model = NonNullable<CredentialModels["models"]>[number];

/** The models of a credential's plan, with their windows and what they cost. */
export function Models({ id }: { id: number }) {
  const t = useTexts(credentialTexts);
  const models = useModels(id);
  const columns: Column<Model>[] = [
    {
      key: "id",
      title: t.detail.modelColumns.model,
      onCard: "title",
      cell: (model) => (
        <span className="grid">
          <span className="break-all font-mono text-xs">{model.id}</span>
          {model.name !== model.id && <span className="text-ink-soft text-xs">{model.name}</span>}
        </span>
      ),
    },
    {
      key: "input",
      title: t.detail.modelColumns.input,
      isFigure: true,
      cell: (model) => <span title={count(model.inputTokens)}>{short(model.inputTokens)}</span>,
    },
    {
      key: "output",
      title: t.detail.modelColumns.output,
      isFigure: true,
      cell: (model) => <span title={count(model.outputTokens)}>{short(model.outputTokens)}</span>,
    },
    {
      key: "rate",
      title: t.detail.modelColumns.rate,
      isFigure: true,
      cell: (model) => (
        <span title={model.rateUnit ?? undefined}>
          {model.rate === null ? UNKNOWN : `${short(model.rate)}×`}
        </span>
      ),
    },
  ];
  return (
    <Loaded query={models}>
      {({ models: found }) =>
        found === null || found.length === 0 ? (
          <Empty title={found === null ? t.detail.modelsEmpty : t.detail.modelsNone} />
        ) : (
          <div className="rounded-lg border">
            <Table
              label={t.detail.tabs.models}
              columns={columns}
              rows={found}
              rowKey={(model) => model.id}
            />
          </div>
        )
      }
    </Loaded>
  );
}
