// The taxpayers of a demonstration: whoever looks may take one's part.

import type { DemoPerson } from '#client/types.gen.ts';
import { demoPeople, demoToken } from '#/api/demo.ts';
import { enter, server } from '#/centre/visitor.ts';

/** None where the server is no demonstration. */
export const demoTaxpayers = async (): Promise<DemoPerson[]> =>
  (await demoPeople(server)).filter(({ kind }) => kind === 'taxpayer');

export const enterAs = async (person: DemoPerson): Promise<void> => enter(await demoToken(server, person));
