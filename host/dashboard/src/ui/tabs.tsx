// Parts of a page behind tabs; which one is open is in the URL.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect } from "preact/hooks";
import { place, setQuery } from "../app/router.js";

export interface Tab {
  key: string;
  label: string;
  count?: number | undefined;
  content: () => ComponentChildren;
}

export function Tabs({ label, tabs, name = "tab" }: { label: string; tabs: Tab[]; name?: string }) {
  const id = useId();
  const asked = place.value.query.get(name);
  const current = tabs.find((tab) => tab.key === asked) ?? tabs[0];
  // Where there is room for some only, the one that is open is among them.
  useLayoutEffect(() => {
    const tab = document.getElementById(`${id}-${current?.key}`);
    const list = tab?.parentElement;
    if (tab && list) list.scrollLeft = tab.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2;
  }, [id, current?.key]);
  if (!current) return null;
  const open = (tab: Tab): void => setQuery({ [name]: tab === tabs[0] ? undefined : tab.key }, "replace");
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(current) + step + tabs.length) % tabs.length];
    if (!next) return;
    open(next);
    document.getElementById(`${id}-${next.key}`)?.focus();
  };
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={label} onKeyDown={onKey}>
        {tabs.map((tab) => (
          <button key={tab.key} id={`${id}-${tab.key}`} type="button" role="tab" aria-selected={tab === current} aria-controls={`${id}-panel`} tabIndex={tab === current ? 0 : -1} onClick={() => open(tab)}>
            {tab.label}
            {tab.count !== undefined && <span class="count">{tab.count}</span>}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current.key}`} tabIndex={0} key={current.key}>
        {current.content()}
      </div>
    </div>
  );
}
