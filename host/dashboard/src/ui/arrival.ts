// Where the focus goes when one comes to another page: to what stays, and to the page's heading once that is there. Who
// does not see the page hears by it where they are; without it the focus would be lost with the link that was followed.

let isComing = false;

/** Another page comes. What had the focus goes with the old one. */
export function leave(): void {
  isComing = true;
  document.getElementById("main")?.focus({ preventScroll: true });
}

/** The page is there. Its heading gets the focus, unless something else took it since, such as a field. */
export function arrive(heading: HTMLElement | null): void {
  if (!isComing) return;
  isComing = false;
  const now = document.activeElement;
  if (now === null || now === document.body || now.id === "main") heading?.focus({ preventScroll: true });
}
