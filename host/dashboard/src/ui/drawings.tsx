// Small drawings: a line of the last while, a share of a whole, parts of a bar. Each says in words what it shows.

/** A line of values, the newest at the right. */
export function Spark({ values, label, width = 96, height = 24, tone = "accent" }: { values: number[]; label: string; width?: number; height?: number; tone?: string }) {
  const most = Math.max(1, ...values);
  const step = values.length > 1 ? width / (values.length - 1) : width;
  const y = (value: number): number => height - 2 - (value / most) * (height - 4);
  const line = values.map((value, at) => `${at === 0 ? "M" : "L"}${(at * step).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  return (
    <svg class={`spark ${tone}`} width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} preserveAspectRatio="none">
      {values.length > 1 && <path class="area" d={`${line}L${width} ${height}L0 ${height}Z`} />}
      {values.length > 1 && <path class="line" d={line} />}
    </svg>
  );
}

/** How much of something is used, as an arc. */
export function Gauge({ value, of, label }: { value: number; of: number; label: string }) {
  const share = of > 0 ? Math.min(1, value / of) : 0;
  const round = 2 * Math.PI * 15;
  const arc = round * 0.75;
  return (
    <svg class={`gauge${share >= 1 ? " full" : ""}`} width="44" height="44" viewBox="0 0 40 40" role="img" aria-label={label}>
      <g transform="rotate(135 20 20)" fill="none" stroke-width="4.5" stroke-linecap="round">
        <circle class="rest" cx="20" cy="20" r="15" stroke-dasharray={`${arc} ${round}`} />
        {share > 0 && <circle class="used" cx="20" cy="20" r="15" stroke-dasharray={`${arc * share} ${round}`} />}
      </g>
      <text x="20" y="24" text-anchor="middle">
        {of > 0 ? Math.round(share * 100) : "–"}
        {of > 0 && <tspan class="unit">%</tspan>}
      </text>
    </svg>
  );
}

export interface Part {
  key: string;
  value: number;
  label: string;
}

/** Parts of a whole as one bar, with a gap between them. */
export function Stacked({ parts, label }: { parts: Part[]; label: string }) {
  const whole = parts.reduce((sum, part) => sum + part.value, 0);
  const words = parts.filter((part) => part.value > 0).map((part) => `${part.value} ${part.label}`);
  return (
    <span class="stacked" role="img" aria-label={`${label}: ${words.join(", ") || "nothing"}`}>
      {whole > 0 &&
        parts.filter((part) => part.value > 0).map((part) => <span key={part.key} class={`part s-${part.key}`} style={{ flexGrow: part.value }} title={`${part.value} ${part.label}`} />)}
    </span>
  );
}

/** Use against a limit: a bar that warns near its end. */
export function Against({ used, limit, label, text }: { used: number; limit: number | undefined; label: string; text: string }) {
  // What is beyond 2^53 is no number, and is not divided as one.
  const most = Number(limit ?? 0);
  const share = most > 0 ? Math.min(1, Number(used) / most) : undefined;
  const tone = share === undefined ? "" : share >= 0.999 ? "over" : share >= 0.8 ? "near" : "";
  return (
    <span class={`against ${tone}`}>
      <span class="against-text">
        <span>{label}</span>
        <span>{text}</span>
      </span>
      <span class="track" role="img" aria-label={`${label}: ${text}`}>
        {share !== undefined && <span class="fill" style={{ width: `${Math.max(share * 100, used > 0 ? 1 : 0)}%` }} />}
      </span>
    </span>
  );
}
