import { describe, expect, it } from 'vitest';
import { dragged } from './dragging.ts';

const spans = [{ from: '08:00', to: '12:00' }, { from: '13:00', to: '17:00' }];

describe('A dragged span', () => {
  it('moves by quarters of an hour', () => {
    expect(dragged(spans, 1, 'to', 40)[1]).toEqual({ from: '13:00', to: '17:45' });
    expect(dragged(spans, 0, 'from', -100)[0]).toEqual({ from: '06:15', to: '12:00' });
    expect(dragged(spans, 0, 'whole', -60)[0]).toEqual({ from: '07:00', to: '11:00' });
  });

  it('stays inside the day and between its neighbours', () => {
    expect(dragged(spans, 0, 'whole', 600)[0]).toEqual({ from: '09:00', to: '13:00' });
    expect(dragged(spans, 1, 'to', 5_000)[1]).toEqual({ from: '13:00', to: '24:00' });
    expect(dragged(spans, 0, 'whole', -5_000)[0]).toEqual({ from: '00:00', to: '04:00' });
  });

  it('never turns inside out', () => {
    expect(dragged(spans, 1, 'from', 5_000)[1]).toEqual({ from: '16:45', to: '17:00' });
    expect(dragged(spans, 1, 'to', -5_000)[1]).toEqual({ from: '13:00', to: '13:15' });
  });

  it('is left alone while its times make no sense', () => {
    expect(dragged([{ from: '1', to: '' }], 0, 'from', 60)).toEqual([{ from: '1', to: '' }]);
  });
});
