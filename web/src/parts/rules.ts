// What forms and lines keep to, there for whatever needs it.

import { deskRules, serviceOf } from '#/api/service.ts';
import { useServer } from '#/api/server.ts';
import { useFresh } from '#/parts/fresh.ts';

const AGAIN_MS = 10_000;

/** Reads the rules, and again until they have come. */
export function keepRules(): void {
  const server = useServer();
  const isMissing = () => deskRules.value === null;
  useFresh(() => serviceOf(server).catch(() => {}), AGAIN_MS, isMissing);
}
