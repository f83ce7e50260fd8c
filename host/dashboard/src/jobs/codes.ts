// The codes of failures, which are stable: what each means in a few words.
import type { Failure } from "../api/types.js";

type Code = Failure["code"];

export const MEANING: Record<Code, string> = {
  transient: "something that may pass",
  timed_out: "it took longer than it may",
  trapped: "its code broke",
  internal: "the server’s own fault",
  retry_after: "it asked to be tried later",
  interrupted: "it was cut off and goes on",
  permanent: "it says that trying again is no use",
  invalid_params: "its params are not what it takes",
  fuel_exhausted: "it used all fuel that it may",
  memory_exceeded: "it wanted more memory than it may",
  output_too_large: "it gave more than it may",
  limit_exceeded: "it went beyond a limit",
  denied: "it wanted what it was not granted",
  compile_refused: "its plugin could not be compiled",
  dependency_failed: "a job that it waited for failed",
  skipped: "a job that it waited for did not complete",
  expired: "it did not begin in time",
  poisoned: "it took the server down three times",
  cancelled: "somebody cancelled it",
  plugin_missing: "its version of the plugin was deleted",
};

export const CODES = Object.keys(MEANING);
