import { describe, expect, it } from "vitest";
import { EventCutter } from "@/screens/playground/events";

const STREAM =
  'event: ping\ndata: {}\n\n: a comment\n\nevent: message_stop\r\ndata: {"a":\r\ndata: 1}\r\n\r\n';
const EVENTS = [
  { name: "ping", data: "{}" },
  { name: "message_stop", data: '{"a":\n1}' },
];

describe("EventCutter", () => {
  it("gives the events of a whole stream, without its comments", () => {
    expect(new EventCutter().push(STREAM)).toEqual(EVENTS);
  });

  it("gives the same events however the text is cut", () => {
    for (let size = 1; size < STREAM.length; size += 1) {
      const cutter = new EventCutter();
      const found = [];
      for (let from = 0; from < STREAM.length; from += size) {
        found.push(...cutter.push(STREAM.slice(from, from + size)));
      }
      expect(found).toEqual(EVENTS);
    }
  });

  it("holds back an event that has not ended", () => {
    expect(new EventCutter().push("event: ping\ndata: {}\n")).toEqual([]);
  });
});
