/** Where the facts about plugins come from, and when they were read there. */

export interface Source {
  /** What it is, e.g. `Calico source, policy conversion`. */
  readonly title: string;
  readonly url: string;
  /** Year and month of reading. */
  readonly date: string;
}

const source = (title: string, url: string, date = "2026-08"): Source => ({ title, url, date });

const K8S_PAGE = "https://kubernetes.io/docs/concepts/services-networking/network-policies/";

export const SOURCES = {
  concept: source("Kubernetes: Network Policies", K8S_PAGE),
  types: source(
    "Kubernetes API types, networking/v1",
    "https://github.com/kubernetes/api/blob/master/networking/v1/types.go",
    "2026-07",
  ),
  e2e: source(
    "Kubernetes end-to-end tests of NetworkPolicy",
    "https://github.com/kubernetes/kubernetes/blob/master/test/e2e/network/netpol/network_policy.go",
  ),
  networkPolicyApi: source(
    "network-policy-api: self traffic and Services",
    "https://github.com/kubernetes-sigs/network-policy-api",
    "2026-07",
  ),
  calico: source(
    "Calico source: conversion of Kubernetes policies",
    "https://github.com/projectcalico/calico/tree/master/libcalico-go/lib/backend/k8s/conversion",
  ),
  felix: source(
    "Calico source: Felix rules",
    "https://github.com/projectcalico/calico/tree/master/felix/rules",
  ),
  calicoDocs: source(
    "Calico documentation: host endpoints and connection tracking",
    "https://docs.tigera.io/calico/latest/network-policy/hosts/protect-hosts",
  ),
  calicoSelf: source(
    "kubernetes#95879: pods that reach themselves through a Service",
    "https://github.com/kubernetes/kubernetes/issues/95879",
  ),
  cilium: source(
    "Cilium documentation: Kubernetes network policy",
    "https://docs.cilium.io/en/stable/network/kubernetes/policy/",
  ),
  ciliumCidr: source(
    "Cilium documentation: CIDR based policy",
    "https://docs.cilium.io/en/stable/security/policy/language/#ip-cidr-based",
    "2026-07",
  ),
  ciliumHost: source(
    "Cilium documentation: host and remote-node entities",
    "https://docs.cilium.io/en/stable/security/policy/language/#entities-based",
  ),
  ciliumSctp: source(
    "Cilium documentation: SCTP support (beta)",
    "https://docs.cilium.io/en/stable/configuration/sctp/",
  ),
  ciliumEndPort: source(
    "cilium#28684: endPort accepted and ignored, solved in 1.16",
    "https://github.com/cilium/cilium/issues/28684",
  ),
  ciliumSelf: source(
    "cilium#15321: a pod that reaches itself through its Service",
    "https://github.com/cilium/cilium/issues/15321",
  ),
  ciliumLive: source(
    "cilium#2700: policy changes and live connections",
    "https://github.com/cilium/cilium/issues/2700",
  ),
  antrea: source(
    "Antrea source: NetworkPolicy controller",
    "https://github.com/antrea-io/antrea/tree/main/pkg/controller/networkpolicy",
  ),
  antreaPipeline: source(
    "Antrea documentation: OVS pipeline",
    "https://antrea.io/docs/main/docs/design/ovs-pipeline/",
  ),
  antreaSelf: source(
    "antrea#5687: hairpin Service connections are always let in",
    "https://github.com/antrea-io/antrea/pull/5687",
  ),
  awsAgent: source(
    "aws-network-policy-agent: README and source",
    "https://github.com/aws/aws-network-policy-agent",
  ),
  awsController: source(
    "amazon-network-policy-controller-k8s: resolution of policy endpoints",
    "https://github.com/aws/amazon-network-policy-controller-k8s",
    "2026-05",
  ),
  awsDocs: source(
    "Amazon EKS user guide: Kubernetes network policies",
    "https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html",
  ),
  awsConfigure: source(
    "Amazon EKS user guide: enforcement when a pod starts",
    "https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html",
  ),
  awsStrict: source(
    "aws-network-policy-agent#319: strict mode and one-sided policies",
    "https://github.com/aws/aws-network-policy-agent/issues/319",
  ),
  awsStrictNode: source(
    "aws-network-policy-agent#635: strict mode and kubelet probes",
    "https://github.com/aws/aws-network-policy-agent/issues/635",
  ),
  awsLive: source(
    "aws-network-policy-agent#650: cached verdicts and policy changes",
    "https://github.com/aws/aws-network-policy-agent/issues/650",
  ),
  azureDocs: source(
    "Azure Kubernetes Service: secure traffic with network policies",
    "https://learn.microsoft.com/en-us/azure/aks/use-network-policies",
  ),
  azure: source(
    "Azure NPM source",
    "https://github.com/Azure/azure-container-networking/tree/master/npm",
  ),
  kind: source(
    "kind#842: NetworkPolicy support in kindnet since 0.24",
    "https://github.com/kubernetes-sigs/kind/issues/842",
  ),
  knp: source(
    "kube-network-policies source, embedded in kindnet",
    "https://github.com/kubernetes-sigs/kube-network-policies",
  ),
  flannel: source("flannel: README", "https://github.com/flannel-io/flannel"),
  weave: source(
    "Weave Net source: analysis of policies",
    "https://github.com/weaveworks/weave/blob/master/npc/analysis.go",
  ),
  kubeRouter: source(
    "kube-router source: network policy controller",
    "https://github.com/cloudnativelabs/kube-router/tree/master/pkg/controllers/netpol",
  ),
  kubeRouterSctp: source(
    "kube-router#1019: SCTP in network policies (open)",
    "https://github.com/cloudnativelabs/kube-router/issues/1019",
  ),
  ovn: source(
    "OVN-Kubernetes source: policies as ACLs",
    "https://github.com/ovn-kubernetes/ovn-kubernetes/blob/master/go-controller/pkg/ovn/gress_policy.go",
  ),
  ovnBase: source(
    "OVN-Kubernetes source: default deny and exceptions",
    "https://github.com/ovn-kubernetes/ovn-kubernetes/blob/master/go-controller/pkg/ovn/base_network_controller_policy.go",
  ),
  ovnHost: source(
    "ovn-kubernetes#4086: host-network pods as peers",
    "https://github.com/ovn-kubernetes/ovn-kubernetes/pull/4086",
  ),
  ovnSelf: source(
    "ovn-kubernetes#3500: hairpin traffic is always allowed",
    "https://github.com/ovn-kubernetes/ovn-kubernetes/pull/3500",
  ),
  ovnNamed: source(
    "ovn-kubernetes#2117: a named port lets other ports through",
    "https://github.com/ovn-kubernetes/ovn-kubernetes/issues/2117",
  ),
  ovnLive: source(
    "network-policy-api#305: connection time or every packet",
    "https://github.com/kubernetes-sigs/network-policy-api/issues/305",
    "2026-07",
  ),
  openshift: source(
    "OKD documentation: about network policy",
    "https://docs.okd.io/latest/networking/network_security/network_policy/about-network-policy.html",
  ),
} as const satisfies Record<string, Source>;

export type SourceId = keyof typeof SOURCES;
