import type { Identity } from './contract.ts';

/** Who goes on, as the server knows them now. */
export interface Known {
  email: string | null;
  answersTo: string | null;
  /** Of the visitor to go on as, when the signed user is known from another device. */
  token?: string | null;
}

/**
 * What the server is told of who the site says it is: one thing to compare, without what changes with every page. What is signed is told again
 * on another day, as the server forgets whom it was told of and who never wrote.
 */
export const written = ({ userId, email, name, phone, data, signedAt }: Identity): string =>
  JSON.stringify([userId, email, name, phone, data, signedAt?.slice(0, 10)]);

/** The body that tells it. Without a signature a user's id is worth nothing, and the rest a hint like what a visitor types. */
export function introduction({ userId, signature, signedAt, email, name, phone, data }: Identity): object {
  return userId !== undefined && signature ? { phone, data, identity: { userId, signature, signedAt, email, name } } : { email, name, phone, data };
}
