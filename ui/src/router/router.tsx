import {
  type AnchorHTMLAttributes,
  type MouseEvent,
  useCallback,
  useSyncExternalStore,
} from "react";

/** Where the page lives; paths in here are below it. */
const BASE = "/admin";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("popstate", listener);
  };
}

/** Return the path below the page's own, `/` for its first screen. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => pathOf(location.pathname));
}

function pathOf(pathname: string): string {
  const path = pathname.startsWith(BASE) ? pathname.slice(BASE.length) : pathname;
  return path.replace(/\/+$/, "") || "/";
}

/** Go to a path below the page's own, with its query. */
export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const url = `${BASE}${to}`;
  if (url === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", url);
  for (const listener of listeners) listener();
  if (!replace && !to.startsWith("?")) scrollTo(0, 0);
}

/** The query of the address, where filters are kept; null takes a member out. */
export function useQueryState(): [
  URLSearchParams,
  (patch: Record<string, string | number | null>, options?: { push?: boolean }) => void,
] {
  const text = useSyncExternalStore(subscribe, () => location.search);
  const change = useCallback(
    (patch: Record<string, string | number | null>, { push = false } = {}) => {
      const next = new URLSearchParams(location.search);
      for (const [name, value] of Object.entries(patch)) {
        if (value === null || value === "") next.delete(name);
        else next.set(name, String(value));
      }
      const query = next.toString();
      navigate(`${pathOf(location.pathname)}${query ? `?${query}` : ""}`, { replace: !push });
    },
    [],
  );
  return [new URLSearchParams(text), change];
}

/** Return the parts of `path` that `pattern` names (`/keys/:id`), null when it does not fit. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) found[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return found;
}

/** A link within the page: the browser's own ways (new tab, copy) work as ever. */
export function Link({
  to,
  onClick,
  ...rest
}: { to: string } & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href">) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey);
    if (event.defaultPrevented || !isPlain || rest.target) return;
    event.preventDefault();
    navigate(to);
  };
  return <a {...rest} href={`${BASE}${to}`} onClick={follow} />;
}
