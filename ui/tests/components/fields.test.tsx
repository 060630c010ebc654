import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Field, Input, SearchInput } from "@/components/fields";

test("a slash leads to the search, but is a slash where one types", async () => {
  render(
    <>
      <SearchInput label="Search" value="" onChange={() => undefined} />
      <input aria-label="Other" />
    </>,
  );

  await userEvent.type(screen.getByLabelText("Other"), "a/b");
  expect(screen.getByLabelText<HTMLInputElement>("Other").value).toBe("a/b");
  fireEvent.keyDown(document.body, { key: "/" });

  expect(document.activeElement).toBe(screen.getByLabelText("Search"));
});

test("a search waits until the typing pauses", () => {
  vi.useFakeTimers();
  const found = vi.fn();
  render(<SearchInput label="Search" value="" onChange={found} />);

  for (const value of ["a", "ad", "ada "]) {
    fireEvent.change(screen.getByLabelText("Search"), { target: { value } });
    vi.advanceTimersByTime(100);
  }
  vi.advanceTimersByTime(1_000);
  vi.useRealTimers();

  expect(found.mock.calls).toEqual([["ada"]]);
});

test("what is wrong with a field belongs to it", () => {
  render(
    <Field label="Name" hint="Any" problem="That is taken">
      {(wiring) => <Input {...wiring} />}
    </Field>,
  );

  const field = screen.getByLabelText("Name");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(document.getElementById(field.getAttribute("aria-describedby") ?? "")?.textContent).toBe(
    "That is taken",
  );
});
