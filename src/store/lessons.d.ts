declare module "*/lessons/scenarios/index.yaml" {
  const index: { readonly scenarios: readonly string[] };
  export default index;
}

declare module "*/lessons/course.yaml" {
  const course: import("../core/lessons/schema/lesson.ts").Course;
  export default course;
}

declare module "*/lessons/misconceptions.yaml" {
  const book: {
    readonly misconceptions: readonly import("../core/lessons/schema/quiz.ts").BookEntry[];
  };
  export default book;
}

declare module "*/lessons/glossary.yaml" {
  const glossary: { readonly terms: readonly import("../core/lessons/schema/lesson.ts").Term[] };
  export default glossary;
}
