import { Screen } from "@/components/layout";
import { SkeletonLines } from "@/components/states";
import { useTexts } from "@/i18n/texts";
import { words } from "@/shell/texts";

export default function Page() {
  const t = useTexts(words);
  return (
    <Screen title={t.overview}>
      <SkeletonLines />
    </Screen>
  );
}
