/** Characters of the page's address and title that travel with a message. */
const UrlMax = 2_000;
const TitleMax = 200;

/** The page the visitor writes from: without the fragment, which belongs to the page alone, and without halves of characters, which no JSON takes. */
export const pageNow = (): { url: string; title: string } => ({
  url: (location.origin + location.pathname + location.search).slice(0, UrlMax),
  title: document.title.slice(0, TitleMax).replace(/\p{Cs}/gu, ''),
});
