import { describe, expect, it } from "vitest";
import { isArray, isObject } from "../../../src/core/api/json.ts";
import { readRecords } from "../../support/corpus.ts";
import { apply, comparable, type ValidationRecord } from "./recorded.ts";

/**
 * Decided above this layer: kubectl's own checks of names, empty files and JSON streams; the
 * cluster's of namespaces, service accounts and free addresses; `kubectl apply` leaves out nulls.
 */
const ABOVE = new Set([
  "np-labels-10",
  "np-labels-43",
  "np-meta-08",
  "np-meta-17",
  "np-meta-19",
  "np-meta-20",
  "np-meta-26",
  "np-meta-28",
  "yaml-json-cut",
  "yaml-json-two",
  "yaml-only-comment",
  "yaml-only-dashes",
  "yaml-blank",
  "yaml-null-doc",
  "pod-39",
  "pod-meta-04",
  "svc-19",
]);

const records = readRecords<ValidationRecord>("validation.jsonl");
const outcomes = records.map((record) => ({ record, outcome: apply(record.manifest) }));
const judged = outcomes.filter(
  ({ record, outcome }) => outcome !== undefined && !ABOVE.has(record.id),
);

describe("manifests that a real cluster was given", () => {
  it("are nearly all decided in this layer", () => {
    expect(records.length).toBe(452);
    expect(judged.length).toBeGreaterThanOrEqual(405);
  });

  it.each(judged.map(({ record, outcome }) => [record.id, record, outcome] as const))(
    "%s",
    (_id, record, outcome) => {
      expect(outcome?.stderr.trim()).toBe(record.stderr.trim());
      const expected = isArray(record.result)
        ? record.result.filter(isObject)
        : isObject(record.result)
          ? [record.result]
          : [];
      const stored = (outcome?.stored ?? []).map((object: unknown) =>
        isObject(object) ? comparable(object) : {},
      );
      expect(stored).toEqual(expected.map(comparable));
    },
  );

  it("the comparison notices a defaulted field that is missing", () => {
    const policy = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: {} };
    const spec = { podSelector: {}, policyTypes: ["Ingress"] };
    expect(comparable({ ...policy, spec })).not.toEqual(
      comparable({ ...policy, spec: { podSelector: {} } }),
    );
  });
});
