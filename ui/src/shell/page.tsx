import { QueryClientProvider, useQuery } from "@tanstack/react-query";
import { Component, type ReactNode, Suspense, useEffect } from "react";
import { api, Refused } from "@/api/client";
import { queries } from "@/api/queries";
import { setSession, useSession } from "@/api/session";
import type { SessionView } from "@/api/types";
import { Button } from "@/components/button";
import { Screen } from "@/components/layout";
import { Empty, Failure, SkeletonLines } from "@/components/states";
import { Toaster } from "@/components/toasts";
import { useTexts } from "@/i18n/texts";
import { Link, match, usePath } from "@/router/router";
import { routes } from "@/screens/routes";
import { SignIn } from "@/screens/sign-in/screen";
import { Shell } from "./shell";
import { words } from "./texts";

export function Page() {
  return (
    <QueryClientProvider client={queries}>
      <Entrance />
      <Toaster />
    </QueryClientProvider>
  );
}

/** The screens for who is signed in; sign-in for others, at the same address. */
function Entrance() {
  const session = useSession();
  const asked = useQuery({
    queryKey: ["session"],
    queryFn: async () => {
      try {
        const view = await api.get<SessionView>("/session");
        setSession(view);
        return view;
      } catch (failure) {
        if (failure instanceof Refused && failure.status === 401) {
          setSession("none");
          return null;
        }
        throw failure;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  if (session === "none") return <SignIn />;
  if (session === "asked") {
    return asked.isError ? (
      <Failure failure={asked.error} onRetry={() => void asked.refetch()} />
    ) : (
      <SkeletonLines />
    );
  }
  return (
    <Shell>
      <Screens />
    </Shell>
  );
}

function Screens() {
  const path = usePath();
  for (const { path: pattern, screen: Found } of routes) {
    const found = match(pattern, path);
    if (found) {
      return (
        <Guard key={pattern}>
          <Suspense fallback={<SkeletonLines />}>
            <Found {...found} />
          </Suspense>
        </Guard>
      );
    }
  }
  return <Missing />;
}

function Missing() {
  const t = useTexts(words);
  return (
    <Screen title={t.missing}>
      <Empty
        title="404"
        action={
          <Link to="/" className="text-accent underline">
            {t.toOverview}
          </Link>
        }
      />
    </Screen>
  );
}

/** A screen that fails leaves the others in place. */
class Guard extends Component<{ children: ReactNode }, { failure: Error | null }> {
  override state = { failure: null };

  static getDerivedStateFromError(failure: Error) {
    return { failure };
  }

  override render() {
    return this.state.failure ? <Broken failure={this.state.failure} /> : this.props.children;
  }
}

function Broken({ failure }: { failure: Error }) {
  const t = useTexts(words);
  useEffect(() => console.error(failure), [failure]);
  return (
    <Screen title={t.broken}>
      <Empty
        title={failure.message}
        action={<Button onClick={() => location.reload()}>{t.reload}</Button>}
      />
    </Screen>
  );
}
