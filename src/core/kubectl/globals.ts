import { completeConfigEntries, completeNamespaces } from "./candidates.ts";
import type { FlagSpec } from "./command.ts";

/** The flags every command takes; `kubectl options` lists them in the order of the alphabet. */
export const GLOBAL_FLAGS: readonly FlagSpec[] = [
  {
    name: "as",
    type: "string",
    usage: "User to act as for this operation; a plain name or a service account.",
  },
  {
    name: "as-group",
    type: "array",
    usage: "Group to act as for this operation; may be repeated.",
  },
  { name: "as-uid", type: "string", usage: "UID to act as for this operation." },
  {
    name: "as-user-extra",
    type: "array",
    usage: "Extra user information to act with, KEY=VALUE; may be repeated.",
  },
  {
    name: "cache-dir",
    type: "string",
    default: "/home/learner/.kube/cache",
    usage: "Folder for cached answers.",
  },
  {
    name: "certificate-authority",
    type: "string",
    usage: "File with the certificate of the authority that signed the server's.",
  },
  {
    name: "client-certificate",
    type: "string",
    usage: "File with the client certificate for TLS.",
  },
  { name: "client-key", type: "string", usage: "File with the client key for TLS." },
  {
    name: "cluster",
    type: "string",
    usage: "Name of the kubeconfig cluster to talk to.",
    complete: completeConfigEntries("clusters"),
  },
  {
    name: "context",
    type: "string",
    usage: "Name of the kubeconfig context to use.",
    complete: completeConfigEntries("contexts"),
  },
  { name: "disable-compression", type: "bool", usage: "Do not ask for compressed answers." },
  {
    name: "insecure-skip-tls-verify",
    type: "bool",
    usage: "Do not check the server's certificate; this makes the connection insecure.",
  },
  { name: "kubeconfig", type: "string", usage: "Path to the kubeconfig file." },
  { name: "kuberc", type: "string", usage: "Path to the file of preferences." },
  {
    name: "log-flush-frequency",
    type: "duration",
    default: "5s",
    usage: "Longest time between two flushes of the log.",
  },
  {
    name: "match-server-version",
    type: "bool",
    usage: "Refuse to run unless the server has the client's version.",
  },
  {
    name: "namespace",
    shorthand: "n",
    type: "string",
    usage: "The namespace of this request.",
    complete: completeNamespaces,
  },
  { name: "password", type: "string", usage: "Password for basic authentication." },
  { name: "profile", type: "string", default: "none", usage: "Kind of profile to write." },
  {
    name: "profile-output",
    type: "string",
    default: "profile.pprof",
    usage: "File the profile is written to.",
  },
  {
    name: "request-timeout",
    type: "string",
    default: "0",
    usage: "How long to wait for one answer of the server; 0 is for ever.",
  },
  { name: "server", shorthand: "s", type: "string", usage: "Address and port of the API server." },
  {
    name: "tls-server-name",
    type: "string",
    usage: "Server name for the check of its certificate.",
  },
  { name: "token", type: "string", usage: "Bearer token for the API server." },
  {
    name: "user",
    type: "string",
    usage: "Name of the kubeconfig user to act as.",
    complete: completeConfigEntries("users"),
  },
  { name: "username", type: "string", usage: "User name for basic authentication." },
  { name: "v", shorthand: "v", type: "int", usage: "How much to log: a level." },
  {
    name: "vmodule",
    type: "string",
    usage: "Levels of the log per source file, PATTERN=N, comma-separated.",
  },
  {
    name: "warnings-as-errors",
    type: "bool",
    usage: "Treat the server's warnings as errors and exit with a status other than zero.",
  },
];
