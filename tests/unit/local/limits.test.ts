import { describe, expect, it } from 'vitest';
import { limitFactorOf, widened } from '../../../infra/local/limits.ts';

describe('the limits of the local stack', () => {
  it('are so many times those of the template', () => {
    expect(widened({ TESTS_PER_MINUTE: '60', HISTORY_DAYS: '90' }, 10)).toEqual({ TESTS_PER_MINUTE: '600', HISTORY_DAYS: '90' });
  });

  it('are the deployed ones where LOCAL_LIMITS says so, and no other word is taken for it', () => {
    expect([limitFactorOf({ LOCAL_LIMITS: 'deployed' }), limitFactorOf({}), limitFactorOf({ LOCAL_LIMITS: '' })]).toEqual([1, 1_000, 1_000]);
    expect(() => limitFactorOf({ LOCAL_LIMITS: 'Deployed' })).toThrow('LOCAL_LIMITS');
  });
});
