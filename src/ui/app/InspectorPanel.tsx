import { X } from "lucide-react";
import { Suspense, lazy } from "react";
import type { NetworkPolicy } from "../../core/api/objects.ts";
import type { FlowRequest } from "../../core/graph/types.ts";
import type { Finding } from "../../core/lint/finding.ts";
import type { PolicyRef } from "../../core/netpol/types.ts";
import { lineOf } from "../../core/session/objectText.ts";
import { HOME } from "../../core/session/home.ts";
import type { InspectorTab, ProblemFix } from "../../store/lab.ts";
import { Button } from "../components/Button.tsx";
import { Empty } from "../components/Empty.tsx";
import { ErrorBoundary } from "../components/ErrorBoundary.tsx";
import { useLab, useLabState } from "../hooks/useLab.ts";
import { ChangesView } from "../inspector/ChangesView.tsx";
import { FlowView } from "../inspector/FlowView.tsx";
import { NamespaceView } from "../inspector/NamespaceView.tsx";
import { PodView } from "../inspector/PodView.tsx";
import { PolicyView } from "../inspector/PolicyView.tsx";
import inspector from "../inspector/Inspector.module.css";
import { FindingCount } from "../lint/FindingCount.tsx";
import { useFindings } from "../lint/useFindings.ts";
import { PanelFrame } from "./PanelFrame.tsx";
import { useCompared } from "./useCompared.ts";

// the editor is large and a lab begins without it
const EditorPanel = lazy(async () => ({
  default: (await import("../editor/EditorPanel.tsx")).EditorPanel,
}));

const FindingsView = lazy(async () => ({
  default: (await import("../lint/FindingsView.tsx")).FindingsView,
}));

interface Props {
  readonly bare: boolean;
  readonly onTry: (flow: FlowRequest) => void;
  readonly onHoverPolicy: (id: string | undefined) => void;
  /** Leads to the network where it is not beside. */
  readonly onShowNetwork?: (() => void) | undefined;
  /** Present when the panel is a drawer. */
  readonly onClose?: () => void;
}

const NAMES = { pod: "Pod", flow: "Why?", policy: "Policy", namespace: "Namespace" } as const;

/** Whatever is selected, the editor, and what the last step changed. */
export function InspectorPanel({ bare, onTry, onHoverPolicy, onShowNetwork, onClose }: Props) {
  const lab = useLab();
  const tab = useLabState((state) => state.tab);
  const selected = useLabState((state) => state.selected);
  const cluster = useLabState((state) => state.cluster);
  const found = useFindings(cluster);
  const tabs: readonly { readonly id: InspectorTab; readonly name: string }[] = [
    { id: "selection", name: selected === undefined ? "Why?" : NAMES[selected.kind] },
    { id: "editor", name: "YAML" },
    { id: "changes", name: "Changes" },
    { id: "findings", name: "Findings" },
  ];
  return (
    <PanelFrame
      panel="inspector"
      name="Inspector"
      bare={bare || onClose !== undefined}
      bar={
        <>
          <div className={inspector["tabs"]} role="tablist" aria-label="Inspector">
            {tabs.map(({ id, name }) => (
              <button
                key={id}
                type="button"
                role="tab"
                id={`inspector-tab-${id}`}
                aria-selected={tab === id}
                aria-controls="inspector-body"
                tabIndex={tab === id ? 0 : -1}
                onClick={() => {
                  lab.store.setState({ tab: id });
                }}
                onKeyDown={(event) => {
                  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
                  if (step === 0) return;
                  const at = tabs.findIndex((candidate) => candidate.id === id);
                  const next = tabs[(at + step + tabs.length) % tabs.length];
                  if (next === undefined) return;
                  lab.store.setState({ tab: next.id });
                  document.getElementById(`inspector-tab-${next.id}`)?.focus();
                }}
              >
                {name}
                {id === "findings" && <FindingCount findings={found.findings} />}
              </button>
            ))}
          </div>
          {onClose !== undefined && (
            <Button
              look="ghost"
              size="small"
              aria-label="Close the inspector"
              onClick={onClose}
              style={{ marginLeft: "auto" }}
            >
              <X size={14} aria-hidden />
            </Button>
          )}
        </>
      }
    >
      <div
        id="inspector-body"
        className={inspector["body"]}
        role="tabpanel"
        aria-labelledby={`inspector-tab-${tab}`}
        style={{ height: "100%" }}
      >
        <ErrorBoundary what="The inspector">
          {tab === "selection" && (
            <Selection onTry={onTry} onHoverPolicy={onHoverPolicy} onShowNetwork={onShowNetwork} />
          )}
          <Suspense fallback={<p className={inspector["muted"]}>Opening…</p>}>
            {tab === "editor" && <Editor />}
            {tab === "findings" && (
              <Findings
                findings={found.findings}
                isBusy={found.of !== cluster}
                onHoverPolicy={onHoverPolicy}
                onShowNetwork={onShowNetwork}
              />
            )}
          </Suspense>
          {tab === "changes" && <Changes />}
        </ErrorBoundary>
      </div>
    </PanelFrame>
  );
}

