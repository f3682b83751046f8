import type { Capabilities } from './payment-provider.js';

type Answer = 'ok' | 'busy' | 'refused' | 'lost' | 'captured';

/** How the sandbox answers. Each list holds the answers to the first attempts; the last one goes for all later attempts. */
export interface Behaviour {
  /** What the token is for, in the documentation. */
  readonly shows: string;
  /** What the card issuer decides. */
  readonly authorise?: readonly ('ok' | 'declined' | 'try_again' | 'insufficient_funds' | 'action')[];
  /** The answer to an authorisation is lost; what the issuer has decided can be looked up, unless it is `never`. */
  readonly answer?: 'twice' | 'lost' | 'not_received' | 'never';
  readonly capture?: readonly Answer[];
  readonly void?: readonly Answer[];
  readonly refund?: readonly Answer[];
  readonly renew?: readonly Answer[];
  readonly capabilities?: Partial<Capabilities>;
  /** How long an authorisation lasts. Default: seven days. */
  readonly validHours?: number;
}

const busyThrough = (attempts: number): readonly Answer[] => [...Array<Answer>(attempts).fill('busy'), 'ok'];

/** Every token of the sandbox. An unknown token is declined. */
export const SANDBOX_TOKENS = {
  tok_approve: { shows: 'everything succeeds' },
  tok_double: { shows: 'the answer to the authorisation comes twice', answer: 'twice' },
  tok_decline: { shows: 'declined for good', authorise: ['declined'] },
  tok_insufficient: { shows: 'declined, may be tried again', authorise: ['insufficient_funds'] },
  tok_decline_once: { shows: 'declined, succeeds at the second attempt', authorise: ['try_again', 'ok'] },
  tok_action: { shows: 'the customer must complete an action', authorise: ['action'] },
  tok_timeout: { shows: 'the answer is lost; it was a yes', answer: 'lost' },
  tok_timeout_lost: { shows: 'the request is lost', answer: 'not_received' },
  tok_unknown: { shows: 'nobody ever finds out', answer: 'never' },
  tok_capture_fail: { shows: 'a capture succeeds at the third attempt', capture: busyThrough(2) },
  tok_capture_outage: {
    shows: 'a capture fails for 31 hours; succeeds when repeated by hand',
    capture: busyThrough(6),
  },
  tok_capture_declined: { shows: 'a capture is refused for good', capture: ['refused'] },
  tok_capture_declined_once: {
    shows: 'a capture is refused; succeeds when repeated by hand',
    capture: ['refused', 'ok'],
  },
  tok_capture_timeout: { shows: 'the first answer to a capture is lost', capture: ['lost', 'ok'] },
  tok_capture_unknown: { shows: 'nobody ever finds out about a capture', capture: ['lost'] },
  tok_void_fail_once: { shows: 'a void succeeds at the second attempt', void: ['busy', 'ok'] },
  tok_void_fail: { shows: 'a void fails for 31 hours; succeeds when repeated by hand', void: busyThrough(6) },
  tok_void_captured: { shows: 'what is to be voided is captured already', void: ['captured'] },
  tok_refund_fail: {
    shows: 'a refund fails for 31 hours; succeeds when repeated by hand',
    refund: busyThrough(6),
  },
  tok_refund_declined: { shows: 'a refund is refused for good: the card is closed', refund: ['refused'] },
  tok_refund_timeout: { shows: 'the first answer to a refund is lost', refund: ['lost', 'ok'] },
  tok_one_capture: {
    shows: 'one capture per authorisation; the next parcel is authorised again',
    capabilities: { captures: 'one', voidAfterCapture: false },
  },
  tok_whole_capture: {
    shows: 'no partial captures; each parcel is authorised again',
    capabilities: { captures: 'one', partialCaptures: false, voidAfterCapture: false },
  },
  tok_one_capture_only: {
    shows: 'one capture, no renewal: the next parcel needs another payment',
    capabilities: { captures: 'one', voidAfterCapture: false, renewal: false },
  },
  tok_renewal_declined: { shows: 'the authorisation cannot be renewed', renew: ['refused'] },
  tok_renewal_fail_once: { shows: 'a renewal succeeds at the second attempt', renew: ['busy', 'ok'] },
  tok_no_renewal: { shows: 'the provider knows no renewal', capabilities: { renewal: false } },
  tok_expires_soon: { shows: 'the authorisation lasts two hours', validHours: 2 },
} as const satisfies Readonly<Record<string, Behaviour>>;
