/** One event of a text/event-stream. */
export interface StreamEvent {
  readonly name: string;
  readonly data: string;
}

/** Cuts a text/event-stream into its events, however its text arrives. */
export class EventCutter {
  #rest = "";

  /** Take more text; return the events that are whole now. */
  push(text: string): StreamEvent[] {
    const parts = (this.#rest + text).replaceAll("\r\n", "\n").split("\n\n");
    this.#rest = parts.pop() ?? "";
    return parts.flatMap((part) => read(part));
  }
}

function read(part: string): StreamEvent[] {
  let name = "message";
  const data: string[] = [];
  for (const line of part.split("\n")) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  return data.length === 0 ? [] : [{ name, data: data.join("\n") }];
}
