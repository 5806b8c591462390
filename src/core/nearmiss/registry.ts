/** Everything that is tried at a gate, in the order that breaks ties. */
import type { Gate } from "./gate.ts";
import { addDns } from "./kinds/dns.ts";
import { labelsThatClose, labelsThatOpen } from "./kinds/labels.ts";
import { addPeer, changeSelector, exceptAddress, joinPeers, splitPeer } from "./kinds/peers.ts";
import {
  addDirection,
  createAllow,
  createDeny,
  deleteAllowing,
  deleteIsolating,
  dropDirection,
} from "./kinds/policies.ts";
import { addPort, changePort, dropPorts } from "./kinds/ports.ts";
import { removeAllowing } from "./kinds/removals.ts";
import { addRule, mergeRules } from "./kinds/rules.ts";
import type { Proposal } from "./proposal.ts";

type Generator = (gate: Gate) => readonly Proposal[];

/** For a gate that is to let the flow through. */
export const OPENERS: readonly Generator[] = [
  addDns,
  addPort,
  addPeer,
  changeSelector,
  changePort,
  dropPorts,
  labelsThatOpen,
  splitPeer,
  mergeRules,
  addRule,
  addDirection,
  dropDirection,
  createAllow,
  deleteIsolating,
];

/** For a gate that is to stop the flow. */
export const CLOSERS: readonly Generator[] = [
  removeAllowing,
  exceptAddress,
  joinPeers,
  labelsThatClose,
  addDirection,
  createDeny,
  deleteAllowing,
];
