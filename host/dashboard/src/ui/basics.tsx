// The small parts that every page is made of.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { said } from "../api/client.js";
import type { JobState } from "../api/types.js";
import { setTitle } from "../app/title.js";
import { ago, moment } from "../format/time.js";
import { plain } from "../format/text.js";
import { arrive } from "./arrival.js";
import { Icon } from "./icons.js";
import type { IconName } from "./icons.js";
import { spans } from "./spans.js";
import { toast } from "./toast.js";
import { troubleOf } from "./trouble.js";

export type Tone = "plain" | "primary" | "danger" | "ghost";

interface ButtonProps {
  children?: ComponentChildren;
  icon?: IconName | undefined;
  tone?: Tone;
  small?: boolean;
  disabled?: boolean;
  busy?: boolean;
  title?: string | undefined;
  label?: string;
  type?: "button" | "submit";
  pressed?: boolean | undefined;
  expanded?: boolean | undefined;
  onClick?: ((event: MouseEvent) => unknown) | undefined;
}

/**
 * A button. With a `label` and no children it is an icon. A click that gives a promise keeps it busy, and a failure is said.
 * While it is busy it keeps the focus, and takes no click: nor does the form that it would submit.
 */
export function Button({ children, icon, tone = "plain", small, disabled, busy, title, label, type = "button", pressed, expanded, onClick }: ButtonProps) {
  const [isBusy, setBusy] = useState(false);
  const isHeld = (busy ?? false) || isBusy;
  const press = (event: MouseEvent): void => {
    if (isHeld) return event.preventDefault();
    const result = onClick?.(event);
    if (!(result instanceof Promise)) return;
    setBusy(true);
    result.catch((error: unknown) => toast(said(error), "bad")).finally(() => setBusy(false));
  };
  const bare = children === undefined;
  return (
    <button
      type={type}
      class={`button ${tone}${small ? " small" : ""}${bare ? " bare" : ""}`}
      disabled={disabled}
      title={title ?? (bare ? label : undefined)}
      aria-label={label}
      aria-busy={isHeld || undefined}
      aria-disabled={isHeld || undefined}
      aria-pressed={pressed}
      aria-expanded={expanded}
      onClick={press}
    >
      {isHeld ? <span class="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
}

/** A link that looks like a button. */
export function ButtonLink({ href, children, icon, tone = "plain", small, download }: { href: string; children: ComponentChildren; icon?: IconName; tone?: Tone; small?: boolean; download?: boolean }) {
  return (
    <a class={`button ${tone}${small ? " small" : ""}`} href={href} {...(download ? { download: "" } : {})}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </a>
  );
}

/** A state: its colour and its word, and what there is to add. */
export function State({ state, detail }: { state: JobState | string; detail?: string | undefined }) {
  return (
    <span class={`state s-${state}`}>
      <span class="dot" aria-hidden="true" />
      {state}
      {detail && <small>{detail}</small>}
    </span>
  );
}

export function Chip({ children, tone = "plain", title }: { children: ComponentChildren; tone?: "plain" | "good" | "bad" | "warn" | "info"; title?: string | undefined }) {
  return (
    <span class={`chip ${tone}`} title={title}>
      {children}
    </span>
  );
}

/** The time, by the second, as long as somebody looks. */
export const now = signal(Date.now());

export function startClock(): void {
  setInterval(() => {
    if (!document.hidden) now.value = Date.now();
  }, 1_000);
}

/** A moment as its distance from now; all of it when one points at it. */
export function Ago({ at }: { at: string | null | undefined }) {
  if (!at) return <span class="faint">–</span>;
  return (
    <time dateTime={at} title={moment(at)}>
      {ago(at, now.value)}
    </time>
  );
}

/** Text from elsewhere. */
export function Plain({ text }: { text: string | null | undefined }) {
  return <>{plain(text ?? "")}</>;
}

/** Text from elsewhere in which names stand between backticks. */
export function Prose({ text }: { text: string }) {
  return <>{spans(plain(text)).map((part, at) => (part.isCode ? <code key={at}>{part.text}</code> : part.text))}</>;
}

/** How far something is. Without a value it only says that it goes on. */
export function Bar({ value, label, state = "running", thin }: { value: number | null | undefined; label: string; state?: string; thin?: boolean }) {
  const known = value !== null && value !== undefined;
  const share = known ? Math.min(100, Math.max(0, value)) : 0;
  return (
    <span class={`bar s-${state}${thin ? " thin" : ""}${known ? "" : " unknown"}`} role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} {...(known ? { "aria-valuenow": Math.round(share) } : {})}>
      <span class="fill" style={{ transform: known ? `scaleX(${share / 100})` : "" }} />
    </span>
  );
}

export function Copy({ text, label = "Copy" }: { text: string; label?: string }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => setDone(false), 1_500);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = async (): Promise<void> => {
    await copyText(text);
    setDone(true);
  };
  return <Button tone="ghost" small icon={done ? "check" : "copy"} label={done ? "Copied" : label} onClick={copy} />;
}

