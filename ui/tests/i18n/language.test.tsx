import { act, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { setLanguage } from "@/i18n/language";
import { texts, useTexts } from "@/i18n/texts";

const words = texts(
  { hello: "Hello", rows: (count: number) => `${count} rows` },
  { hello: "你好", rows: (count: number) => `${count} 行` },
);

function Shown() {
  const t = useTexts(words);
  return <p>{`${t.hello}, ${t.rows(3)}`}</p>;
}

afterEach(() => setLanguage("en"));

test("a switch changes what is shown, the page's language, and is remembered", () => {
  render(<Shown />);
  expect(screen.getByText("Hello, 3 rows")).toBeTruthy();

  act(() => setLanguage("zh"));

  expect(screen.getByText("你好, 3 行")).toBeTruthy();
  expect(document.documentElement.lang).toBe("zh-CN");
  expect(localStorage.getItem("kiro-py.language")).toBe("zh");
});
