// The beginning of some JSON on one line. However large the whole is, only so much of it is looked at: lists draw many of
// them. Pure.
import { isObject, stringify } from "../api/json.js";
import { cut, oneLine } from "../format/text.js";

/** Compact JSON with every digit, cut to so many characters; nothing of what is empty. */
export function brief(value: unknown, most = 100): string {
  let text = "";
  /** Whether there is room for more. */
  const put = (part: string): boolean => {
    text += part;
    return text.length <= most;
  };
  const string = (value: string): boolean => put(JSON.stringify(value.length > most ? value.slice(0, most) : value));
  const write = (value: unknown): boolean => {
    if (typeof value === "string") return string(value);
    if (Array.isArray(value)) {
      return put("[") && value.every((one, at) => (at === 0 || put(",")) && write(one)) && put("]");
    }
    if (isObject(value)) {
      if (!put("{")) return false;
      let isFirst = true;
      for (const key in value) {
        if (!(isFirst || put(",")) || !string(key) || !put(":") || !write(value[key])) return false;
        isFirst = false;
      }
      return put("}");
    }
    return put(stringify(value));
  };
  write(value);
  return text === "{}" || text === "[]" || text === "null" ? "" : cut(oneLine(text), most);
}
