/** What the API fills in where a client left fields out, by `group/Kind`. */
import type { JsonObject } from "../../api/json.ts";
import { defaultNetworkPolicy } from "./networkPolicy.ts";

type Defaulter = (object: JsonObject) => JsonObject;

const DEFAULTERS: ReadonlyMap<string, Defaulter> = new Map([
  ["networking.k8s.io/NetworkPolicy", defaultNetworkPolicy],
]);

export function defaulterFor(group: string, kind: string): Defaulter {
  return DEFAULTERS.get(`${group}/${kind}`) ?? ((object) => object);
}
