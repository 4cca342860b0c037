/** What is written, without the controls that the server refuses: they come along with what is pasted. TAB and line feed stay within. */
export const plain = (text: string): string => text.replace(/[^\P{Cc}\t\n]/gu, '').trim();
