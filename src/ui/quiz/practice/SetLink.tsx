import { CopyButton } from "../../components/CopyButton.tsx";
import styles from "./practice.module.css";

/** The address of a set, to be handed out. */
export function SetLink({ seed }: { readonly seed: string }) {
  const { origin, pathname } = window.location;
  const url = `${origin}${pathname}#/practice/${seed}`;
  return (
    <div className={styles["link"]}>
      <span>Link for your class</span>
      <code>{url}</code>
      <CopyButton text={url} what="the link for your class" />
    </div>
  );
}
