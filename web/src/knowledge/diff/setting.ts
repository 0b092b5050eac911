// Whether differences are looked at side by side; kept on the device.

import { useSetting } from '#/staff/settings.ts';

export const sideBySide = useSetting('knowledge-beside', false);
