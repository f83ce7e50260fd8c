// Our own icons: strokes on a grid of 20, drawn in the colour of the text beside them. They say nothing by themselves:
// whoever uses one says it in words.

const PATHS = {
  overview: "M3 16V9m5 7V4m5 12v-5m5 5V7",
  jobs: "M7 5h10M7 10h10M7 15h10M3 5h.01M3 10h.01M3 15h.01",
  submit: "M10 16V4m0 0L5.5 8.5M10 4l4.5 4.5",
  batches: "M3 7l7-4 7 4-7 4zM3 10.5l7 4 7-4M3 14l7 4 7-4",
  queues: "M3 5h14v3H3zM3 12h14v3H3z",
  schedules: "M10 3a7 7 0 100 14 7 7 0 000-14zm0 3.5V10l2.5 2",
  workers: "M6 6h8v8H6zM8.5 3v3m3-3v3m-3 8v3m3-3v3M3 8.5h3m-3 3h3m8-3h3m-3 3h3",
  errors: "M10 3.5l7.5 13h-15zM10 8.5v3.5m0 2v.01",
  plugins: "M8 3v4H5v4a5 5 0 0010 0V7h-3V3m-2 13v2",
  settings: "M4 6h7m4 0h1M4 14h1m4 0h7M13 4v4M7 12v4",
  search: "M9 3.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11zM13 13l4 4",
  close: "M5 5l10 10M15 5L5 15",
  check: "M4 10.5l4 4 8-9",
  chevron: "M7 4l6 6-6 6",
  down: "M4 7l6 6 6-6",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  pause: "M7 4v12M13 4v12",
  play: "M6 4l10 6-10 6z",
  cancel: "M10 3a7 7 0 100 14 7 7 0 000-14zM5 5l10 10",
  retry: "M16 5v4h-4M4 15v-4h4M15.5 9A6 6 0 005 6.5M4.5 11A6 6 0 0015 13.5",
  trash: "M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6",
  copy: "M7 7h9v9H7zM13 7V4H4v9h3",
  download: "M10 4v9m0 0l-4-4m4 4l4-4M4 16h12",
  upload: "M10 13V4m0 0L6 8m4-4l4 4M4 16h12",
  edit: "M4 16l1-4L13 4l3 3-8 8zM11.5 5.5l3 3",
  plus: "M10 4v12M4 10h12",
  sun: "M10 6.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM10 2v2m0 12v2M2 10h2m12 0h2M4.5 4.5L6 6m8 8l1.5 1.5m0-11L14 6m-8 8l-1.5 1.5",
  moon: "M16 11.5A6.5 6.5 0 018.5 4a6.5 6.5 0 107.5 7.5z",
  screen: "M3 4h14v9H3zM8 17h4m-2-4v4",
  keyboard: "M2.5 5.5h15v9h-15zM5.5 8.5h.01m3 0h.01m3 0h.01m3 0h.01M7 11.5h6",
  out: "M8 4H4v12h4m3-3l4-3-4-3m4 3H8",
  frozen: "M10 2v16M3 6l14 8M17 6L3 14M10 5L8 3m2 2l2-2m-2 12l-2 2m2-2l2 2",
  clock: "M10 3a7 7 0 100 14 7 7 0 000-14zm0 3v4.5l3 1.5",
  key: "M7 8.5a3.5 3.5 0 107 0 3.5 3.5 0 00-7 0zM8 11l-5 5m2-2l2 2",
  bell: "M5 14V9a5 5 0 0110 0v5l1 1H4zM8.5 17h3",
  hook: "M8 4a3 3 0 014 4l-2 4m4 0a3 3 0 11-3 4H7m0-8a3 3 0 100 6",
  shield: "M10 3l6 2v5c0 4-3 6-6 7-3-1-6-3-6-7V5z",
  list: "M4 5h12M4 10h12M4 15h7",
  link: "M8 12l4-4M7 9l-2 2a3 3 0 004 4l2-2m2-2l2-2a3 3 0 00-4-4L9 7",
  file: "M5 3h7l3 3v11H5zM12 3v3h3",
  fuel: "M4 17V4h7v13M3 17h9m-8-8h7m0 1h2v4a1.5 1.5 0 003 0V7l-2.5-2.5",
  menu: "M3 5h14M3 10h14M3 15h14",
  tag: "M3 4h6l8 8-6 6-8-8zM6.5 7.5h.01",
  info: "M10 3a7 7 0 100 14 7 7 0 000-14zm0 6v4.5m0-7v.01",
  warn: "M10 3a7 7 0 100 14 7 7 0 000-14zm0 3.5V11m0 2.5v.01",
  promote: "M5 15l5-5 5 5M5 9l5-5 5 5",
  again: "M4 10a6 6 0 0110-4.5L16 7m0-4v4h-4M16 10a6 6 0 01-10 4.5",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg class={`icon i-${name}`} width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
