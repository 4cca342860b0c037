const Before = '#setup=';

/** The set-up code of the link in the server's log; it is taken out of the address, which others may see or keep. */
export function codeInAddress(): string {
  if (!location.hash.startsWith(Before)) return '';
  const code = location.hash.slice(Before.length);
  history.replaceState(history.state, '', location.pathname + location.search);
  return code;
}
