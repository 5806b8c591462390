/** Items as clusters of the lab: taken by its API server, they behave as the item says. */
import { describe, expect, it, vi } from "vitest";
import { practiceItem } from "../../../../src/core/lessons/practice/generate.ts";
import { TARGETS } from "../../../../src/core/lessons/practice/targets.ts";
import type { CheckSource } from "../../../../src/core/lessons/checks/registry.ts";
import { must, unmet } from "../../../support/lessons.ts";
import { runs } from "../../../support/runs.ts";
import { openHeadless, startOf } from "../../../support/session.ts";

vi.setConfig({ testTimeout: 600_000 });

const COUNT = runs(100);

/** The checks that do not hold in a lab of these documents. */
function unmetIn(yaml: readonly string[], checks: readonly CheckSource[]): readonly string[] {
  const lab = openHeadless(startOf(yaml.join("---\n")));
  const found = unmet(lab, checks);
  lab.session.close();
  return found;
}

/** Something has to change when its policies come. */
function itemThatDenies() {
  const items = [...Array(20).keys()].map((i) => practiceItem(`1.or-as-and.lab${i}`, []));
  const denies = ({ question }: (typeof items)[number]): boolean =>
    (question.verify?.checks ?? []).some(
      (check) => typeof check === "string" && check.endsWith(" deny"),
    );
  return items.find((item) => item.form === "who" && denies(item));
}

describe("an item opened in the lab", () => {
  it("holds what it says, the attempts of tools included", () => {
    const found: string[] = [];
    for (let index = 0; index < COUNT; index++) {
      const slug = TARGETS[index % TARGETS.length]?.slug ?? "";
      const { seed, question, cluster, policies } = practiceItem(`1.${slug}.lab${index}`, []);
      const say = (text: string): string => `${seed}: ${text}`;
      found.push(...unmetIn([cluster, policies], question.verify?.checks ?? []).map(say));
      if (question.type !== "fix") continue;
      if (unmetIn([cluster, policies], question.goal).length === 0) found.push(say("not broken"));
      found.push(...unmetIn([cluster, question.solution], question.goal).map(say));
    }
    expect(found).toEqual([]);
  });

  it("can be typed: kubectl takes the policies", async () => {
    const item = itemThatDenies();
    if (item === undefined) throw new Error("no item denies");
    const { cluster, policies, question } = item;
    const lab = openHeadless(startOf(cluster));
    expect(unmet(lab, question.verify?.checks ?? [])).not.toEqual([]);
    await must(lab, "kubectl apply -f -", policies);
    expect(unmet(lab, question.verify?.checks ?? [])).toEqual([]);
    lab.session.close();
  });
});