export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Pages by plain http from another machine have no clipboard.
  const area = document.createElement("textarea");
  area.value = text;
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  if (!isDone) throw new Error("the browser does not let the page copy; select the text instead");
}

/** A line to paste into a terminal. What somebody wrote into it is shown as it can fool nobody, and copied as it is. */
export function Command({ text }: { text: string }) {
  return (
    <span class="command">
      <code>{plain(text)}</code>
      <Copy text={text} label="Copy the command" />
    </span>
  );
}

/** There is nothing: what that means, and the next command or click. */
export function Empty({ title, children, command, icon = "info" }: { title: string; children?: ComponentChildren; command?: string; icon?: IconName }) {
  return (
    <div class="empty">
      <Icon name={icon} size={28} />
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {command && <Command text={command} />}
    </div>
  );
}

/** What went wrong, with the fields that are wrong but those at `shown` paths, which say it themselves. */
export function Trouble({ error, retry, shown }: { error: unknown; retry?: () => void; shown?: string[] }) {
  if (!error) return null;
  const { head, fields } = troubleOf(error, shown);
  return (
    <div class="trouble" role="alert">
      <Icon name="warn" />
      <div>
        <strong>
          <Plain text={head} />
        </strong>
        {fields.length > 0 && (
          <ul>
            {fields.map((field) => (
              <li key={field.name + field.message}>
                {field.name && (
                  <code>
                    <Plain text={field.name} />
                  </code>
                )}{" "}
                <Plain text={field.message} />
              </li>
            ))}
          </ul>
        )}
      </div>
      {retry && (
        <Button small onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** Something that is on its way, in the shape that it will have. */
export function Loading({ rows = 4 }: { rows?: number }) {
  return (
    <div class="loading" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} class="ghost-row" />
      ))}
    </div>
  );
}

export function Page({ title, actions, children, wide, lead }: { title: string; actions?: ComponentChildren; children: ComponentChildren; wide?: boolean; lead?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => arrive(heading.current), []);
  useEffect(() => setTitle(title), [title]);
  return (
    <div class={`page${wide ? " wide" : ""}`}>
      <header class="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function Panel({ title, actions, children, id, count }: { title?: ComponentChildren; actions?: ComponentChildren; children: ComponentChildren; id?: string; count?: number | undefined }) {
  return (
    <section class="panel" id={id}>
      {(title || actions) && (
        <header>
          {title && (
            <h2>
              {title}
              {count !== undefined && <span class="count">{count}</span>}
            </h2>
          )}
          {actions && <div class="actions">{actions}</div>}
        </header>
      )}
      {children}
    </section>
  );
}

/** Names and what they are. */
export function Facts({ items }: { items: [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {items
        .filter(([, value]) => value !== null && value !== undefined && value !== false && value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
