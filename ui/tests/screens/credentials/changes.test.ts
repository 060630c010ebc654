import { describe, expect, it } from "vitest";
import {
  type CredentialForm,
  changeOf,
  priorityOf,
  rebased,
  wordsIn,
} from "@/screens/credentials/changes";

const FORM: CredentialForm = {
  email: "ada@example.com",
  note: "",
  priority: "3",
  groups: "a, b",
  region: "us-east-1",
  authRegion: "",
  apiRegion: "",
  profileArn: "",
  machineId: "",
  proxyUrl: "http://proxy.example.com",
  proxyUsername: "ada",
  proxyPassword: "",
  endpoint: "ide",
};

describe("changeOf", () => {
  it.each<[Partial<CredentialForm>, object]>([
    [{}, {}],
    [{ note: " spare " }, { note: "spare" }],
    [{ region: "" }, { region: null }],
    [{ priority: "0" }, { priority: 0 }],
    [{ groups: "b；c, c" }, { groups: ["b", "c"] }],
    [{ groups: "" }, { groups: [] }],
    [{ proxyPassword: "pass word" }, { proxyPassword: "pass word" }],
    [{ email: " ada@example.com " }, {}],
  ])("turns %j into %j", (typed, change) => {
    expect(changeOf(FORM, { ...FORM, ...typed })).toEqual(change);
  });

  it("takes the proxy's name and password away with its address", () => {
    expect(changeOf(FORM, { ...FORM, proxyUrl: "" })).toEqual({
      proxyUrl: null,
      proxyUsername: null,
      proxyPassword: null,
    });
  });
});

describe("priorityOf", () => {
  it.each([
    ["0", 0],
    [" 12 ", 12],
    ["4294967295", 4_294_967_295],
    ["4294967296", null],
    ["-1", null],
    ["1.5", null],
    ["", null],
  ])("reads %j", (text, priority) => {
    expect(priorityOf(text)).toBe(priority);
  });
});

describe("wordsIn", () => {
  it("reads each word once, whatever keeps them apart", () => {
    expect(wordsIn("a, b;c\n，a，")).toEqual(["a", "b", "c"]);
  });
});

describe("rebased", () => {
  const mine = { ...FORM, note: "mine", priority: "1" };
  const theirs = { ...FORM, note: "theirs", region: "eu-central-1" };

  it("keeps what I typed and takes over what only they changed", () => {
    expect(rebased(FORM, mine, theirs).form).toEqual({ ...mine, region: "eu-central-1" });
  });

  it("names what both of us changed", () => {
    expect(rebased(FORM, mine, theirs).disputed).toEqual(["note"]);
  });

  it("disputes nothing when both wrote the same", () => {
    expect(rebased(FORM, mine, { ...theirs, note: "mine" }).disputed).toEqual([]);
  });
});
