import { describe, expect, it } from "vitest";
import {
  EVERYTHING,
  type Filter,
  filterOf,
  isNarrow,
  queryOf,
  wordsOf,
} from "@/screens/credentials/filter";

const SOME: Filter = {
  search: "ada@example.com",
  state: "needs login",
  method: "idc",
  group: "team a",
  sort: "remaining",
  direction: "desc",
};

describe("a filter", () => {
  it.each([[EVERYTHING], [SOME]])("comes back out of the address it was put in", (filter) => {
    expect(filterOf(new URLSearchParams(wordsOf(filter)))).toEqual(filter);
  });

  it("says nothing in the address when nothing is left out", () => {
    expect(wordsOf(EVERYTHING)).toEqual({});
  });

  it("passes over a state and an order that are not known", () => {
    expect(filterOf(new URLSearchParams("state=asleep&sort=luck"))).toEqual(EVERYTHING);
  });

  it("asks the API by its own names", () => {
    expect(queryOf({ ...EVERYTHING, method: "idc" })).toEqual({
      authMethod: "idc",
      sort: "priority",
      direction: "asc",
    });
  });

  it("is narrow when it leaves something out, whatever the order", () => {
    expect([isNarrow({ ...EVERYTHING, sort: "id" }), isNarrow(SOME)]).toEqual([false, true]);
  });
});
