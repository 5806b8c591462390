import { Suspense, lazy, useEffect } from "react";
import { Route, Router, Switch } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import type { PreferencesStore } from "../../store/preferences.ts";
import { ErrorBoundary } from "../components/ErrorBoundary.tsx";
import { PreferencesContext, usePreference } from "../hooks/usePreferences.ts";
import { Home } from "../home/Home.tsx";
import styles from "./App.module.css";

const Workspace = lazy(() => import("./Workspace.tsx"));
const HomeDemo = lazy(() => import("./HomeDemo.tsx"));

/** Follows the chosen theme; "system" leaves it to the browser's own setting. */
function useTheme(): void {
  const theme = usePreference("theme");
  useEffect(() => {
    const root = document.documentElement;
    if (theme === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = theme;
  }, [theme]);
}

function Pages() {
  useTheme();
  return (
    <Router hook={useHashLocation}>
      <Switch>
        <Route path="/lab/:scenario?">
          {({ scenario }) => (
            <ErrorBoundary what="The lab">
              <Suspense fallback={<p className={styles["wait"]}>Opening the lab…</p>}>
                <Workspace key={scenario} route={scenario ?? "day26"} />
              </Suspense>
            </ErrorBoundary>
          )}
        </Route>
        <Route>
          <Home
            demo={
              <Suspense fallback={<div className={styles["place"]} aria-hidden="true" />}>
                <HomeDemo />
              </Suspense>
            }
          />
        </Route>
      </Switch>
    </Router>
  );
}

/** The whole page. */
export function App({ preferences }: { readonly preferences: PreferencesStore }) {
  return (
    <PreferencesContext value={preferences}>
      <Pages />
    </PreferencesContext>
  );
}
