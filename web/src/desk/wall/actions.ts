// What is done to matters, and their kinds, in words. The audit tells them by name alone.

import { wall } from '#/desk/wall/words.ts';

export const actionName = (action: string): string => wall.value.actions[action] ?? action;
export const kindName = (kind: string): string => wall.value.kinds[kind] ?? kind;
export const partName = (part: string): string => wall.value.parts[part] ?? part;
