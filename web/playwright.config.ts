// The pages in Chromium against the real server; `npm run test:browser` after a build.

import { defineConfig } from '@playwright/test';
import { chromiumProgram } from './tests/support/chromium.ts';

export default defineConfig({
  testDir: 'tests',
  testMatch: '*.spec.ts',
  outputDir: 'test-results/traces',
  // A worker has a server of its own, so tests of one worker come after each other.
  workers: Number(process.env.BROWSER_WORKERS ?? 3),
  timeout: 120_000,
  // A busy machine takes its time to write down what was said.
  expect: { timeout: 30_000 },
  forbidOnly: true,
  // A busy machine may be late; what fails three times fails. At home nothing is tried again.
  retries: process.env.CI ? 2 : 0,
  reporter: [['line'], ['json', { outputFile: 'test-results/report.json' }]],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    actionTimeout: 30_000,
    // Every step is written down while a test runs, which takes time; where tests are tried again, it is
    // only then.
    trace: process.env.CI ? 'on-first-retry' : 'retain-on-failure',
    launchOptions: {
      executablePath: chromiumProgram(),
      args: [
        // Root has no sandbox of its own to begin with.
        '--no-sandbox',
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        '--auto-select-desktop-capture-source=Entire',
        '--autoplay-policy=no-user-gesture-required',
      ],
    },
  },
});
