// What the server is told and who may do what: each part for whom it is.
import { may } from "../app/session.js";
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
  return (
    <Page title="Settings" wide>
      <Tabs label="Settings" tabs={tabs} />
    </Page>
  );
}
