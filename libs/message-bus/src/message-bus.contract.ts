import { describe } from '@jest/globals';
import { carryingContract } from './contract/carrying.contract.js';
import { clientsContract } from './contract/clients.contract.js';
import { coverContract } from './contract/cover.contract.js';
import type { Prepare } from './contract/fixture.contract.js';
import { topologyContract } from './contract/topology.contract.js';

/** What every message bus promises. `runs` is the number of random histories; fewer suit a slow medium. */
export function messageBusContract(name: string, prepare: Prepare, { runs = 40 } = {}): void {
  describe(`${name}, as a message bus`, () => {
    carryingContract(prepare);
    topologyContract(prepare);
    clientsContract(prepare);
    coverContract(prepare, runs);
  });
}
