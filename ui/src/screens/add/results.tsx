import { Button } from "@/components/button";
import { Loaded } from "@/components/states";
import { useTexts } from "@/i18n/texts";
import { navigate } from "@/router/router";
import { credentialTexts } from "@/screens/credentials/texts";
import { isRunning, useJob } from "@/screens/jobs/data";
import { JobButtons, Progress } from "@/screens/jobs/progress";
import { Steps } from "@/screens/jobs/sheet";
import { addTexts } from "./texts";

/** How an import goes, and what came of each row. */
export function Results({ id, onAgain }: { id: string; onAgain: () => void }) {
  const t = useTexts(addTexts);
  const credentials = useTexts(credentialTexts).title;
  const job = useJob(id);
  return (
    <Loaded query={job}>
      {(view) => (
        <div className="grid gap-4">
          <div className="flex min-h-7 items-center gap-2">
            <h2 className="mr-auto font-semibold text-base">{t.import.results}</h2>
            <JobButtons job={view} />
          </div>
          <Progress job={view} />
          <Steps job={view} />
          {!isRunning(view) && (
            <div className="flex gap-2">
              <Button kind="primary" onClick={() => navigate("/credentials")}>
                {credentials}
              </Button>
              <Button onClick={onAgain}>{t.signIn.another}</Button>
            </div>
          )}
        </div>
      )}
    </Loaded>
  );
}
