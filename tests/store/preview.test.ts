import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/api/json.ts";
import type { KubeObject } from "../../src/core/api/objects.ts";
import { objectText } from "../../src/core/session/objectText.ts";
import { checkManifest } from "../../src/store/manifests.ts";
import { editsOfApply, previewOn } from "../../src/store/preview.ts";
import { ALLOW_WEB, DENY_ALL, SMALL, openHeadless, startOf } from "../support/session.ts";

const start = startOf([SMALL, DENY_ALL].join("---"));
const KIND = "networking.k8s.io/NetworkPolicy";

describe("what a text would do", () => {
  /** The edits of applying a text, after the API server's dry run. */
  async function editsOf(text: string) {
    const { session, host } = openHeadless(start);
    const { problems, objects } = await host.finish(checkManifest(session, text));
    expect(session.history.moments).toHaveLength(1);
    return { problems, edits: editsOfApply(session.cluster.state, objects) };
  }

  it.each<[string, string, readonly string[]]>([
    ["a new policy", ALLOW_WEB, ["create-policy"]],
    ["one that is there, changed", DENY_ALL.replace("[Ingress]", "[Egress]"), ["replace-policy"]],
    ["one that is there as it is", DENY_ALL, []],
    ["both", [DENY_ALL, ALLOW_WEB].join("---"), ["create-policy", "replace-policy"]],
    ["something else", SMALL, []],
    ["a comment", "# nothing yet", []],
    ["half a text", "kind: NetworkPolicy\nspec: {", []],
  ])("%s", async (_, text, kinds) => {
    const { edits } = await editsOf(text);
    expect(edits.map(({ kind }) => kind).sort()).toEqual(kinds);
  });

  it("says what is wrong, and then previews nothing", async () => {
    const { problems, edits } = await editsOf(ALLOW_WEB.replace("allow-web", "Allow_Web"));
    expect(problems).not.toEqual([]);
    expect(edits).toEqual([]);
  });

  it("is a cluster beside the real one", () => {
    const policy = start.cluster.objects.get(KIND)?.get("default/deny-all");
    if (policy === undefined) throw new Error("no policy");
    const preview = previewOn(start.cluster, {
      label: "without it",
      edits: [{ kind: "delete-policy", policy: { namespace: "default", name: "deny-all" } }],
    });
    expect(preview?.cluster.objects.get(KIND)?.size).toBe(0);
    expect(start.cluster.objects.get(KIND)?.size).toBe(1);
    expect(previewOn(start.cluster, undefined)).toBeUndefined();
    const same: KubeObject & JsonObject = JSON.parse(JSON.stringify(policy)) as KubeObject &
      JsonObject;
    expect(objectText(same)).toBe(objectText(policy));
    expect(editsOfApply(start.cluster, [same])).toEqual([]);
  });
});
