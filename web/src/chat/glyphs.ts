// The signs on buttons, drawn with one line each on a field of 16.

export const GLYPHS = {
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  minimise: 'M3 12.5h10',
  maximise: 'M9.5 2.5h4v4M6.5 13.5h-4v-4M13.5 2.5L9 7M2.5 13.5L7 9',
  restore: 'M13.5 6.5h-4v-4M2.5 9.5h4v4M9.5 6.5L14 2M6.5 9.5L2 14',
  centre: 'M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 13.5c0-2.5 2-4 5-4s5 1.5 5 4',
  voice: 'M8 10a2 2 0 0 0 2-2V4a2 2 0 1 0-4 0v4a2 2 0 0 0 2 2zM3.5 7.5V8a4.5 4.5 0 0 0 9 0v-.5M8 12.5V14.5',
  attach: 'M13 7.5L7.8 12.7a3 3 0 0 1-4.2-4.2L9 3.1a2 2 0 0 1 2.8 2.8L6.7 11a1 1 0 0 1-1.4-1.4L10 5',
  size: 'M1.5 13L5.5 3h.5l4 10M3 9.5h5.5M10.5 13l2.3-6h.4l2.3 6M11.3 11h3.4',
  clear: 'M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 9h6l.5-9M7 7v4M9 7v4',
  person: 'M3 9V8a5 5 0 0 1 10 0v1M3 9h1.5v3H3zM13 9h-1.5v3H13zM13 12c0 1.5-1.5 2-3.5 2',
  note: 'M2.5 3h11v8H8l-3 2.5V11H2.5zM5 6h6M5 8.5h4',
  reservation: 'M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2.5V5M10.5 2.5V5M6 10l1.5 1.5L10.5 9',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.5M13 2.5V5h-2.5',
  next: 'M6 3.5L10.5 8 6 12.5',
  down: 'M4 6l4 4 4-4',
  pin: 'M8 14s4.5-4 4.5-7.5a4.5 4.5 0 0 0-9 0C3.5 10 8 14 8 14zM8 8a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z',
  useful: 'M5 7l2.5-4.5c1 0 1.5.7 1.5 1.5v2.5h3.5l-1 6.5H5zM5 7v6H2.5V7z',
  useless: 'M5 9l2.5 4.5c1 0 1.5-.7 1.5-1.5V9.5h3.5l-1-6.5H5zM5 9V3H2.5v6z',
  favorite: 'M8 2.5l1.7 3.5 3.8.5-2.8 2.7.7 3.8L8 11.2 4.6 13l.7-3.8L2.5 6.5 6.3 6z',
  speak: 'M2.5 6v4H5l3.5 3V3L5 6zM10.5 6a3 3 0 0 1 0 4M12.5 4a6 6 0 0 1 0 8',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  share:
    'M11.5 5.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM4.5 9.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11.5 13.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM6 7.2l4-2.2M6 8.8l4 2.2',
  add: 'M8 3v10M3 8h10',
  remove: 'M3 8h10',
} as const;

export type Glyph = keyof typeof GLYPHS;
