// What the audit log's routes mean, in words. Pure.

/** What was asked for, whether or not it was done then. Of others the route says it. */
const WORDS: Record<string, string> = {
  "POST /jobs": "submit a job",
  "POST /jobs/bulk": "submit many jobs",
  "POST /jobs/actions": "act on many jobs",
  "POST /actions/{id}/abort": "stop what is done to many jobs",
  "PATCH /jobs/{id}": "change the job",
  "DELETE /jobs/{id}": "delete the job",
  "POST /jobs/{id}/cancel": "cancel the job",
  "POST /jobs/{id}/pause": "pause the job",
  "POST /jobs/{id}/resume": "resume the job",
  "POST /jobs/{id}/promote": "run the job at once",
  "POST /jobs/{id}/retry": "retry the job",
  "POST /batches": "submit a batch",
  "POST /pause": "pause everything",
  "POST /resume": "let everything go on",
  "PATCH /queues/{name}": "change the queue",
  "POST /queues/{name}/pause": "pause the queue",
  "POST /queues/{name}/resume": "resume the queue",
  "POST /queues/{name}/drain": "drain the queue",
  "POST /queues/{name}/clean": "clean the queue",
  "POST /schedules": "make the schedule",
  "PUT /schedules/{name}": "change the schedule",
  "PATCH /schedules/{name}": "change the schedule",
  "DELETE /schedules/{name}": "remove the schedule",
  "POST /schedules/{name}/pause": "pause the schedule",
  "POST /schedules/{name}/resume": "resume the schedule",
  "POST /schedules/{name}/trigger": "fire the schedule",
  "POST /plugins": "install a plugin",
  "DELETE /plugins/{name}": "remove the plugin",
  "PATCH /plugins/{name}/limits": "change the limits of the plugin",
  "POST /alerts": "make the alert",
  "DELETE /alerts/{name}": "remove the alert",
  "PUT /secrets/{name}": "set the secret",
  "DELETE /secrets/{name}": "remove the secret",
  "POST /session": "sign in",
  "DELETE /session": "sign out",
  "POST /tokens": "make a token",
  "DELETE /tokens/{id}": "revoke the token",
  "POST /webhooks": "add a webhook",
  "PATCH /webhooks/{id}": "change the webhook",
  "DELETE /webhooks/{id}": "remove the webhook",
};

export function routeText(route: string): string | undefined {
  return Object.hasOwn(WORDS, route) ? WORDS[route] : undefined;
}

/** Where that which it was about is to be seen, as long as it is there. */
export function objectLink(route: string, object: string): string | undefined {
  if (route === "POST /jobs/actions") return "/settings?tab=actions";
  const [, kind] = /^(?:POST|PATCH) \/(jobs|queues)\/\{\w+\}(?:\/\w+)?$/.exec(route) ?? [];
  return kind && `/${kind}/${encodeURIComponent(object)}`;
}
