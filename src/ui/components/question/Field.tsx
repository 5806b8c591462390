import type { Given, Judgement, QuestionWorld } from "../../../core/lessons/quiz/answer.ts";
import type { Question } from "../../../core/lessons/schema/quiz.ts";
import { Cells } from "./Cells.tsx";
import { Fill } from "./Fill.tsx";
import { Fix } from "./Fix.tsx";
import { Match } from "./Match.tsx";
import { ManyOf, OneOf } from "./Options.tsx";
import { Order } from "./Order.tsx";
import { Spot } from "./Spot.tsx";

export interface AnyFieldProps {
  readonly question: Question;
  readonly order: readonly number[];
  readonly given: Given | undefined;
  readonly onGiven: (given: Given) => void;
  readonly judgement: Judgement | undefined;
  readonly askId: string;
  readonly world: (() => Promise<QuestionWorld>) | undefined;
  readonly onApply: () => void;
  readonly onLeave: () => void;
}

/** The part that takes the answer, by the type of the question. */
export function Field({ question, given, world, onApply, onLeave, ...rest }: AnyFieldProps) {
  const as = <K extends Given["kind"]>(kind: K): (Given & { readonly kind: K }) | undefined =>
    given?.kind === kind ? (given as Given & { readonly kind: K }) : undefined;
  switch (question.type) {
    case "single":
    case "outcome":
      return <OneOf {...rest} question={question} given={as("option")} />;
    case "multi":
      return <ManyOf {...rest} question={question} given={as("options")} />;
    case "matrix":
      return <Cells {...rest} question={question} given={as("cells")} />;
    case "spot":
      return <Spot {...rest} question={question} given={as("option")} />;
    case "order":
      return <Order {...rest} question={question} given={as("order")} />;
    case "match":
      return <Match {...rest} question={question} given={as("pairs")} />;
    case "fill":
      return <Fill {...rest} question={question} given={as("text")} />;
    case "fix":
      return (
        <Fix
          {...rest}
          question={question}
          given={as("yaml")}
          world={world}
          onApply={onApply}
          onLeave={onLeave}
        />
      );
  }
}
