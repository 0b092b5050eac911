// What a browser's microphone hears in tests: a question that espeak-ng speaks, through the program itself.

import type { Locator, Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import config from '../../playwright.config.ts';
import { program } from './server.ts';
import { expect } from './test.ts';

/** The model that hears. */
export const MODEL = resolve(import.meta.dirname, '../../../models/weights/questions.bin');
/** How browsers of tests are begun. */
export const launch = { args: [], ...config.use?.launchOptions } as { args: string[] };

/** How one is begun whose microphone hears `text` once, each time that it is opened. */
export const listening = (text: string): { args: string[] } => ({
  ...launch,
  args: [...launch.args, `--use-file-for-fake-audio-capture=${recording(text)}%noloop`],
});

export const microphone = (page: Page): Locator => page.getByRole('button', { name: '语音输入' });
export const told = (page: Page): Locator => page.locator('#voice-told');

export async function hears(page: Page, isOn: boolean): Promise<void> {
  await expect(microphone(page)).toHaveAttribute('aria-pressed', `${isOn}`);
}

const HEADER_BYTES = 44;
/** Before the question and behind it, so that its ends are heard. */
const SILENCE_S = 0.5;

/** A file with `text` as it is said. */
function recording(text: string): string {
  const folder = join(tmpdir(), `wenshui-microphone-${process.getuid?.() ?? 0}`);
  const place = join(folder, `${text.replace(/\P{L}/gu, '')}.wav`);
  if (!existsSync(place)) {
    mkdirSync(folder, { recursive: true });
    // Workers may come here at the same time; what is there is whole.
    const made = `${place}.${process.pid}.wav`;
    execFileSync(program(), ['say', text, '--output', made]);
    writeFileSync(made, padded(readFileSync(made)));
    renameSync(made, place);
  }
  return place;
}

/** The sound with silence around it; `file` is a plain WAV with 16 bits a sample. */
function padded(file: Buffer): Buffer {
  const rate = file.readUInt32LE(24);
  const silence = Buffer.alloc(2 * Math.round(rate * SILENCE_S));
  const made = Buffer.concat([file.subarray(0, HEADER_BYTES), silence, file.subarray(HEADER_BYTES), silence]);
  made.writeUInt32LE(made.length - 8, 4);
  made.writeUInt32LE(made.length - HEADER_BYTES, 40);
  return made;
}
