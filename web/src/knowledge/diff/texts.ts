// The difference of two texts in words: what stayed, what went, what came.

/** A stretch of words that has one fate. */
export type Part = { kind: 'same' | 'gone' | 'came'; text: string };

/** Texts that are longer are compared line by line, which is enough to see where they differ. */
const WORDS_MAX = 2_500;

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
const wordsOf = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);
const linesOf = (text: string): string[] => text.split(/(?<=\n)/);

/** How long the longest common subsequence of the rests is, for every pair of beginnings. */
function lengths(before: string[], after: string[]): Uint16Array[] {
  const rows = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const [here, below] = [rows[i]!, rows[i + 1]!];
      here[j] = before[i] === after[j] ? below[j + 1]! + 1 : Math.max(below[j]!, here[j + 1]!);
    }
  }
  return rows;
}

/** Joins neighbours of one fate. */
function joined(parts: Part[]): Part[] {
  const whole: Part[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (last?.kind === part.kind) last.text += part.text;
    else if (part.text) whole.push({ ...part });
  }
  return whole;
}

/** What leads from one list of words to another (longest common subsequence). */
function between(before: string[], after: string[]): Part[] {
  const common = lengths(before, after);
  const parts: Part[] = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      parts.push({ kind: 'same', text: before[i]! });
      i++;
      j++;
    } else if (common[i + 1]![j]! >= common[i]![j + 1]!) parts.push({ kind: 'gone', text: before[i++]! });
    else parts.push({ kind: 'came', text: after[j++]! });
  }
  parts.push(
    { kind: 'gone', text: before.slice(i).join('') },
    { kind: 'came', text: after.slice(j).join('') },
  );
  return parts;
}

/** How many begin both lists alike. */
function alike(before: string[], after: string[]): number {
  let count = 0;
  while (count < before.length && count < after.length && before[count] === after[count]) count++;
  return count;
}

/** The difference of two texts. */
export function difference(before: string, after: string): Part[] {
  if (before === after) return before ? [{ kind: 'same', text: before }] : [];
  const isLong = before.length + after.length > WORDS_MAX * 2;
  const [left, right] = [before, after].map(isLong ? linesOf : wordsOf) as [string[], string[]];
  const head = alike(left, right);
  const [restLeft, restRight] = [left.slice(head), right.slice(head)];
  const tail = alike(restLeft.toReversed(), restRight.toReversed());
  const inner = between(
    restLeft.slice(0, restLeft.length - tail),
    restRight.slice(0, restRight.length - tail),
  );
  return joined([
    { kind: 'same', text: left.slice(0, head).join('') },
    ...inner,
    { kind: 'same', text: restLeft.slice(restLeft.length - tail).join('') },
  ]);
}
