// What the server is told and who may do what: each part for whom it is.
import { useEffect } from "preact/hooks";
import { place } from "../app/router.js";
import { may } from "../app/session.js";
import { setTitle } from "../app/title.js";
import { Page } from "../ui/basics.js";
import { Tabs } from "../ui/tabs.js";
import type { Tab } from "../ui/tabs.js";
import { ActionsTab } from "./actions.js";
import { AlertsTab } from "./alerts.js";
import { AuditTab } from "./audit.js";
import { ConfigTab } from "./config.js";
import { SecretsTab } from "./secrets.js";
import { TokensTab } from "./tokens.js";
import { WebhooksTab } from "./webhooks.js";

export default function SettingsPage() {
  const tabs: Tab[] = [
    { key: "config", label: "Configuration", content: () => <ConfigTab /> },
    { key: "alerts", label: "Alerts", content: () => <AlertsTab /> },
    { key: "actions", label: "Actions", content: () => <ActionsTab /> },
  ];
  if (may.operate) tabs.push({ key: "webhooks", label: "Webhooks", content: () => <WebhooksTab /> });
  if (may.administer) {
    tabs.push(
      { key: "tokens", label: "Tokens", content: () => <TokensTab /> },
      { key: "secrets", label: "Secrets", content: () => <SecretsTab /> },
      { key: "audit", label: "Audit log", content: () => <AuditTab /> },
    );
  }
  const asked = place.value.query.get("tab");
  const open = tabs.find((tab) => tab.key === asked) ?? tabs[0];
  // After the page's own, so that tabs can be told apart in the browser and its history.
  useEffect(() => setTitle(open ? `Settings: ${open.label}` : "Settings"), [open?.label]);
  return (
    <Page title="Settings" wide>
      <Tabs label="Settings" tabs={tabs} />
    </Page>
  );
}
