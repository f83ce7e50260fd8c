// The API's words, by the names that its document gives them.
import type { components } from "./schema.js";

type Schemas = components["schemas"];

export type Job = Schemas["Job"] & { id: string };
export type JobState = Schemas["JobState"];
export type JobCounts = Schemas["JobCounts"];
export type NewJob = Schemas["NewJob"];
export type Attempt = Schemas["Attempt"];
export type Usage = Schemas["Usage"];
export type Failure = Schemas["Failure"];
export type Progress = Schemas["Progress"];
export type Output = Schemas["Output"];
export type Input = Schemas["Input"];
export type Explanation = Schemas["Explanation"];
export type LogLine = Schemas["LogLine"];
export type LogPage = Schemas["LogPage"];
export type Level = Schemas["LevelName"];
export type Batch = Schemas["Batch"];
export type Queue = Schemas["Queue"];
export type QueueChanges = Schemas["QueueChanges"];
export type LimitKey = Schemas["LimitKey"];
export type Schedule = Schemas["Schedule"];
export type NewSchedule = Schemas["NewSchedule"];
export type Firing = Schemas["Firing"];
export type NextTimes = Schemas["NextTimes"];
export type Backfilled = Schemas["Backfilled"];
export type Template = Schemas["Template"];
export type Worker = Schemas["Worker"];
export type ErrorGroup = Schemas["ErrorGroup"];
export type Stats = Schemas["Stats"];
export type StatsOfAll = Schemas["StatsOfAll"];
export type Series = Schemas["Series"];
export type Point = Schemas["Point"];
export type Measured = Schemas["Measured"];
export type Outcomes = Schemas["Outcomes"];
export type Spread = Schemas["Spread"];
export type Plugin = Schemas["Plugin"];
export type JobList = Schemas["JobList"];
export type Plugins = Schemas["Plugins"];
export type PluginVersion = Schemas["PluginVersion"];
export type UsageOfVersion = Schemas["UsageOfVersion"];
export type Distribution = Schemas["Distribution"];
export type OutcomeCounts = Schemas["Counts"];
export type PluginChecked = Schemas["PluginChecked"];
export type Configuration = Schemas["Configuration"];
export type Descriptor = Schemas["Descriptor"];
export type Port = Schemas["Port"];
export type Grant = Schemas["Grant"];
export type GrantsOfPlugin = Schemas["GrantsOfPlugin"];
export type HttpGrant = Schemas["HttpGrant"];
export type Want = Schemas["Want"];
export type NewRefusal = Schemas["NewRefusal"];
export type Refusal = Schemas["Refusal"];
export type Limit = Schemas["Limit"];
export type Token = Schemas["Token"];
export type Role = Schemas["RoleName"];
export type Secret = Schemas["Secret"];
export type Change = Schemas["Change"];
export type Webhook = Schemas["Webhook"];
export type Delivery = Schemas["Delivery"];
export type WebhookTest = Schemas["WebhookTest"];
export type Alert = Schemas["Alert"];
export type AlertTurned = Schemas["AlertTurned"];
export type Action = Schemas["Action"];
export type Session = Schemas["Session"];
export type ProblemBody = Schemas["Problem"];
export type FieldError = Schemas["FieldError"];

/** A page of a list. */
export interface List<T> {
  items: T[];
  next_page_token?: string | null;
  bound_reached?: boolean;
}

/** The states, as people meet them: those before, during and after. */
export const STATES: JobState[] = ["running", "pending", "retrying", "scheduled", "blocked", "paused", "completed", "failed", "cancelled"];
export const ENDED: ReadonlySet<JobState> = new Set<JobState>(["completed", "failed", "cancelled"]);
