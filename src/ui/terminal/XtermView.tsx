import { FitAddon } from "@xterm/addon-fit";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { useEffect, useRef } from "react";
import type { TerminalDevice } from "../../core/shell/tty.ts";
import styles from "./Terminal.module.css";

export interface XtermViewProps {
  readonly device: TerminalDevice;
  readonly attach: (view: (text: string) => void, read: () => readonly string[]) => () => void;
  readonly screenReader: boolean;
  readonly visible: boolean;
  readonly prompts: number;
  readonly label: string;
  /** A new number asks for the focus. */
  readonly focusRequests: number;
  /** In px. */
  readonly fontSize?: number | undefined;
}

const FONT_SIZE = 12.5;

const token = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function createTerminal(screenReader: boolean, fontSize: number): Terminal {
  return new Terminal({
    fontFamily: token("--mono"),
    fontSize,
    lineHeight: 1.25,
    cursorBlink: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    scrollback: 5000,
    screenReaderMode: screenReader,
    convertEol: false,
    allowProposedApi: false,
    theme: {
      background: token("--term"),
      foreground: token("--term-text"),
      cursor: token("--term-cursor"),
      selectionBackground: token("--term-selection"),
      green: "#7ee0b8",
      red: "#ff9a73",
      yellow: "#e6b54a",
      brightYellow: "#e6b54a",
      brightBlack: token("--term-dim"),
    },
  });
}

/** The lines above the one with the cursor; what was wrapped is one line again. */
function linesOf({ buffer: { normal } }: Terminal): readonly string[] {
  const lines: string[] = [];
  for (let y = 0; y < normal.baseY + normal.cursorY; y++) {
    const line = normal.getLine(y);
    const text = line?.translateToString(true) ?? "";
    if (line?.isWrapped === true) lines.push((lines.pop() ?? "") + text);
    else lines.push(text);
  }
  return lines;
}

/** A terminal of the page. Keys go to the device, what the device prints is shown. */
export default function XtermView(props: XtermViewProps) {
  const { device, attach, screenReader, visible, prompts, label, focusRequests } = props;
  const { fontSize = FONT_SIZE } = props;
  const host = useRef<HTMLDivElement>(null);
  const terminal = useRef<Terminal>(undefined);
  const fit = useRef<FitAddon>(undefined);

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const view = createTerminal(false, fontSize);
    const fitting = new FitAddon();
    view.loadAddon(fitting);
    view.loadAddon(
      new WebLinksAddon((_, uri) => window.open(uri, "_blank", "noopener,noreferrer")),
    );
    view.open(element);
    terminal.current = view;
    fit.current = fitting;
    const resize = (): void => {
      if (element.clientHeight === 0) return;
      fitting.fit();
      device.resize(view.cols, view.rows);
    };
    resize();
    const detach = attach(
      (text) => {
        view.write(text);
      },
      () => linesOf(view),
    );
    const input = view.onData((text) => {
      device.input(text);
    });
    // keys that belong to the page leave the terminal
    view.attachCustomKeyEventHandler(
      (event) =>
        event.key !== "F6" && !(event.ctrlKey && event.shiftKey && /^Arrow/.test(event.key)),
    );
    const observer = new ResizeObserver(resize);
    observer.observe(element);
    return () => {
      observer.disconnect();
      input.dispose();
      detach(); // reads the lines for the last time
      view.dispose();
      terminal.current = undefined;
    };
    // another size is another view: this one keeps widths that it once measured
  }, [device, attach, fontSize]);

  useEffect(() => {
    if (terminal.current !== undefined) terminal.current.options.screenReaderMode = screenReader;
  }, [screenReader]);

  const asked = useRef(focusRequests);
  useEffect(() => {
    if (!visible || asked.current === focusRequests) return;
    asked.current = focusRequests;
    terminal.current?.focus();
  }, [focusRequests, visible]);

  useEffect(() => {
    const element = host.current;
    const textarea = element?.querySelector("textarea");
    textarea?.setAttribute("aria-label", `${label}. F6 leaves the terminal.`);
  }, [label]);

  return <div ref={host} className={styles["xterm"]} hidden={!visible} data-prompts={prompts} />;
}
