import type { ButtonHTMLAttributes, Ref } from "react";
import styles from "./Button.module.css";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly ref?: Ref<HTMLButtonElement> | undefined;
  readonly look?: "plain" | "ghost" | "primary" | undefined;
  readonly size?: "small" | "medium" | "large" | undefined;
}

/** The one button of the page; `type` is "button" unless told otherwise. */
export function Button({
  look = "plain",
  size = "medium",
  className = "",
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      className={`${styles["button"] ?? ""} ${styles[look] ?? ""} ${styles[size] ?? ""} ${className}`}
      {...rest}
    />
  );
}
