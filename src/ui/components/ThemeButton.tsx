import { Monitor, Moon, Sun } from "lucide-react";
import type { Theme } from "../../store/preferences.ts";
import { usePreference, useSetPreferences } from "../hooks/usePreferences.ts";
import { Button } from "./Button.tsx";

const NEXT: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const ICON = { system: Monitor, light: Sun, dark: Moon } as const;
const NAME = { system: "as the system", light: "light", dark: "dark" } as const;

/** Goes round: as the system, light, dark. */
export function ThemeButton() {
  const theme = usePreference("theme");
  const set = useSetPreferences();
  const Icon = ICON[theme];
  return (
    <Button
      look="ghost"
      aria-label={`Theme: ${NAME[theme]}. Change to ${NAME[NEXT[theme]]}`}
      title={`Theme: ${NAME[theme]}`}
      onClick={() => {
        set({ theme: NEXT[theme] });
      }}
    >
      <Icon size={15} aria-hidden />
    </Button>
  );
}
