import { Ellipsis, LogOut, WifiOff } from "lucide-react";
import { type ReactNode, useState } from "react";
import { api } from "@/api/client";
import { useFeed, useIsLost } from "@/api/feed";
import { queries } from "@/api/queries";
import { forgetSession, useSession } from "@/api/session";
import { Button } from "@/components/button";
import { cn } from "@/components/classes";
import { Dialog } from "@/components/dialog";
import { Logo } from "@/components/logo";
import { useTexts } from "@/i18n/texts";
import { Link, match, usePath } from "@/router/router";
import { JobTray } from "@/screens/jobs/tray";
import { type Route, routes } from "@/screens/routes";
import { Choices } from "./choices";
import { words } from "./texts";

const IN_BAR = 4;

type Named = Route & { nav: NonNullable<Route["nav"]> };
const named = routes.filter((route): route is Named => route.nav !== undefined);

/** What stands around all screens. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useTexts(words);
  useFeed(queries);
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[196px_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t.skip}
      </a>
      <Side />
      <div className="min-w-0 pb-16 md:pb-0">
        <Lost />
        <main id="content" tabIndex={-1} className="outline-none">
          {children}
        </main>
      </div>
      <Bar />
      <JobTray />
    </div>
  );
}

function Side() {
  const t = useTexts(words);
  return (
    <header className="sticky top-0 hidden h-dvh flex-col border-r bg-raised md:flex">
      <div className="flex h-12 items-center gap-2 px-4 font-semibold">
        <Logo />
        kiro-py
      </div>
      <nav aria-label={t.navigation} className="thin-scroll grid gap-px overflow-y-auto px-2">
        {named.map((route) => (
          <Entry key={route.path} route={route} />
        ))}
      </nav>
      <div className="mt-auto grid gap-2 border-t px-3 py-3">
        <Choices />
        <Foot />
      </div>
    </header>
  );
}

function Foot() {
  const t = useTexts(words);
  const session = useSession();
  return (
    <div className="flex items-center justify-between gap-2 text-ink-soft text-xs">
      <SignOut />
      {typeof session !== "string" && (
        <span className="figures" title={t.version(session.version)}>
          {session.version}
        </span>
      )}
    </div>
  );
}

function SignOut() {
  const t = useTexts(words);
  const leave = async () => {
    await api.delete("/session").catch(() => undefined);
    queries.clear();
    forgetSession();
  };
  return (
    <Button
      small
      kind="ghost"
      className="-ml-2"
      icon={<LogOut aria-hidden className="size-3.5" />}
      onClick={() => void leave()}
    >
      {t.signOut}
    </Button>
  );
}

function useIsHere(route: Route): boolean {
  const path = usePath();
  const isBelow = route.path !== "/" && path.startsWith(`${route.path}/`);
  return isBelow || match(route.path, path) !== null;
}

function Entry({ route, onGo }: { route: Named; onGo?: () => void }) {
  const t = useTexts(words);
  const isHere = useIsHere(route);
  const Icon = route.nav.icon;
  return (
    <Link
      to={route.path}
      {...(onGo ? { onClick: onGo } : {})}
      aria-current={isHere ? "page" : undefined}
      className={cn(
        "flex h-8 items-center gap-2.5 rounded-md px-2 text-ink-soft text-sm hover:bg-sunken hover:text-ink pointer-coarse:h-11",
        isHere && "bg-sunken font-medium text-ink",
      )}
    >
      <Icon aria-hidden className={cn("size-4", isHere ? "text-accent" : "text-ink-faint")} />
      {t[route.nav.name]}
    </Link>
  );
}

function Bar() {
  const t = useTexts(words);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <nav
        aria-label={t.navigation}
        className="fixed inset-x-0 bottom-0 z-20 grid auto-cols-fr grid-flow-col border-t bg-raised pb-[env(safe-area-inset-bottom)] md:hidden"
      >
        {named.slice(0, IN_BAR).map((route) => (
          <BarEntry key={route.path} route={route} />
        ))}
        <button
          type="button"
          onClick={() => setIsOpen(true)}
          className="grid h-14 place-items-center content-center gap-0.5 text-2xs text-ink-soft"
        >
          <Ellipsis aria-hidden className="size-5" />
          {t.more}
        </button>
      </nav>
      {isOpen && (
        <Dialog title="kiro-py" onClose={() => setIsOpen(false)}>
          <nav aria-label={t.more} className="-mx-2 grid gap-px">
            {named.slice(IN_BAR).map((route) => (
              <Entry key={route.path} route={route} onGo={() => setIsOpen(false)} />
            ))}
          </nav>
          <div className="mt-4 grid gap-3 border-t pt-4">
            <Choices />
            <Foot />
          </div>
        </Dialog>
      )}
    </>
  );
}

function BarEntry({ route }: { route: Named }) {
  const t = useTexts(words);
  const isHere = useIsHere(route);
  const Icon = route.nav.icon;
  return (
    <Link
      to={route.path}
      aria-current={isHere ? "page" : undefined}
      className={cn(
        "grid h-14 min-w-0 place-items-center content-center gap-0.5 text-2xs text-ink-soft",
        isHere && "font-medium text-accent",
      )}
    >
      <Icon aria-hidden className="size-5" />
      <span className="max-w-full truncate">{t[route.nav.name]}</span>
    </Link>
  );
}

function Lost() {
  const t = useTexts(words);
  const isLost = useIsLost();
  return (
    <div role="status">
      {isLost && (
        <p className="flex items-center gap-2 border-b bg-warn-soft px-4 py-1.5 text-warn text-xs sm:px-6">
          <WifiOff aria-hidden className="size-3.5 shrink-0" />
          {t.lost}
        </p>
      )}
    </div>
  );
}
