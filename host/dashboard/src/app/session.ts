// Who is signed in, and what such a role may do. What it may not is not offered; the server decides all the same.
import { computed, signal } from "@preact/signals";
import { Problem, get, remove, send, signedOut } from "../api/client.js";
import { parse } from "../api/json.js";
import type { Role, Session } from "../api/types.js";
import * as feed from "../live/feed.js";

export type SessionState = { kind: "unknown" } | { kind: "out"; why?: string } | { kind: "in"; session: Session };

export const session = signal<SessionState>({ kind: "unknown" });

const rank: Record<Role, number> = { viewer: 0, submitter: 0, operator: 2, admin: 3 };

export const role = computed<Role | null>(() => (session.value.kind === "in" ? session.value.session.role : null));
const atLeast = (least: Role): boolean => role.value !== null && rank[role.value] >= rank[least];

/** What the role may do, in the words of the server's own rules. */
export const may = {
  /** See what is not one's own: queues, workers, schedules, errors. */
  get viewAll(): boolean {
    return role.value !== null && role.value !== "submitter";
  },
  get submit(): boolean {
    return role.value === "submitter" || atLeast("operator");
  },
  /** Change jobs: of a submitter its own, and it sees no others. */
  get changeJobs(): boolean {
    return role.value === "submitter" || atLeast("operator");
  },
  get operate(): boolean {
    return atLeast("operator");
  },
  get administer(): boolean {
    return atLeast("admin");
  },
};

export async function look(): Promise<void> {
  try {
    entered(await get<Session>("/session"));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) session.value = { kind: "out" };
    else {
      // The server is away: try again until it says something.
      feed.connection.value = "lost";
      setTimeout(() => void look(), 2_000);
    }
  }
}

export async function signIn(token: string): Promise<void> {
  const answer = await send("/session", { method: "POST", headers: { Authorization: `Bearer ${token.trim()}` } });
  entered(parse(await answer.text()) as Session);
}

export async function signOut(): Promise<void> {
  feed.stop();
  try {
    await remove("/session");
  } catch (error) {
    // Nobody is to leave a browser behind that still has its cookie, and not know.
    if (!(error instanceof Problem && error.status === 401)) {
      session.value = { kind: "out", why: "The server did not answer: this browser may still be signed in. Reload to try again." };
      return;
    }
  }
  session.value = { kind: "out" };
}

function entered(who: Session): void {
  session.value = { kind: "in", session: who };
  feed.start();
}

signedOut.addEventListener("signedout", () => {
  if (session.value.kind !== "in") return;
  feed.stop();
  session.value = { kind: "out", why: "You were signed out: the token ended or was revoked." };
});
