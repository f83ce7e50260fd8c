// A cron rule in words, and when it fires, before the server has it. Both libraries are loaded with this page alone; the
// server reads rules by the same one.
import { Cron } from "croner";
import cronstrue from "cronstrue";

export function inWords(cron: string): string {
  try {
    return cronstrue.toString(cron, { use24HourTimeFormat: true });
  } catch {
    return "";
  }
}

/** The next times of a rule, or what is wrong with it. */
export function nextTimes(cron: string, zone: string, count = 5): { times: Date[] } | { problem: string } {
  try {
    if (cron.trim().split(/\s+/).length < 5 && !cron.startsWith("@")) return { problem: "a rule has five fields, or six with seconds first" };
    const rule = new Cron(cron.trim(), { timezone: zone, paused: true });
    return { times: rule.nextRuns(count) };
  } catch (error) {
    return { problem: (error as Error).message.replace(/^Cron(Pattern|Date)?: /, "") };
  }
}

/** The time zones that this browser knows. */
export function zones(): string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone")];
}
