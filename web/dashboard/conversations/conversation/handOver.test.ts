import type { Agent } from '@nightbell/api';
import { describe, expect, it } from 'vitest';
import { whoMayTake } from './handOver.ts';

const agent = (id: string, change: Partial<Agent> = {}): Agent =>
  ({ id, name: id, active: true, access: 'limited', groupIds: [], online: false, ...change }) as Agent;
const names = (agents: Agent[]): string[] => agents.map(({ id }) => id);
const sales = { assignees: [], group: { id: 'sales', name: 'Sales' } };

describe('Who may take a conversation over', () => {
  it('is active, somebody else, and not the one who has it', () => {
    const agents = [agent('me'), agent('inactive', { active: false }), agent('has'), agent('other')];
    expect(names(whoMayTake(agents, { assignees: [{ id: 'has', name: 'has', acceptedAt: '' }], group: null }, 'me', true))).toEqual(['other']);
  });

  it('may see it: of its group, of none, or with full access', () => {
    const agents = [agent('repairs', { groupIds: ['repairs'] }), agent('sales', { groupIds: ['sales'] }), agent('none'), agent('full', { groupIds: ['repairs'], access: 'full' })];
    expect(names(whoMayTake(agents, sales, 'me', true))).toEqual(['sales', 'none', 'full']);
    expect(names(whoMayTake(agents, sales, 'me', false))).toHaveLength(4);
  });

  it('comes first who is there', () => {
    expect(names(whoMayTake([agent('a'), agent('b', { online: true })], sales, 'me', true))).toEqual(['b', 'a']);
  });
});
