import { ingress } from "../../generators/ingress.ts";
import { createSubcommand } from "./subcommand.ts";

export const createIngress = createSubcommand({
  name: "ingress",
  aliases: ["ing"],
  use: "ingress NAME --rule=host/path=service:port[,tls[=secret]]",
  short: "Create an ingress with the specified name",
  examples: `# All paths of a host to one service
kubectl create ingress web --rule="example.com/*=web:80"

# Everything that no rule takes
kubectl create ingress web --default-backend=web:80`,
  flags: [
    { name: "annotation", type: "array", usage: "Annotation, KEY=VALUE; may be repeated." },
    { name: "class", type: "string", usage: "Ingress class to use." },
    { name: "default-backend", type: "string", usage: "SERVICE:PORT for what no rule takes." },
    {
      name: "rule",
      type: "array",
      usage: "host/path=service:port[,tls[=secret]]; a * at the end is a prefix.",
    },
  ],
  build: ({ context: { flags }, name, namespace }) =>
    ingress({
      name,
      namespace,
      className: flags.string("class"),
      rules: flags.list("rule"),
      defaultBackend: flags.string("default-backend"),
      annotations: flags.list("annotation"),
    }),
  refusal: "failed to create ingress: ",
});
