/** Labs of their own for trying something: the scenario of a question, a generated item. */
import type { SessionStart } from "../core/session/session.ts";
import { beginIn, beginNow } from "./activity.ts";
import { openShelf } from "./browserShelf.ts";
import { shelveStart } from "./shelve.ts";

/** What a sandbox begins with. */
export interface SandboxContent {
  /** A folder of `lessons/scenarios`; or `manifests`. */
  readonly cluster?: string;
  /** The cluster itself, as YAML documents. */
  readonly manifests?: string;
  readonly plugin?: string | undefined;
  /** Applied; YAML documents. They also lie in the home folder as `policies.yaml`. */
  readonly policies?: string | undefined;
  /** Typed before the person comes. */
  readonly commands?: readonly string[] | undefined;
}

/**
 * Builds a sandbox and keeps it as a lab of its own.
 * @param name what it is for, e.g. `Q031`; letters, digits, `.`, `-`, `_`
 * @returns the path of the page to go to
 * @throws Error with a sentence for the person
 */
export async function openSandbox(
  name: string,
  title: string,
  content: SandboxContent,
): Promise<string> {
  const start = await sandboxStart(title, content);
  const { shelf } = await openShelf();
  return `/lab/${await shelveStart(shelf, start, `sandbox-${name}`)}`;
}

/** The start of a sandbox by itself. @throws Error with a sentence for the person */
export async function sandboxStart(title: string, content: SandboxContent): Promise<SessionStart> {
  const { cluster, manifests, plugin, policies, commands } = content;
  const heading = { id: "sandbox", title };
  const rest = {
    files: policies === undefined ? {} : { "policies.yaml": policies },
    start: { plugin },
    policies,
    before: commands,
  };
  if (cluster !== undefined) return beginIn(cluster, heading, rest);
  return beginNow({
    ...rest,
    manifests: manifests ?? "",
    scenario: {
      ...heading,
      summary: title,
      level: "Sandbox",
      story: [],
      steps: [],
      watch: [],
      outside: [],
    },
  });
}
