/** One rule a layer: what it may import from the project. docs/architecture.md explains the layers. */
const below = {
  "core/api": [],
  "core/draw": [],
  "core/net": ["core/api"],
  "core/yaml": ["core/api"],
  "core/validation": ["core/(api|net|yaml)"],
  "core/cluster": ["core/(api|net|yaml|validation)"],
  "core/netpol": ["core/(api|net|yaml|validation)"],
  "core/shell": ["core/(api|net|yaml|validation|cluster|netpol)"],
  "core/network": ["core/(api|net|yaml|validation|cluster|netpol)"],
  "core/kubectl": ["core/(api|net|yaml|validation|cluster|netpol|shell|network)"],
  "core/tools": ["core/(api|net|yaml|validation|cluster|netpol|shell|network)"],
  "core/graph": ["core/(draw|api|net|yaml|validation|cluster|netpol|shell|network)"],
  "core/lint": ["core/(api|net|yaml|validation|netpol)"],
  "core/nearmiss": ["core/(api|net|yaml|validation|netpol)"],
  "core/lessons": ["core/(api|net|yaml|validation|cluster|netpol|shell|network|lint|nearmiss)"],
  "core/report": ["core/(draw|api|net|yaml|validation|netpol|shell|lint|nearmiss)"],
  "core/command": [
    "core/(draw|api|net|yaml|validation|cluster|netpol|shell|network|kubectl|graph|lint|nearmiss|report)",
  ],
  "core/session": ["core/(?!session/)[^/]+"],
  content: ["core/(api|lessons)"],
  store: ["core/"],
  cli: ["core/", "content"],
};

const layers = Object.entries(below).map(([layer, allowed]) => ({
  name: `layer-${layer.replace("/", "-")}`,
  comment: `src/${layer} imports ${allowed.length === 0 ? "no other layer" : `only ${allowed.join(", ")}`}`,
  severity: "error",
  from: { path: `^src/${layer}/` },
  to: {
    path: "^src/",
    pathNot: [layer, ...allowed].map((p) => `^src/${p}${p.endsWith("/") ? "" : "/"}`),
  },
}));

module.exports = {
  forbidden: [
    ...layers,
    {
      name: "ui-feature",
      comment: "A feature of the page does not import another feature; app composes them.",
      severity: "error",
      from: { path: "^src/ui/([^/]+)/", pathNot: "^src/ui/app/" },
      to: {
        path: "^src/ui/([^/]+)/",
        pathNot: ["^src/ui/$1/", "^src/ui/(components|hooks|styles|strings)/"],
      },
    },
    {
      name: "ui-below",
      comment: "The page stands on the store and the core, never on the command or the build.",
      severity: "error",
      from: { path: "^src/ui/" },
      to: { path: "^src/(cli|content)/" },
    },
    {
      name: "core-packages",
      comment:
        "The core imports no package but js-yaml behind core/yaml and zod for the lessons' schemas.",
      severity: "error",
      from: { path: "^src/core/(?!yaml/|lessons/schema/)" },
      to: { dependencyTypes: ["npm", "npm-dev", "core"] },
    },
    {
      name: "core-yaml-package",
      severity: "error",
      from: { path: "^src/core/yaml/" },
      to: { dependencyTypes: ["npm", "npm-dev", "core"], pathNot: "node_modules/js-yaml" },
    },
    {
      name: "core-schema-package",
      severity: "error",
      from: { path: "^src/core/lessons/schema/" },
      to: { dependencyTypes: ["npm", "npm-dev", "core"], pathNot: "node_modules/zod" },
    },
    {
      name: "store-without-react",
      severity: "error",
      from: { path: "^src/store/" },
      to: { path: "node_modules/(react|react-dom)/" },
    },
    {
      name: "no-cycles",
      comment: "Types may refer to each other; values may not.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".js", ".mjs", ".json"] },
  },
};
