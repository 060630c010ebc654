import { Monitor, Moon, Sun } from "lucide-react";
import { Segmented } from "@/components/fields";
import { setLanguage, useLanguage } from "@/i18n/language";
import { useTexts } from "@/i18n/texts";
import { setTheme, useTheme } from "@/theme/theme";
import { words } from "./texts";

/** How the page looks and speaks: kept in this browser. */
export function Choices() {
  const t = useTexts(words);
  return (
    <div className="flex flex-wrap gap-2">
      <Segmented
        label={t.theme}
        value={useTheme()}
        onChange={setTheme}
        options={[
          { value: "light", title: t.light, label: <Named icon={<Sun />} name={t.light} /> },
          { value: "dark", title: t.dark, label: <Named icon={<Moon />} name={t.dark} /> },
          { value: "system", title: t.system, label: <Named icon={<Monitor />} name={t.system} /> },
        ]}
      />
      <Segmented
        label={t.language}
        value={useLanguage()}
        onChange={setLanguage}
        options={[
          { value: "en", label: <span lang="en">EN</span>, title: "English" },
          { value: "zh", label: <span lang="zh-CN">中文</span>, title: "中文" },
        ]}
      />
    </div>
  );
}

function Named({ icon, name }: { icon: React.ReactNode; name: string }) {
  return (
    <>
      <span aria-hidden>{icon}</span>
      <span className="sr-only">{name}</span>
    </>
  );
}
