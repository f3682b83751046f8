import { bareRound } from '../bare.js';
import type { Scenario } from '../scenario.js';

export const ceiling: Scenario = {
  name: 'ceiling',
  about: 'what the load generator itself can do, against a server that does nothing',
  async measure({ scale, report }) {
    const requests = { kind: 'get', path: '/' } as const;
    const { perSecond, p50, p99, busy } = await bareRound('bare/fixed-answer.js', {}, requests, scale);
    report({ what: 'load generator alone', layout: '1 core', value: perSecond, unit: '/s', p50, p99, busy });
  },
};
