// Which page is where. Each is loaded when it is first wanted.
import type { ComponentType } from "preact";
import type { IconName } from "../ui/icons.js";
import { may } from "./session.js";

export interface Section {
  path: string;
  name: string;
  icon: IconName;
  /** With `g`, the key that goes there. */
  key: string;
  allowed: () => boolean;
}

export const SECTIONS: Section[] = [
  { path: "/", name: "Overview", icon: "overview", key: "o", allowed: () => true },
  { path: "/jobs", name: "Jobs", icon: "jobs", key: "j", allowed: () => true },
  { path: "/submit", name: "Submit", icon: "submit", key: "n", allowed: () => may.submit },
  { path: "/batches", name: "Batches", icon: "batches", key: "b", allowed: () => true },
  { path: "/queues", name: "Queues", icon: "queues", key: "q", allowed: () => may.viewAll },
  { path: "/schedules", name: "Schedules", icon: "schedules", key: "s", allowed: () => may.viewAll },
  { path: "/workers", name: "Workers", icon: "workers", key: "w", allowed: () => may.viewAll },
  { path: "/errors", name: "Errors", icon: "errors", key: "e", allowed: () => may.viewAll },
  { path: "/plugins", name: "Plugins", icon: "plugins", key: "p", allowed: () => true },
  { path: "/settings", name: "Settings", icon: "settings", key: ",", allowed: () => may.viewAll },
];

/** A page is given the changing parts of its path. */
export type PageComponent = ComponentType<{ at: Record<string, string> }>;

export interface Route {
  pattern: string;
  /** The section that it belongs to. */
  section: string;
  load: () => Promise<{ default: PageComponent }>;
}

export const ROUTES: Route[] = [
  { pattern: "/", section: "/", load: () => import("../overview/page.js") },
  { pattern: "/jobs", section: "/jobs", load: () => import("../jobs/page.js") },
  { pattern: "/jobs/:id", section: "/jobs", load: () => import("../job/page.js") },
  { pattern: "/submit", section: "/submit", load: () => import("../submit/page.js") },
  { pattern: "/batches", section: "/batches", load: () => import("../batches/page.js") },
  { pattern: "/batches/:id", section: "/batches", load: () => import("../batches/one.js") },
  { pattern: "/queues", section: "/queues", load: () => import("../queues/page.js") },
  { pattern: "/queues/:name", section: "/queues", load: () => import("../queues/one.js") },
  { pattern: "/schedules", section: "/schedules", load: () => import("../schedules/page.js") },
  { pattern: "/schedules/:name", section: "/schedules", load: () => import("../schedules/one.js") },
  { pattern: "/workers", section: "/workers", load: () => import("../workers/page.js") },
  { pattern: "/errors", section: "/errors", load: () => import("../errors/page.js") },
  { pattern: "/plugins", section: "/plugins", load: () => import("../plugins/page.js") },
  { pattern: "/plugins/:name", section: "/plugins", load: () => import("../plugins/one.js") },
  { pattern: "/settings", section: "/settings", load: () => import("../settings/page.js") },
];
