/** Kept as "off" by whoever does not want keys of one letter: they get in the way of some who speak to their computer. */
export const ShortcutsName = 'shortcuts';
