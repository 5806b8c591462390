import { Dialog as Base } from "@base-ui/react/dialog";
import { useEffect, useId, useState } from "react";
import { labFile } from "../../store/labFile.ts";
import { linkTo } from "../../store/address.ts";
import { linkOfLab, LINK_LIMIT } from "../../store/share.ts";
import { Button } from "../components/Button.tsx";
import { CopyButton } from "../components/CopyButton.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { download } from "../components/download.ts";
import { useLab } from "../hooks/useLab.ts";
import { usePreference } from "../hooks/usePreferences.ts";
import { shareChoices } from "./choices.ts";
import { QrCode } from "../components/QrCode.tsx";
import styles from "./Share.module.css";

export interface ShareDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** The step of the lesson that the learner is at. */
  readonly step?: string | undefined;
  /** The scenario that the lab stems from, when its beginning has an address. */
  readonly scenario?: string | undefined;
}

type Made =
  | { readonly kind: "link"; readonly link: string }
  | { readonly kind: "too-large"; readonly length: number }
  | { readonly kind: "failed"; readonly message: string };

/** The open lab as a link, a QR code, or a file. */
export default function ShareDialog({ open, onClose, step, scenario }: ShareDialogProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Share this lab"
      description="The link holds everything and needs no server. Who opens it works on a copy of their own."
    >
      <Body step={step} scenario={scenario} />
    </Dialog>
  );
}

function Body({ step, scenario }: Pick<ShareDialogProps, "step" | "scenario">) {
  const lab = useLab();
  const network = usePreference("networkView");
  const name = useId();
  const choices = shareChoices(lab.activity, step, scenario);
  const [picked, setPicked] = useState(choices[0]?.value);
  const [commands, setCommands] = useState(false);
  const [made, setMade] = useState<Made>();
  const [large, setLarge] = useState(false);
  const choice = choices.find(({ value }) => value === picked);
  const path = choice?.path;
  useEffect(() => {
    if (path !== undefined) return undefined;
    let left = false;
    linkOfLab(lab, { commands, network }).then(
      (result) => {
        if (left) return;
        setMade(
          result.ok
            ? { kind: "link", link: result.link }
            : { kind: "too-large", length: result.length },
        );
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        if (!left) setMade({ kind: "failed", message });
      },
    );
    return () => {
      left = true;
    };
  }, [lab, network, commands, path]);
  const shown: Made | undefined = path === undefined ? made : { kind: "link", link: linkTo(path) };
  const save = (): void => {
    const file = labFile(lab);
    download(file.name, new Blob([file.text], { type: "application/json" }));
  };
  return (
    <>
      <fieldset className={styles["choices"]}>
        <legend>What is shared</legend>
        {choices.map(({ value, label, note }) => (
          <label key={value} className={styles["choice"]}>
            <input
              type="radio"
              name={name}
              checked={value === picked}
              onChange={() => {
                setPicked(value);
              }}
            />
            <span>
              <b>{label}</b>
              <small>{note}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {path === undefined && (
        <label className={styles["commands"]}>
          <input
            type="checkbox"
            checked={commands}
            onChange={(event) => {
              setCommands(event.target.checked);
            }}
          />
          With the commands that were typed
        </label>
      )}
      {shown === undefined && <p role="status">Making the link…</p>}
      {shown?.kind === "failed" && (
        <p role="alert">The link could not be made: {shown.message}. Download the file instead.</p>
      )}
      {shown?.kind === "too-large" && (
        <p role="status">
          This lab is too large for a link: {shown.length.toLocaleString("en")} characters, and
          programs cut links of more than {LINK_LIMIT.toLocaleString("en")}. Send it as a file.
        </p>
      )}
      {shown?.kind === "link" && (
        <Link
          link={shown.link}
          onLarge={() => {
            setLarge(true);
          }}
        />
      )}
      <div className={styles["file"]}>
        <Button look={shown?.kind === "too-large" ? "primary" : "plain"} onClick={save}>
          Download as a file
        </Button>
        <span>
          The whole lab with its history. It is opened by “Open your own YAML”, or dropped there.
        </span>
      </div>
      {shown?.kind === "link" && (
        <LargeCode
          link={shown.link}
          open={large}
          onClose={() => {
            setLarge(false);
          }}
        />
      )}
    </>
  );
}

function Link({ link, onLarge }: { readonly link: string; readonly onLarge: () => void }) {
  const id = useId();
  return (
    <>
      <div className={styles["head"]}>
        <label htmlFor={id}>Link</label>
        <small>{link.length.toLocaleString("en")} characters</small>
      </div>
      <div className={styles["link"]}>
        <input
          id={id}
          readOnly
          value={link}
          spellCheck={false}
          onFocus={(event) => {
            event.target.select();
          }}
        />
        <CopyButton text={link} what="the link" />
      </div>
      <div className={styles["code"]}>
        <QrCode link={link} label="QR code of the link" className={styles["qr"]} />
        <Button onClick={onLarge}>Show it full screen</Button>
      </div>
    </>
  );
}

/** The code as large as the screen, for a class in front of a projector. */
function LargeCode({
  link,
  open,
  onClose,
}: {
  readonly link: string;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Base.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Base.Portal>
        <Base.Popup className={styles["full"]}>
          <Base.Title className="visually-hidden">QR code of the link</Base.Title>
          <QrCode link={link} label="QR code of the link" className={styles["fullCode"]} />
          <Base.Close className={styles["fullClose"]}>Close</Base.Close>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
