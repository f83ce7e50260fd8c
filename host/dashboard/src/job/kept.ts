// A switch that this browser remembers.
import { useState } from "preact/hooks";

export function useKept(name: string): [boolean, (isOn: boolean) => void] {
  const key = `runner-${name}`;
  const [isOn, setOn] = useState(() => read(key));
  const set = (next: boolean): void => {
    setOn(next);
    try {
      if (next) localStorage.setItem(key, "on");
      else localStorage.removeItem(key);
    } catch {
      // It is for this visit only, then.
    }
  };
  return [isOn, set];
}

function read(key: string): boolean {
  try {
    return localStorage.getItem(key) === "on";
  } catch {
    return false;
  }
}
