import { ChevronLeft } from "lucide-react";
import { Screen } from "@/components/layout";
import { Tabs } from "@/components/tabs";
import { useTexts } from "@/i18n/texts";
import { Link, useQueryState } from "@/router/router";
import { credentialTexts } from "@/screens/credentials/texts";
import { AddForm } from "./form";
import { Importing } from "./importing";
import { SigningIn } from "./sign-in";
import { addTexts } from "./texts";

const WAYS = ["key", "sign-in", "import"] as const;
type Way = (typeof WAYS)[number];

/** Three ways to add credentials: what one has, a sign-in, and many at once. */
export default function AddScreen() {
  const t = useTexts(addTexts);
  const back = useTexts(credentialTexts).title;
  const [query, change] = useQueryState();
  const way = WAYS.find((each) => each === query.get("way")) ?? "key";
  const names: Record<Way, string> = {
    key: t.ways.key,
    "sign-in": t.ways.signIn,
    import: t.ways.import,
  };
  return (
    <Screen title={t.title}>
      <Link
        to="/credentials"
        className="-mt-2 inline-flex items-center gap-1 justify-self-start text-ink-soft hover:text-ink"
      >
        <ChevronLeft aria-hidden className="size-3.5" />
        {back}
      </Link>
      <div className="max-w-3xl">
        <Tabs
          label={t.title}
          value={way}
          onChange={(next) => change({ way: next === "key" ? null : next })}
          tabs={WAYS.map((value) => ({ value, label: names[value] }))}
        >
          {way === "key" && <AddForm />}
          {way === "sign-in" && <SigningIn />}
          {way === "import" && <Importing />}
        </Tabs>
      </div>
    </Screen>
  );
}
