import { Suspense, lazy, useState } from "react";
import { Button } from "../components/Button.tsx";

const ShareThisLab = lazy(() => import("./ShareThisLab.tsx"));

/** Leads to the link, the code and the file of the open lab. */
export function ShareButton({ className = "" }: { readonly className?: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        className={className}
        onClick={() => {
          setOpen(true);
        }}
      >
        Share
      </Button>
      {open && (
        <Suspense fallback={null}>
          <ShareThisLab
            onClose={() => {
              setOpen(false);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
