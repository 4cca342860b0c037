/** Milliseconds after the start in which the page has more important things to fetch. */
const Later = 3_000;

/** Has the browser keep the shell for when there is no connection. Only over https, or on this machine. */
export function keepShell(): void {
  if (!('serviceWorker' in navigator)) return;
  setTimeout(() => {
    navigator.serviceWorker.register('/sw.js', { scope: '/app', updateViaCache: 'none' }).catch(() => undefined);
  }, Later);
}