/** Shows the YAML of a live policy at a path. */
function useOpenPolicy(): (policy: PolicyRef, path: string) => void {
  const lab = useLab();
  return ({ namespace, name }, path) => {
    const object = lab.session.cluster.state.objects
      .get("networking.k8s.io/NetworkPolicy")
      ?.get(`${namespace}/${name}`) as NetworkPolicy | undefined;
    if (object !== undefined) lab.openObject(object, lineOf(object, path));
  };
}

function Selection({
  onTry,
  onHoverPolicy,
  onShowNetwork,
}: Pick<Props, "onTry" | "onHoverPolicy" | "onShowNetwork">) {
  const lab = useLab();
  const cluster = useLabState((state) => state.cluster);
  const selected = useLabState((state) => state.selected);
  const tried = useLabState((state) => state.tried);
  const preview = useLabState((state) => state.preview);
  const openPolicy = useOpenPolicy();
  // a moment that was picked in Changes is explained as it was then
  const { shown, banner } = useCompared();
  const { outside } = lab.session.scenario;
  const selectPod = (id: string): void => {
    lab.select({ kind: "pod", id });
  };
  const selectFlow = (flow: FlowRequest): void => {
    lab.select({ kind: "flow", flow });
  };
  const selectPolicy = (id: string): void => {
    lab.select({ kind: "policy", id });
  };
  switch (selected?.kind) {
    case undefined:
      return (
        <Empty title="Why does a packet pass, or not?">
          <p>
            Select a flow and this says gate by gate why it passes or is dropped. Select a pod to
            see its gates and all its flows.
          </p>
          <p>
            Or call one pod from another in the terminal: what is dropped offers its reason there.
          </p>
        </Empty>
      );
    case "flow":
      return (
        <FlowView
          cluster={banner === undefined ? cluster : shown}
          past={banner}
          flow={selected.flow}
          outside={outside}
          tried={tried}
          onOpenPolicy={openPolicy}
          onOpenObject={(object, path) => {
            lab.openObject(object, lineOf(object, path));
          }}
          onHoverPolicy={onHoverPolicy}
          onTry={onTry}
          previewed={preview?.label}
          onPreview={(miss) => {
            lab.preview(miss && { label: miss.title, edits: miss.edits });
            if (miss !== undefined) onShowNetwork?.();
          }}
          onApply={({ title, edits }) => {
            void lab.applyEdits(title, edits);
          }}
          onSelectFlow={selectFlow}
        />
      );
    case "pod":
      return selected.id.startsWith("pod/") ? (
        <PodView
          key={selected.id}
          cluster={cluster}
          id={selected.id}
          onSelectFlow={selectFlow}
          onSelectPolicy={selectPolicy}
          onTry={onTry}
          radius={selected.radius}
          onRadius={(radius) => {
            lab.select({ kind: "pod", id: selected.id, ...(radius && { radius }) });
          }}
          onEdit={(_, namespace, name) => {
            const pod = cluster.objects.get("/Pod")?.get(`${namespace}/${name}`);
            if (pod !== undefined) lab.openObject(pod, 1);
          }}
        />
      ) : (
        <Empty title={selected.id.split("/").slice(1).join("/")}>
          <p>
            This address is outside the cluster. No policy guards it: only the pod&apos;s end of a
            flow is judged.
          </p>
        </Empty>
      );
    case "policy":
      return (
        <PolicyView
          cluster={cluster}
          id={selected.id}
          onSelectPod={selectPod}
          onOpenPolicy={openPolicy}
        />
      );
    case "namespace":
      return (
        <NamespaceView
          cluster={cluster}
          name={selected.name}
          onSelectPod={selectPod}
          onSelectPolicy={selectPolicy}
        />
      );
  }
}

