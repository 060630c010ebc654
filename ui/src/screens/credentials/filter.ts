import type { StateName } from "@/api/types";

export const STATES = [
  "ready",
  "cooling",
  "limited",
  "spent",
  "doubted",
  "needs login",
  "suspended",
  "disabled",
] as const satisfies readonly StateName[];

export const SORTS = [
  "priority",
  "id",
  "email",
  "state",
  "plan",
  "remaining",
  "lastUsed",
  "expires",
  "created",
] as const;

export type SortKey = (typeof SORTS)[number];

export const METHODS = ["api_key", "social", "builder-id", "idc", "external_idp"] as const;

/** What of the pool is shown, and in which order; an empty word leaves nothing out. */
export interface Filter {
  readonly search: string;
  readonly state: StateName | "";
  readonly method: string;
  readonly group: string;
  readonly sort: SortKey;
  readonly direction: "asc" | "desc";
}

export const EVERYTHING: Filter = {
  search: "",
  state: "",
  method: "",
  group: "",
  sort: "priority",
  direction: "asc",
};

/** The filter that an address holds; words that are not known are passed over. */
export function filterOf(params: URLSearchParams): Filter {
  return {
    search: params.get("search") ?? "",
    state: STATES.find((state) => state === params.get("state")) ?? "",
    method: params.get("method") ?? "",
    group: params.get("group") ?? "",
    sort: SORTS.find((sort) => sort === params.get("sort")) ?? "priority",
    direction: params.get("direction") === "desc" ? "desc" : "asc",
  };
}

/** What stands in the address: only what differs from everything in order of use. */
export function wordsOf(filter: Filter): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).filter(([name, word]) => word !== EVERYTHING[name as keyof Filter]),
  );
}

/** What the API is asked with. */
export function queryOf(filter: Filter): Record<string, string> {
  const { method, ...rest } = filter;
  const query = { ...rest, authMethod: method };
  return Object.fromEntries(Object.entries(query).filter(([, word]) => word !== ""));
}

/** Whether the filter leaves anything out. */
export function isNarrow(filter: Filter): boolean {
  return [filter.search, filter.state, filter.method, filter.group].some((word) => word !== "");
}
