// What an explained answer comes to: the parts of scores and confidences, and why it was decided so.

import type { AnswerResponse, ExplainBody, ExplainCandidate } from '#client/types.gen.ts';

/** A feature's part of a score. */
export type FeaturePart = { name: string; value: number; weight: number; brings: number };

/** In the order in which the ranker names them; those that bring nothing at all are left out. */
export const FEATURES = [
  'overlap',
  'dense',
  'nearest',
  'centroid',
  'answer',
  'whole',
  'bm25',
  'tax',
  'place',
  'cross',
] as const;

export function partsOf(candidate: ExplainCandidate, explain: ExplainBody): FeaturePart[] {
  const parts = FEATURES.map((name) => {
    const [value, weight] = [candidate[name], explain.settings.weights[name] ?? 0];
    return { name, value, weight, brings: value * weight };
  });
  return parts.filter(({ weight }) => weight > 0);
}

/** What is added up to a logit, by name. */
export type LogitPart = { name: string; brings: number };

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const lengthOf = (explain: ExplainBody): number => Math.log(Math.max(1, [...explain.folded].length));

/** How the confidence of the first candidate came about (`engine/src/confidence.rs`). */
export function calibration(
  explain: ExplainBody,
): { parts: LogitPart[]; sum: number; result: number } | null {
  const first = explain.candidates[0];
  if (!first) return null;
  const { score, share, known, length, outside, offset } = explain.settings.calibration;
  const parts = [
    { name: 'score', brings: score * first.score },
    { name: 'share', brings: share * first.share },
    { name: 'known', brings: known * explain.known_share },
    { name: 'length', brings: length * lengthOf(explain) },
    { name: 'outside', brings: outside * explain.outside },
    { name: 'offset', brings: offset },
  ];
  const sum = parts.reduce((all, { brings }) => all + brings, 0);
  return { parts, sum, result: logistic(sum) };
}

/** How far the next candidate lies behind in score; null where there is none. */
export function marginOf({ candidates }: ExplainBody): number | null {
  const [first, next] = candidates;
  return first && next ? first.score - next.score : null;
}

export type Reason =
  'guarded' | 'talk' | 'exact' | 'none' | 'unknown' | 'unsure' | 'near' | 'clear' | 'asked' | 'offered';

/** Why it was decided so: the first rule that holds, in the order in which the engine asks them. */
export function reasonOf(reply: AnswerResponse): Reason {
  const { decision, explain, guard } = reply;
  if (guard.action === 'block' || guard.action === 'silence') return 'guarded';
  if (decision === 'reply' || decision === 'handover') return 'talk';
  if (!explain?.candidates.length) return 'none';
  const { sure_min, suggest_min } = explain.settings.decision;
  if (explain.exact && decision === 'answer') return 'exact';
  if (decision === 'refuse') return 'unknown';
  if (decision === 'suggest') {
    return reply.confidence < sure_min && explain.known < suggest_min ? 'offered' : 'unsure';
  }
  if (decision === 'clarify') return reply.clarification?.facet === 'question' ? 'near' : 'asked';
  return 'clear';
}
