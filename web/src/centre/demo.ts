// The taxpayers of a demonstration: whoever comes to the door may take one's part.

import { demoPeople, demoToken, type DemoPerson } from '#/api/demo.ts';
import { enter, server } from '#/centre/visitor.ts';

/** None where the server is no demonstration. */
export async function demoTaxpayers(): Promise<DemoPerson[]> {
  return (await demoPeople(server)).filter(({ kind }) => kind === 'taxpayer');
}

export async function enterAs({ id }: DemoPerson): Promise<void> {
  enter(await demoToken(server, id));
}
