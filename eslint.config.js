import tseslint from "typescript-eslint";
import reactHooks from "eslint-plugin-react-hooks";

const corePurity = [
  "error",
  ...["window", "document", "setTimeout", "setInterval", "fetch", "performance", "crypto"].map(
    (name) => ({ name, message: "The core is pure: inject what you need." }),
  ),
];

export default tseslint.config(
  {
    ignores: [
      "dist/**",
      "dist-cli/**",
      ".tsbuild/**",
      ".cache/**",
      "coverage/**",
      "tests/fixtures/**",
      "tests/corpus/**",
      "public/**",
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["src/core/**/*.ts"],
    rules: {
      "no-restricted-globals": corePurity,
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "Use the injected clock." },
        { object: "Math", property: "random", message: "Use the injected, seeded randomness." },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "Use the injected clock.",
        },
      ],
    },
  },
  { files: ["src/**/*.tsx", "src/ui/**/*.ts"], ...reactHooks.configs.flat["recommended-latest"] },
  {
    files: ["**/*.js", "**/*.mjs", "**/*.cjs"],
    ...tseslint.configs.disableTypeChecked,
  },
);
