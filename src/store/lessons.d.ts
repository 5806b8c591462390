declare module "*/lessons/scenarios/index.yaml" {
  const index: { readonly scenarios: readonly string[] };
  export default index;
}
