/** The languages of the widget, which are more than the dashboard's. */
export const widgetLanguages: readonly string[] = ['ar', 'cs', 'de', 'en', 'es', 'fr', 'he', 'hu', 'it', 'pl', 'ro', 'sk'];

/** What was typed as the origin it means, as far as that is plain: "shop.example/" is "https://shop.example". */
export function tidySite(text: string): string {
  const clean = text.trim();
  return clean === '' || clean.includes('://') ? clean : `https://${clean}`;
}

/** The lines of the field that name a site. */
export const sitesOf = (lines: readonly string[]): string[] => lines.map(tidySite).filter((site) => site !== '');

const escaped = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** The line to paste into the site's pages. */
export function codeToPaste(origin: string, key: string, group = '', language = ''): string {
  const more = [group && ` data-group="${escaped(group)}"`, language && ` data-lang="${escaped(language)}"`].join('');
  return `<script src="${escaped(origin)}/widget.js" data-key="${escaped(key)}"${more} async></script>`;
}
