import { Suspense, lazy, useEffect, type ReactNode } from "react";
import { Route, Router, Switch } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { pathOf, type LabTarget } from "../../store/target.ts";
import type { PreferencesStore } from "../../store/preferences.ts";
import { ErrorBoundary } from "../components/ErrorBoundary.tsx";
import { PreferencesContext, usePreference } from "../hooks/usePreferences.ts";
import { Home } from "../home/Home.tsx";
import styles from "./App.module.css";

const Workspace = lazy(() => import("./Workspace.tsx"));
const HomeDemo = lazy(() => import("./HomeDemo.tsx"));
const PresenterPage = lazy(() => import("../demo/PresenterPage.tsx"));
const OpenShared = lazy(() => import("../share/OpenShared.tsx"));
const PrintPage = lazy(() => import("../print/PrintPage.tsx"));
const ProgressPage = lazy(() => import("../progress/ProgressPage.tsx"));
const TeachPage = lazy(() => import("../teach/TeachPage.tsx"));
const LearnPage = lazy(() => import("../learn/LearnPage.tsx"));
const GlossaryPage = lazy(() => import("../learn/GlossaryPage.tsx"));
const Practice = lazy(() => import("../quiz/Practice.tsx"));
const QuizPages = lazy(() => import("../quiz/QuizPages.tsx"));
const Continue = lazy(() => import("../home/Continue.tsx"));

/** Follows the chosen theme; "system" leaves it to the browser's own setting. */
function useTheme(): void {
  const theme = usePreference("theme");
  useEffect(() => {
    const root = document.documentElement;
    if (theme === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = theme;
  }, [theme]);
}

function LabOf({ target }: { readonly target: LabTarget }) {
  return (
    <ErrorBoundary what="The lab">
      <Suspense fallback={<p className={styles["wait"]}>Opening the lab…</p>}>
        <Workspace key={pathOf(target)} target={target} />
      </Suspense>
    </ErrorBoundary>
  );
}

/** A page that is fetched when it is opened. */
function Fetched({ what, children }: { readonly what: string; readonly children: ReactNode }) {
  return (
    <ErrorBoundary what={what}>
      <Suspense fallback={<p className={styles["wait"]}>Opening…</p>}>{children}</Suspense>
    </ErrorBoundary>
  );
}

function Pages() {
  useTheme();
  return (
    <Router hook={useHashLocation}>
      <Switch>
        <Route path="/lab/:name?">
          {({ name = "day26" }) => <LabOf target={{ kind: "lab", name }} />}
        </Route>
        <Route path="/learn">
          <Fetched what="The course">
            <LearnPage />
          </Fetched>
        </Route>
        <Route path="/glossary">
          <Fetched what="The glossary">
            <GlossaryPage />
          </Fetched>
        </Route>
        <Route path="/practice/:seed?">
          {({ seed }) => (
            <Fetched what="Practice">
              <Practice seed={seed} />
            </Fetched>
          )}
        </Route>
        <Route path={/^\/quiz(?<rest>[/?].*)?$/}>
          {({ rest = "" }) => (
            <Fetched what="The quiz">
              <QuizPages path={rest} />
            </Fetched>
          )}
        </Route>
        <Route path="/learn/:id/:step?">
          {({ id, step }) => <LabOf target={{ kind: "lesson", id, step }} />}
        </Route>
        <Route path="/puzzle/:id">{({ id }) => <LabOf target={{ kind: "puzzle", id }} />}</Route>
        <Route path="/challenge/:id">
          {({ id }) => <LabOf target={{ kind: "challenge", id }} />}
        </Route>
        <Route path="/demo/:id/notes">
          {({ id }) => (
            <ErrorBoundary what="The notes">
              <Suspense fallback={<p className={styles["wait"]}>Opening the notes…</p>}>
                <PresenterPage key={id} id={id} />
              </Suspense>
            </ErrorBoundary>
          )}
        </Route>
        <Route path="/demo/:id">{({ id }) => <LabOf target={{ kind: "demo", id }} />}</Route>
        <Route path="/progress">
          <Fetched what="Your progress">
            <ProgressPage />
          </Fetched>
        </Route>
        <Route path="/print/:id">
          {({ id }) => (
            <Fetched what="The handout">
              <PrintPage key={id} id={id} />
            </Fetched>
          )}
        </Route>
        <Route path="/teach">
          <Fetched what="The teacher’s page">
            <TeachPage />
          </Fetched>
        </Route>
        <Route path="/s/:data">
          {({ data }) => (
            <Fetched what="The link">
              <OpenShared key={data} data={data} />
            </Fetched>
          )}
        </Route>
        <Route>
          <Home
            demo={
              <Suspense fallback={<div className={styles["place"]} aria-hidden="true" />}>
                <HomeDemo />
              </Suspense>
            }
            progress={
              <Suspense fallback={<div className={styles["cards"]} aria-hidden="true" />}>
                <Continue />
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
