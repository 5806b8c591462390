import type { Share } from "../../core/lessons/class.ts";
import styles from "./Teach.module.css";

/** A share as numbers, with its size behind them; a dash where nothing was asked. */
export function ShareCell({ share }: { readonly share: Share | undefined }) {
  if (share === undefined || share.of === 0) {
    return (
      <td className={styles["share"]}>
        <span aria-hidden="true">–</span>
        <span className="visually-hidden">nothing yet</span>
      </td>
    );
  }
  const { done, of } = share;
  return (
    <td className={styles["share"]} data-full={done === of}>
      <span style={{ inlineSize: `${Math.round((100 * done) / of)}%` }} aria-hidden="true" />
      {done}/{of}
    </td>
  );
}

/** For sorting: nothing asked comes before nothing right. */
export function shareOf(share: Share | undefined): number {
  return share === undefined || share.of === 0 ? -1 : share.done / share.of;
}
