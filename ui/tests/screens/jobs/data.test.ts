import { describe, expect, it } from "vitest";
import type { JobItem, JobView } from "@/api/types";
import { passedOver, ranked } from "@/screens/jobs/data";

const item = (index: number, state: JobItem["state"]): JobItem => ({
  index,
  credentialId: index,
  label: `credential ${index}`,
  state,
  message: "",
});

describe("ranked", () => {
  it("puts what failed first and what waits last, each in its order", () => {
    const items = [
      item(0, "waiting"),
      item(1, "done"),
      item(2, "failed"),
      item(3, "done"),
      item(4, "failed"),
    ];
    expect(ranked(items).map(({ index }) => index)).toEqual([2, 4, 1, 3, 0]);
  });
});

describe("passedOver", () => {
  it("counts the steps that are finished and neither done nor failed", () => {
    const job = { finished: 9, succeeded: 5, failed: 1 } as JobView;
    expect(passedOver(job)).toBe(3);
  });
});
