// Sayings of maintainers as lines: what people say and how the law says it; in the list of common phrases
// only what is said. In the files a line is said, tab, law (docs/comparing.md).

/** `remark` is a line of the file that says nothing to the engine, and stays where it stands. */
export type Line = { said: string; law: string; remark?: string };

export type LineFault = 'missing' | 'short' | 'same' | 'double' | 'chained';

/** Pairs that are added, pairs of the bundled lexicon that do not hold, and phrases that mean nothing. */
export const FILES = ['own.tsv', 'removed.tsv', 'fillers.tsv'] as const;
export type SayingsFile = (typeof FILES)[number];

export const hasLaw = (file: SayingsFile): boolean => file !== 'fillers.tsv';

const isRemark = (row: string): boolean => !row.trim() || row.startsWith('#');

export function linesOf(text: string): Line[] {
  const rows = text.split('\n').map((row) => row.trimEnd());
  if (rows.at(-1) === '') rows.pop();
  return rows.map((row) => {
    if (isRemark(row)) return { said: '', law: '', remark: row };
    const [said = '', law = ''] = row.split('\t');
    return { said, law };
  });
}

export function textOf(lines: Line[], file: SayingsFile): string {
  const row = ({ said, law, remark }: Line) =>
    remark ?? (hasLaw(file) ? `${said.trim()}\t${law.trim()}` : said.trim());
  const isEmpty = ({ said, law, remark }: Line) => remark === undefined && !said.trim() && !law.trim();
  return lines
    .filter((line) => !isEmpty(line))
    .map((line) => `${row(line)}\n`)
    .join('');
}

/** Lines as people paste them: a tab, an arrow or an equals sign between what is said and the law's words. */
export function pasted(text: string, file: SayingsFile): Line[] {
  const rows = text.split(/\r?\n/).filter((row) => !isRemark(row));
  return rows.map((row) => {
    const [said = '', law = ''] = hasLaw(file) ? row.split(/\t|->|→|=/) : [row];
    return { said: said.trim(), law: law.trim() };
  });
}

/** Nearly as the engine folds texts; what differs after all it tells itself. */
const folded = (text: string): string => text.normalize('NFKC').trim().toLowerCase();
const keyOf = ({ said, law }: Line, file: SayingsFile): string =>
  file === 'removed.tsv' ? `${folded(said)}\t${folded(law)}` : folded(said);

/** What is wrong with lines as far as the page can tell, by their places. */
export function faultsOf(lines: Line[], file: SayingsFile): Map<number, LineFault> {
  const counts = new Map<string, number>();
  const rows = lines.filter(({ remark }) => remark === undefined);
  for (const row of rows) counts.set(keyOf(row, file), (counts.get(keyOf(row, file)) ?? 0) + 1);
  const laws = new Set(file === 'own.tsv' ? rows.map(({ law }) => folded(law)) : []);

  const faultOf = (line: Line): LineFault | null => {
    const [said, law] = [folded(line.said), folded(line.law)];
    if (!said && !law) return null;
    if (!said || (hasLaw(file) && !law)) return 'missing';
    if ([...said].length < 2) return 'short';
    if (said === law) return 'same';
    if (counts.get(keyOf(line, file))! > 1) return 'double';
    return laws.has(said) ? 'chained' : null;
  };
  return new Map(
    lines.flatMap((line, at) => {
      const fault = line.remark === undefined ? faultOf(line) : null;
      return fault ? [[at, fault] as const] : [];
    }),
  );
}

/** What leads from one text to another. */
export function changeOf(before: string, after: string): { came: Line[]; gone: Line[] } {
  const [was, is] = [linesOf(before), linesOf(after)].map((lines) =>
    lines.filter(({ remark }) => remark === undefined),
  ) as [Line[], Line[]];
  const without = (all: Line[], others: Line[]) =>
    all.filter((one) => !others.some(({ said, law }) => said === one.said && law === one.law));
  return { came: without(is, was), gone: without(was, is) };
}
