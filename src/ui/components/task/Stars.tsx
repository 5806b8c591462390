import styles from "./task.module.css";

/** One to three stars, said in words as well. */
export function Stars({ stars }: { readonly stars: number }) {
  return (
    <span className={styles["stars"]} role="img" aria-label={`${stars} of 3 stars`}>
      {[1, 2, 3].map((place) => (
        <i key={place} data-on={place <= stars} aria-hidden="true">
          {place <= stars ? "★" : "☆"}
        </i>
      ))}
    </span>
  );
}
