/** A sentence with `code` between backticks, as the gateway writes it. */
export function Coded({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move
      <code key={index} className="font-mono text-2xs text-ink">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
