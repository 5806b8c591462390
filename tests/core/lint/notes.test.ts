import { expect, test } from "vitest";
import { readCorpus } from "../../support/corpus.ts";
import { findings } from "./folder.ts";

const NOTES = readCorpus("lint/notes.yaml");

test("of policies alone, only those that say something else than they seem to are found", () => {
  expect(findings(NOTES)).toEqual([
    "or-not-and allow-frontend-ingress spec.ingress[0].from[1]",
    "dns-udp-only frontend-egress spec.egress[1].ports[0]",
    "dns-udp-only frontend-policy spec.egress[1].ports[0]",
    "dns-udp-only backend-policy spec.egress[1].ports[0]",
    "or-not-and api-policy spec.egress[1].to[1]",
    "dns-udp-only api-policy spec.egress[1].ports[0]",
  ]);
});
