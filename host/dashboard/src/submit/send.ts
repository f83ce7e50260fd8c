// Sends a job with its files, and says how much of them went out: fetch does not tell.
import { Problem } from "../api/client.js";
import { parse, stringify } from "../api/json.js";
import type { Job, NewJob, ProblemBody } from "../api/types.js";

export function submit(job: NewJob, files: Map<string, File>, key: string, told: (share: number) => void): Promise<Job> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/jobs");
    request.setRequestHeader("Idempotency-Key", key);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => event.lengthComputable && told(event.loaded / event.total));
    request.addEventListener("error", () => reject(new Problem(0, { detail: "the server does not answer" })));
    request.addEventListener("load", () => {
      if (request.status < 300) {
        resolve(parse(request.responseText) as Job);
        return;
      }
      try {
        reject(new Problem(request.status, JSON.parse(request.responseText) as ProblemBody));
      } catch {
        reject(new Problem(request.status, { detail: request.responseText.slice(0, 300) }));
      }
    });
    if (files.size === 0) {
      request.setRequestHeader("Content-Type", "application/json");
      request.send(stringify(job));
      return;
    }
    const form = new FormData();
    form.append("job", new Blob([stringify(job)], { type: "application/json" }));
    for (const [name, file] of files) form.append(name, file, file.name);
    request.send(form);
  });
}
