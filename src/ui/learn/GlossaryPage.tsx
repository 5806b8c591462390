import { useEffect, useMemo, useState } from "react";
import type { Term } from "../../core/lessons/schema/lesson.ts";
import { loadGlossary } from "../../store/content.ts";
import { SitePage } from "../components/SitePage.tsx";
import styles from "./learn.module.css";

const idOf = (term: string): string => `term-${term.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;

/** All words of the course, to read or to search. */
export default function GlossaryPage() {
  const [terms, setTerms] = useState<readonly Term[]>();
  const [failed, setFailed] = useState(false);
  const [search, setSearch] = useState("");
  useEffect(() => {
    let left = false;
    loadGlossary().then(
      (list) => {
        if (!left) setTerms(list);
      },
      () => {
        if (!left) setFailed(true);
      },
    );
    return () => {
      left = true;
    };
  }, []);
  const found = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return (terms ?? [])
      .filter(({ term, short, more }) => `${term} ${short} ${more}`.toLowerCase().includes(wanted))
      .toSorted((a, b) => a.term.localeCompare(b.term, "en", { sensitivity: "base" }));
  }, [terms, search]);
  return (
    <SitePage current="learn" skipTo="terms" skipText="Skip to the words">
      <main className={styles["page"]}>
        <header className={styles["head"]}>
          <div>
            <h1>Glossary</h1>
            <p>The words of the course. They mean here what they mean in Kubernetes.</p>
          </div>
          <label className={styles["search"]}>
            Find a word
            <input
              type="search"
              value={search}
              onChange={(event) => {
                setSearch(event.target.value);
              }}
            />
          </label>
        </header>
        {failed && (
          <p>The glossary could not be fetched. Check the connection and reload the page.</p>
        )}
        {terms === undefined && !failed && <p>Fetching the words…</p>}
        {terms !== undefined && found.length === 0 && (
          <p>{`No word here holds “${search.trim()}”. Try a shorter part of it.`}</p>
        )}
        <dl id="terms" tabIndex={-1} className={styles["terms"]}>
          {found.map(({ term, short, more, see }) => (
            <div key={term} id={idOf(term)}>
              <dt>{term}</dt>
              <dd>
                {short} <span>{more}</span>
                {see !== undefined && see.length > 0 && (
                  <small>
                    See also:{" "}
                    {see.map((other, index) => (
                      <span key={other}>
                        {index > 0 && ", "}
                        <button
                          type="button"
                          onClick={() => {
                            setSearch("");
                            requestAnimationFrame(() => {
                              document.getElementById(idOf(other))?.scrollIntoView();
                            });
                          }}
                        >
                          {other}
                        </button>
                      </span>
                    ))}
                  </small>
                )}
              </dd>
            </div>
          ))}
        </dl>
      </main>
    </SitePage>
  );
}
