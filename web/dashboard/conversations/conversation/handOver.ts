import type { Agent, Conversation, Id } from '@nightbell/api';

/** The colleagues a conversation may be handed to, as the server allows it: active, and of its team or with full access. Whoever is there comes first. */
export function whoMayTake(agents: readonly Agent[], { assignees, group }: Pick<Conversation, 'assignees' | 'group'>, me: Id, withGroups: boolean): Agent[] {
  const holds = (id: Id): boolean => assignees.length === 1 && assignees[0]?.id === id;
  const sees = ({ access, groupIds }: Agent): boolean =>
    access === 'full' || !withGroups || group === null || groupIds.length === 0 || groupIds.includes(group.id);
  return agents.filter((agent) => agent.active && agent.id !== me && !holds(agent.id) && sees(agent))
    .sort((a, b) => Number(b.online) - Number(a.online));
}
