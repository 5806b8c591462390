import { stringAt } from "../../../cluster/values.ts";
import { completeNames } from "../../candidates.ts";
import type { Command, CommandContext } from "../../command.ts";
import { CommandError, isFailure } from "../../errors.ts";
import { printFlags } from "../../flagsets.ts";
import { fields, someOf } from "../../generators/fields.ts";
import { requireType } from "../../types.ts";
import { resultPrinter } from "../../write/output.ts";
import { createObject } from "../../write/rest.ts";
import { requireName } from "./subcommand.ts";

const BINDABLE: Readonly<Record<string, string>> = { Pod: "v1", Secret: "v1", Node: "v1" };

export const createToken: Command = {
  name: "token",
  use: "token SERVICE_ACCOUNT_NAME",
  short: "Request a service account token",
  examples: `# A token of the service account robot
kubectl create token robot --duration=10m`,
  flags: [
    { name: "audience", type: "array", usage: "Who the token is for; may be repeated." },
    {
      name: "bound-object-kind",
      type: "string",
      usage: "Kind of the object the token lives with.",
    },
    { name: "bound-object-name", type: "string", usage: "Name of that object." },
    { name: "bound-object-uid", type: "string", usage: "Uid of that object." },
    { name: "duration", type: "duration", usage: "How long the token is to be good for." },
    ...printFlags(),
  ],
  complete: completeNames("serviceaccount", { once: true }),
  run: (context) => Promise.resolve(runToken(context)),
};

function runToken(context: CommandContext): number {
  const { flags } = context;
  const name = requireName(context);
  const duration = flags.duration("duration");
  if (duration < 0) throw new CommandError("--duration must be greater than or equal to 0");
  if (duration % 1000 !== 0) {
    throw new CommandError("--duration cannot be expressed in units less than seconds");
  }
  const kind = flags.string("bound-object-kind");
  const boundName = flags.string("bound-object-name");
  if (kind === "" && (boundName !== "" || flags.string("bound-object-uid") !== "")) {
    throw new CommandError(
      "--bound-object-name can only be set if --bound-object-kind is provided",
    );
  }
  if (kind !== "" && !Object.hasOwn(BINDABLE, kind)) {
    throw new CommandError(
      `supported --bound-object-kind values are ${Object.keys(BINDABLE).sort().join(", ")}`,
    );
  }
  if (kind !== "" && boundName === "") {
    throw new CommandError("--bound-object-name is required if --bound-object-kind is provided");
  }
  const connection = context.kube();
  const uid = flags.string("bound-object-uid");
  const request = {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: {},
    spec: fields({
      audiences: someOf(flags.list("audience")) ?? null,
      expirationSeconds: duration === 0 ? undefined : duration / 1000,
      boundObjectRef:
        kind === ""
          ? undefined
          : fields({
              kind,
              apiVersion: BINDABLE[kind],
              name: boundName,
              uid: uid === "" ? undefined : uid,
            }),
    }),
  };
  try {
    const place = {
      type: requireType("serviceaccounts"),
      namespace: connection.namespace,
      name,
    };
    const answer = createObject(connection, place, request, { subresource: "token" });
    if (flags.string("output") !== "") {
      resultPrinter(context, { typed: true }).print(
        { type: place.type, object: answer },
        "created",
      );
      return 0;
    }
    const token = stringAt(answer, "status", "token");
    if (token === "") throw new CommandError("no token in token request returned from server");
    context.process.stdout.write(`${token}\n`);
    return 0;
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new CommandError(`failed to create token: ${error.message}`);
  }
}
