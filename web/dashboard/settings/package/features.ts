/** What packages include, by the names of the API, in the order in which it is told. */
export const features = ['offline_messages', 'unaccepted_conversations', 'groups', 'office_hours', 'form_while_online', 'support'] as const;

export type Feature = (typeof features)[number];

/** "Pro": packages are configuration, and their names are names. */
export const packageName = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
