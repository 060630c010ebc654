import { Badge } from "@/components/badge";
import { Moment } from "@/components/moments";
import { Empty, Loaded } from "@/components/states";
import { useTexts } from "@/i18n/texts";
import { useHistory } from "../data";
import { credentialTexts } from "../texts";

/** What happened to a credential, the newest first. */
export function History({ id }: { id: number }) {
  const t = useTexts(credentialTexts);
  const history = useHistory(id);
  return (
    <Loaded query={history}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={t.detail.historyEmpty} />
        ) : (
          <ol className="grid">
            {items.map((item, index) => (
              <li
                // biome-ignore lint/suspicious/noArrayIndexKey: two may happen at one instant
                key={`${item.at}${index}`}
                className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 border-b py-2 last:border-b-0"
              >
                <span className="break-words">
                  <Badge className="mr-2">{t.detail.historyKinds[item.kind] ?? item.kind}</Badge>
                  {item.text}
                </span>
                <span className="text-ink-soft text-xs">
                  <Moment at={item.at} />
                </span>
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}
