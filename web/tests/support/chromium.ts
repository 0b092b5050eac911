// Which browser the pages are looked at in.

import { existsSync } from 'node:fs';

/** Chromium without what draws windows takes two thirds of the time of the whole one, so it comes first. */
const PROGRAMS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/** The program of `CHROMIUM`, else the first of Debian's that is installed. */
export function chromiumProgram(): string {
  const program = process.env.CHROMIUM ?? PROGRAMS.find((one) => existsSync(one));
  if (!program) throw new Error('install Chromium first (make setup-test), or name it in CHROMIUM');
  return program;
}
