// The province of an administrative code, since no list of places is served.

import { staff } from '#/staff/words.ts';

/** `广东 440106`; the code alone where its province is not known. */
export function regionName(code: string | null | undefined): string {
  if (!code) return '';
  const province = staff.value.provinces[code.slice(0, 2)];
  return province ? `${province} ${code}` : code;
}
