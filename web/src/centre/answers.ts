// Answers of a survey while they are given, as they travel, and as they are read.

import type { QuestionBody, SheetAnswer } from '#client/types.gen.ts';
import { desk } from '#/centre/words_desk.ts';

/** Options and scores as numbers, words as text. */
export type Answers = Record<string, number | number[] | string | undefined>;

export const isAnswered = (given: Answers[string]): boolean =>
  typeof given === 'number' || (Array.isArray(given) ? given.length > 0 : !!given?.trim());

export function asSent(questions: QuestionBody[], answers: Answers): Record<string, SheetAnswer> {
  const answered = questions.filter(({ id }) => isAnswered(answers[id]));
  return Object.fromEntries(
    answered.map(({ id, kind }) => [id, { [kind]: answers[id] } as unknown as SheetAnswer]),
  );
}

/** In words; nothing where it was left open. */
export function answerText({ options = [] }: QuestionBody, answer: SheetAnswer | undefined): string | null {
  if (!answer) return null;
  if ('single' in answer) return options[answer.single] ?? null;
  if ('multiple' in answer) return answer.multiple.map((at) => options[at]).join('、') || null;
  return 'text' in answer ? answer.text : desk.value.surveys.scored(answer.score);
}
