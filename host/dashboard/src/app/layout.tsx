// What is around every page: where one can go, who is signed in, and how the connection stands.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Underway } from "../jobs/underway.js";
import { connection, retryAt, retryNow } from "../live/feed.js";
import { now } from "../ui/basics.js";
import { Questions } from "../ui/dialog.js";
import { Icon } from "../ui/icons.js";
import { Menu } from "../ui/menu.js";
import { Toasts } from "../ui/toast.js";
import { Help } from "./help.js";
import { helpOpen } from "./keyboard.js";
import { Alarms, Notices, ToAlarms } from "./notices.js";
import { place } from "./router.js";
import { SECTIONS } from "./routes.js";
import { session, signOut } from "./session.js";
import { setTheme, theme } from "./theme.js";

export function Layout({ section, children }: { section: string; children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const path = place.value.path;
  useEffect(() => setOpen(false), [path]);
  const toggle = useRef<HTMLButtonElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    setOpen(false);
    toggle.current?.focus();
  };
  return (
    <div class="shell" onKeyDown={open ? onKeyDown : undefined}>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="topbar">
        <button ref={toggle} type="button" class="button ghost bare" aria-label="Menu" aria-expanded={open} aria-controls="nav" onClick={() => setOpen(!open)}>
          <Icon name={open ? "close" : "menu"} size={18} />
        </button>
        <a href="/" class="brand" aria-label="runner: overview">
          <img src="/icon.svg" alt="" width="24" height="24" />
          runner
        </a>
        <ToAlarms />
        <Connection />
      </header>
      <nav id="nav" class={open ? "open" : ""} aria-label="Main">
        <a href="/" class="brand" aria-label="runner: overview">
          <img src="/icon.svg" alt="" width="26" height="26" />
          runner
        </a>
        <ul>
          {SECTIONS.filter((one) => one.allowed()).map((one) => (
            <li key={one.path}>
              <a href={one.path} aria-current={one.path === section ? "page" : undefined} title={`g ${one.key}`}>
                <Icon name={one.icon} size={17} />
                {one.name}
                {one.path === "/" && <Alarms />}
              </a>
            </li>
          ))}
        </ul>
        <div class="nav-foot">
          <Connection />
          <Who />
        </div>
      </nav>
      {open && <div class="veil" onClick={() => setOpen(false)} />}
      <main id="main" tabIndex={-1}>
        <Lost />
        <Notices />
        {children}
      </main>
      <Underway />
      <Toasts />
      <Questions />
      <Help />
    </div>
  );
}

function Who() {
  if (session.value.kind !== "in") return null;
  const { name, role } = session.value.session;
  return (
    <div class="who">
      <div>
        <strong>{name}</strong>
        <small>{role}</small>
      </div>
      <Menu
        label="You and this page"
        tone="ghost"
        items={[
          { label: "Light", icon: "sun", act: () => setTheme("light") },
          { label: "Dark", icon: "moon", act: () => setTheme("dark") },
          { label: theme.value === "system" ? "As the system is (now)" : "As the system is", icon: "screen", act: () => setTheme("system") },
          { label: "Keys", icon: "keyboard", act: () => (helpOpen.value = true) },
          { label: "API reference", icon: "file", act: () => window.open("/api/v1/docs", "_blank", "noopener") },
          { label: "Sign out", icon: "out", act: () => void signOut() },
        ]}
      />
    </div>
  );
}

function Connection() {
  const state = connection.value;
  const text = { connecting: "Connecting", open: "Live", lost: "Connection lost", asleep: "Asleep" }[state];
  return (
    <span class={`connection ${state}`} title={state === "open" ? "What you see is kept up to date" : undefined}>
      <span class="dot" aria-hidden="true" />
      {text}
    </span>
  );
}

/** Says over the page that it may be out of date, and when it is tried again. */
function Lost() {
  const state = connection.value;
  const at = retryAt.value;
  const isLost = state === "lost";
  const wait = at === null ? 0 : Math.max(0, Math.ceil((at - now.value) / 1_000));
  return (
    <div role="status" aria-live="polite">
      {isLost && (
        <div class="lost">
          <Icon name="warn" />
          <span>The server does not answer. What you see may be out of date.</span>
          <span class="faint" aria-live="off">
            {wait > 0 ? `Trying again in ${wait} s` : "Trying again …"}
          </span>
          <button type="button" class="button small" onClick={retryNow}>
            Now
          </button>
        </div>
      )}
    </div>
  );
}
