import { useId, useState } from "react";
import { MIXED, randomPart, seedOf, SET_SIZE } from "../../../core/lessons/practice/seed.ts";
import { TARGETS } from "../../../core/lessons/practice/targets.ts";
import { topicTitle } from "../../../core/lessons/quiz/select.ts";
import { Button } from "../../components/Button.tsx";
import { SetLink } from "./SetLink.tsx";
import styles from "./practice.module.css";

const TOPICS = [...new Set(TARGETS.map(({ topic }) => topic))];
const SIZES = [5, SET_SIZE, 20] as const;

/** A set of items for a class: the link holds the seed, so that everybody gets the same. */
export function ClassSet() {
  const id = useId();
  const [topic, setTopic] = useState<string>(MIXED);
  const [size, setSize] = useState<number>(SET_SIZE);
  const [random, setRandom] = useState<string>();
  const seed = random === undefined ? undefined : seedOf(topic, random, size);
  return (
    <section className={styles["class"]} aria-labelledby={id}>
      <h2 id={id}>The same questions for a class</h2>
      <p>
        A link gives everybody the same clusters and the same questions. Nothing is sent anywhere.
      </p>
      <div className={styles["row"]}>
        <label>
          Topic
          <select
            value={topic}
            onChange={(event) => {
              setTopic(event.target.value);
            }}
          >
            <option value={MIXED}>All topics</option>
            {TOPICS.map((one) => (
              <option key={one} value={one}>
                {topicTitle(one)}
              </option>
            ))}
          </select>
        </label>
        <label>
          Questions
          <select
            value={size}
            onChange={(event) => {
              setSize(Number(event.target.value));
            }}
          >
            {SIZES.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <Button
          onClick={() => {
            setRandom(randomPart(`${Date.now()} ${Math.random()}`));
          }}
        >
          {seed === undefined ? "Make a set" : "Make another"}
        </Button>
        {seed !== undefined && <a href={`#/practice/${seed}`}>Open it</a>}
      </div>
      {seed !== undefined && <SetLink seed={seed} />}
    </section>
  );
}
