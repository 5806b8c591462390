/** The lesson that an author begins with. It is whole: it verifies as it is. */

/** The cluster of the new lesson: frontend, backend and mysql in namespace default. */
export const START_CLUSTER = "day26";

/** Files by their path below the lesson's folder. */
export function newLesson(id: string, title: string): ReadonlyMap<string, string> {
  return new Map([
    ["lesson.yaml", lessonYaml(id, title)],
    ["text.md", TEXT],
    ["files/mysql-in.yaml", POLICY],
  ]);
}

const lessonYaml = (id: string, title: string): string => `id: ${id}
title: ${JSON.stringify(title)}
level: beginner
minutes: 10
goal: Say in one sentence what the learner can do afterwards.
cluster: ${START_CLUSTER}
# beliefs of misconceptions.yaml that the lesson mends
misconceptions: [M15]
# flows that must hold after every step
keep:
  - reach default/frontend -> default/backend:80 allow
steps:
  - id: before
    title: First see it work
    task: Call the database from \`frontend\` before anything is closed.
    # offered to run on click
    commands: [kubectl exec frontend -- curl -m 3 db:3306]
    checks:
      - try default/frontend -> db:3306 ok
      - ran kubectl exec frontend curl|nc
    hints:
      - A command runs inside a pod with \`kubectl exec\`.
      - "The database listens on 3306, and its Service is called \`db\`."
      - kubectl exec frontend -- curl -m 3 db:3306
    # typed into the terminal by the verifier
    solution: [kubectl exec frontend -- curl -m 3 db:3306]

  - id: close
    title: One caller only
    task: Apply \`mysql-in.yaml\`, which lets only the backend reach the database.
    commands: [kubectl apply -f mysql-in.yaml]
    # answered before the command runs; the key is proven afterwards
    predict:
      question: The policy selects mysql. Which pods are closed by it?
      options:
        - Only mysql
        - Every pod of the namespace
      answer: 0
      beliefs: [null, M15]
      because: A policy isolates the pods that it selects and no others.
      key: reach default/frontend -> default/backend:80 allow
    # flows that must pass and flows that must be blocked
    checks:
      - reach default/backend -> default/mysql:3306 allow
      - reach default/frontend -> default/mysql:3306 deny
    hints:
      - The manifest is complete. It lies in your home folder.
      - "\`kubectl apply -f\` takes the name of a file."
      - kubectl apply -f mysql-in.yaml
    solution: [kubectl apply -f mysql-in.yaml]
`;

const TEXT = `## before

Say here what the step is about, in two or three short paragraphs. One idea a step is enough.

Begin with what works. A call that was never seen to work proves nothing when it fails later. Run the command and read what comes back.

## close

Now the policy. Show the part that is new, with its parts named:

\`\`\`yaml parts
spec:
  podSelector: # target
    matchLabels: { name: mysql }
  policyTypes:
    - Ingress # direction
  ingress:
    - from:
        - podSelector: # peer
            matchLabels: { role: backend }
      ports:
        - port: 3306 # port
\`\`\`

Ask for a prediction before the command runs. The learner decides first and sees the answer in the picture.

:::note
A word of the glossary becomes a link to its card: :term[target].
:::
`;

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: mysql-in
spec:
  podSelector:
    matchLabels: { name: mysql }
  policyTypes:
    - Ingress
  ingress:
    - from:
        - podSelector:
            matchLabels: { role: backend }
      ports:
        - port: 3306
`;
