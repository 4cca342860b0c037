/** The steps of a new account, in their order. */
export const startSteps = ['widget', 'mail', 'colleagues', 'ready'] as const;

export type StartStep = (typeof startSteps)[number];
