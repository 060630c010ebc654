import { describe, expect, it } from "vitest";
import { joined, LARGEST, read } from "@/screens/add/files";

describe("read", () => {
  it("reads text, and names what is none without stopping", async () => {
    const files = [
      new File(["ksk_example"], "keys.txt"),
      new File([new Uint8Array([0xff, 0xfe, 0x00])], "photo.bin"),
      new File(["a\0b"], "data.sqlite3"),
    ];
    expect(await read(files)).toEqual({
      texts: ["ksk_example"],
      tooLarge: [],
      unreadable: ["photo.bin", "data.sqlite3"],
    });
  });

  it("does not read a file that is too large", async () => {
    const file = new File(["x"], "big.json");
    Object.defineProperty(file, "size", { value: LARGEST + 1 });
    expect(await read([file])).toEqual({ texts: [], tooLarge: ["big.json"], unreadable: [] });
  });
});

describe("joined", () => {
  it("leaves one text as it is", () => {
    expect(joined(["  one\n"])).toBe("  one\n");
  });

  it("makes one list of objects, lists and exports", () => {
    const texts = ['{"a":1}', '[{"b":2}]', '{"version":"1","accounts":[{"c":3}]}'];
    expect(JSON.parse(joined(texts))).toEqual([{ a: 1 }, { b: 2 }, { c: 3 }]);
  });

  it("puts lines below each other", () => {
    expect(joined(["ksk_1\n", "ksk_2"])).toBe("ksk_1\nksk_2");
  });
});
