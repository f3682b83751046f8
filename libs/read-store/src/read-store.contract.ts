import { afterEach, beforeEach, describe } from '@jest/globals';
import { collectionsContract } from './contract/collections.contract.js';
import { documentsContract } from './contract/documents.contract.js';
import { Fixture, type Prepare } from './contract/fixture.contract.js';
import { jsonContract } from './contract/json.contract.js';
import { lineageContract } from './contract/lineage.contract.js';
import { lifecycleContract } from './contract/lifecycle.contract.js';
import { pagingContract } from './contract/paging.contract.js';
import { progressContract } from './contract/progress.contract.js';
import { queriesContract } from './contract/queries.contract.js';
import { searchContract } from './contract/search.contract.js';
import { tombstonesContract } from './contract/tombstones.contract.js';
import { twoClientsContract } from './contract/two-clients.contract.js';

/** What every read store and every state store promises. */
export function readStoreContract(name: string, prepare: Prepare): void {
  describe(`${name}, as a store of documents`, () => {
    const fixture = new Fixture(prepare);
    beforeEach(() => fixture.start());
    afterEach(() => fixture.end());

    documentsContract(fixture);
    jsonContract(fixture);
    tombstonesContract(fixture);
    progressContract(fixture);
    queriesContract(fixture);
    pagingContract(fixture);
    searchContract(fixture);
    lineageContract(fixture);
    collectionsContract(fixture);
    lifecycleContract(fixture);
    twoClientsContract(fixture);
  });
}
