import type { ReactNode } from "react";
import { Logo } from "./Logo.tsx";
import { ThemeButton } from "./ThemeButton.tsx";
import styles from "./SitePage.module.css";

export type SiteSection = "learn" | "quiz" | "practice" | "teach" | "progress";

const SECTIONS: readonly { readonly id: SiteSection; readonly name: string }[] = [
  { id: "learn", name: "Learn" },
  { id: "quiz", name: "Quiz" },
  { id: "practice", name: "Practise" },
  { id: "teach", name: "Teach" },
];

export interface SitePageProps {
  /** Which part of the site it is; marked in the head. */
  readonly current?: SiteSection;
  /** Where the skip link leads; an id within the children. */
  readonly skipTo: string;
  readonly skipText: string;
  readonly children: ReactNode;
}

/** A page beside the workspace: the head with the way to all others, and the content below. */
export function SitePage({ current, skipTo, skipText, children }: SitePageProps) {
  return (
    <div className={styles["page"]}>
      <a
        className={styles["skip"]}
        href={`#${skipTo}`}
        onClick={(event) => {
          // the hash is the page's address
          event.preventDefault();
          const target = document.getElementById(skipTo);
          target?.focus();
          target?.scrollIntoView();
        }}
      >
        {skipText}
      </a>
      <header className={styles["header"]}>
        <a className={styles["logo"]} href="#/" aria-label="Netpol Lab, first page">
          <Logo /> Netpol Lab
        </a>
        <nav className={styles["nav"]} aria-label="Main">
          {SECTIONS.map(({ id, name }) => (
            <a key={id} href={`#/${id}`} aria-current={id === current ? "page" : undefined}>
              {name}
            </a>
          ))}
          <a href="#/lab/empty">Sandbox</a>
        </nav>
        <ThemeButton />
        <a className={styles["button"]} href="#/lab/import">
          Open your own YAML
        </a>
      </header>
      {children}
    </div>
  );
}