function Editor() {
  const lab = useLab();
  const files = useLabState((state) => state.files);
  const open = useLabState((state) => state.open);
  return (
    <EditorPanel
      home={HOME}
      files={files}
      path={open?.path}
      waiting={open?.waiting ?? false}
      reveal={open?.reveal}
      onOpen={(path) => {
        lab.openFile(path);
      }}
      onClose={() => {
        lab.closeFile();
      }}
      onWrite={(path, text) => {
        lab.writeFile(path, text);
      }}
      onApply={(path) => lab.applyFile(path)}
      onNewPolicy={() => {
        lab.newPolicy();
      }}
      check={(path, text) => lab.checkFile(path, text)}
      onFix={({ title, edits }: ProblemFix) => {
        if (edits !== undefined) void lab.applyEdits(title, edits);
      }}
    />
  );
}

function Changes() {
  const lab = useLab();
  const { shown, base, label } = useCompared();
  const labels = useLabState((state) => state.labels);
  const position = useLabState((state) => state.position);
  const compare = useLabState((state) => state.compare);
  const preview = useLabState((state) => state.preview);
  return (
    <ChangesView
      label={label}
      scenario={lab.session.scenario}
      before={base}
      after={shown}
      {...(preview === undefined && labels.length > 1
        ? {
            moments: {
              labels,
              from: compare?.from ?? Math.max(0, position - 1),
              to: compare?.to ?? position,
              picked: compare !== undefined,
              onPick: (pair) => {
                lab.store.setState({ compare: pair });
              },
            },
          }
        : {})}
      onSelectFlow={(flow) => {
        lab.select({ kind: "flow", flow });
      }}
    />
  );
}

const KINDS = {
  NetworkPolicy: "networking.k8s.io/NetworkPolicy",
  Pod: "/Pod",
  Namespace: "/Namespace",
} as const;

function Findings({
  findings,
  isBusy,
  onHoverPolicy,
  onShowNetwork,
}: Pick<Props, "onHoverPolicy" | "onShowNetwork"> & {
  readonly findings: readonly Finding[];
  readonly isBusy: boolean;
}) {
  const lab = useLab();
  const cluster = useLabState((state) => state.cluster);
  const preview = useLabState((state) => state.preview);
  return (
    <FindingsView
      cluster={cluster}
      findings={findings}
      isBusy={isBusy}
      policies={cluster.objects.get(KINDS.NetworkPolicy)?.size ?? 0}
      previewed={preview?.label}
      onOpen={({ object: { kind, namespace = "", name }, path }) => {
        const object = cluster.objects.get(KINDS[kind])?.get(`${namespace}/${name}`);
        if (object !== undefined) lab.openObject(object, lineOf(object, path));
      }}
      onPreview={(fix, label) => {
        lab.preview(fix && { label, edits: fix.edits });
        if (fix !== undefined) onShowNetwork?.();
      }}
      onApply={({ edits }, label) => {
        void lab.applyEdits(label, edits);
      }}
      onHoverPolicy={onHoverPolicy}
    />
  );
}
