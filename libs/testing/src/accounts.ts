import {
  aggregate,
  deadline,
  ensure,
  everyEvent,
  projection,
  publications,
  saga,
  type Context,
  type DomainEvent,
} from '@waybill/kernel';

/** A toy context for the tests of the machinery: accounts that are filled, emptied, frozen for a while and closed. */

interface Of {
  readonly accountId: string;
}

export interface Deposited extends Of {
  readonly type: 'Deposited';
  readonly cents: number;
}
/** With `to`, the money goes to another account. */
export interface Withdrawn extends Of {
  readonly type: 'Withdrawn';
  readonly cents: number;
  readonly to?: string;
}
export interface AccountFrozen extends Of {
  readonly type: 'AccountFrozen';
  readonly until: string;
}
export interface AccountThawed extends Of {
  readonly type: 'AccountThawed';
}
export interface AccountClosed extends Of {
  readonly type: 'AccountClosed';
}
export type AccountEvent = Deposited | Withdrawn | AccountFrozen | AccountThawed | AccountClosed;

/** What another context tells. */
export interface GiftSent extends Of {
  readonly type: 'gifts.GiftSent';
  readonly cents: number;
}

class AccountCommand {
  readonly accountId: string;

  constructor({ accountId }: Of) {
    this.accountId = accountId;
  }
}

export class Deposit extends AccountCommand {
  readonly cents: number;

  constructor(fields: Of & { readonly cents: number }) {
    super(fields);
    this.cents = fields.cents;
  }
}

export class Withdraw extends AccountCommand {
  readonly cents: number;
  readonly to: string | undefined;

  constructor(fields: Of & { readonly cents: number; readonly to?: string }) {
    super(fields);
    this.cents = fields.cents;
    this.to = fields.to;
  }
}

export class Freeze extends AccountCommand {
  readonly until: string;

  constructor(fields: Of & { readonly until: string }) {
    super(fields);
    this.until = fields.until;
  }
}

export class Thaw extends AccountCommand {}
export class CloseAccount extends AccountCommand {}

export interface AccountState {
  readonly status: 'open' | 'frozen' | 'closed';
  readonly cents: number;
}

export const Account = aggregate<AccountState, AccountEvent>()({
  name: 'account',
  initial: { status: 'open', cents: 0 },
  idOf: ({ accountId }) => accountId,
  commands: { Deposit, Withdraw, Freeze, Thaw, CloseAccount },
  evolve: {
    Deposited: (account, { cents }) => ({ ...account, cents: account.cents + cents }),
    Withdrawn: (account, { cents }) => ({ ...account, cents: account.cents - cents }),
    AccountFrozen: (account) => ({ ...account, status: 'frozen' }),
    AccountThawed: (account) => ({ ...account, status: 'open' }),
    AccountClosed: (account) => ({ ...account, status: 'closed' }),
  },
  decide: {
    Deposit({ accountId, cents }, { status }) {
      ensure(status !== 'closed', 'account-closed', 'Nothing can be put into a closed account.');
      return cents === 0 ? [] : [{ type: 'Deposited', accountId, cents }];
    },
    Withdraw({ accountId, cents, to }, account) {
      ensure(account.status === 'open', 'account-not-open', 'Only an open account gives money.');
      ensure(account.cents >= cents, 'account-short', 'There is not that much in the account.');
      return [{ type: 'Withdrawn', accountId, cents, ...(to !== undefined && { to }) }];
    },
    Freeze: ({ accountId, until }) => [{ type: 'AccountFrozen', accountId, until }],
    Thaw: ({ accountId }, { status }) => (status === 'frozen' ? [{ type: 'AccountThawed', accountId }] : []),
    CloseAccount: ({ accountId }, { status }) =>
      status === 'closed' ? [] : [{ type: 'AccountClosed', accountId }],
  },
  // Version 1 of a deposit was counted in whole units.
  upcasters: {
    Deposited: [({ units, ...kept }: { readonly units: number }) => ({ ...kept, cents: units * 100 })],
  },
});

export interface AccountView {
  readonly accountId: string;
  readonly cents: number;
  readonly events: number;
  readonly status: AccountState['status'];
}

/** One document per account; a closed account has none. */
export const AccountView = projection<AccountView, AccountEvent>()({
  name: 'account-view',
  fields: { cents: 'number', status: 'text' },
  keys: ({ accountId }) => [accountId],
  apply: everyEvent<AccountView, AccountEvent>(
    { Deposited: 0, Withdrawn: 0, AccountFrozen: 0, AccountThawed: 0, AccountClosed: 0 },
    (view, event) => {
      const { accountId } = event;
      if (event.type === 'AccountClosed') return undefined;
      const before = view ?? { accountId, cents: 0, events: 0, status: 'open' as const };
      return { ...before, ...changed(before, event), events: before.events + 1 };
    },
  ),
});

function changed({ cents }: AccountView, event: Exclude<AccountEvent, AccountClosed>): Partial<AccountView> {
  switch (event.type) {
    case 'Deposited':
      return { cents: cents + event.cents };
    case 'Withdrawn':
      return { cents: cents - event.cents };
    case 'AccountFrozen':
      return { status: 'frozen' };
    case 'AccountThawed':
      return { status: 'open' };
  }
}

/** What is taken from one account for another is put there. */
export const Transfers = saga<AccountEvent>()({
  name: 'transfers',
  on: { Withdrawn: ({ to, cents }) => (to === undefined ? [] : [new Deposit({ accountId: to, cents })]) },
});

export const Gifts = saga<GiftSent>()({
  name: 'gifts',
  on: { 'gifts.GiftSent': ({ accountId, cents }) => [new Deposit({ accountId, cents })] },
});

/** A frozen account thaws when its time has come. */
export const FrozenAccount = deadline<AccountEvent>()({
  name: 'frozen-account',
  set: { AccountFrozen: ({ accountId, until }) => ({ id: accountId, at: until }) },
  clear: { AccountThawed: ({ accountId }) => accountId, AccountClosed: ({ accountId }) => accountId },
  fire: ({ id }) => new Thaw({ accountId: id }),
});

interface AccountFilled extends DomainEvent, Of {
  readonly type: 'accounts.AccountFilled';
  readonly cents: number;
}

/** The context on one page; tests replace what they are about. */
export const Accounts: Context = {
  name: 'accounts',
  aggregates: [Account],
  projections: [AccountView],
  sagas: [Transfers, Gifts],
  deadlines: [FrozenAccount],
  publications: publications<AccountEvent, AccountFilled>()({
    Deposited: ({ accountId, cents }) => ({ type: 'accounts.AccountFilled', accountId, cents }),
  }),
};
