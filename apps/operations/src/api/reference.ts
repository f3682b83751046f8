// Derived from the code by npm run docs: what the routes answer, and why commands are refused.
import type { Reference } from '@waybill/edge';

export const reference: Reference = {
  routes: {
    'WorkItemsController.list': {
      summary: 'What waits for a person, in all contexts, the oldest first.',
      schema: {
        type: 'object',
        required: ['data'],
        properties: {
          data: { type: 'array', items: { $ref: '#/components/schemas/operations.ShownWorkItem' } },
          next: { type: 'string', description: 'The cursor of the next page; absent on the last one.' },
        },
      },
      example: {
        data: [
          {
            workItemId: 'payments:capture:01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61',
            context: 'payments',
            status: 'open',
            openedAt: '2026-11-22T10:00:00.000Z',
            closedAt: '2026-11-22T10:00:00.000Z',
            resolution: 'The capture has succeeded.',
            revision: 3,
            kind: 'capture_failed',
            orderId: '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61',
            about: { type: 'orders.OrderPlaced', id: '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61' },
            amount: { amount: 2500, currency: 'EUR' },
            reason: 'provider_busy',
            resolutions: [
              {
                request:
                  'POST /v1/payments/01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61/captures/01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61/retry',
                effect: 'Repeats the capture.',
              },
            ],
            ageSeconds: 7200,
          },
        ],
        next: 'WyIwMTkzMGY2ZSJd',
      },
    },
    'WorkItemsController.summary': {
      summary: 'How much waits, by kind and currency.',
      schema: {
        type: 'object',
        required: ['data'],
        properties: {
          data: { type: 'array', items: { $ref: '#/components/schemas/operations.WorkItemTotal' } },
          next: { type: 'string', description: 'The cursor of the next page; absent on the last one.' },
        },
      },
      example: {
        data: [
          {
            kind: 'capture_failed',
            meaning: 'The money for a parcel could not be taken.',
            count: 1,
            amount: { amount: 2500, currency: 'EUR' },
            oldestOpenedAt: '2026-11-22T10:00:00.000Z',
            oldestAgeSeconds: 7200,
          },
        ],
        next: 'WyIwMTkzMGY2ZSJd',
      },
    },
    'WorkItemsController.one': {
      summary: 'One thing that waits for a person, or waited, with the requests that resolve it.',
      schema: { $ref: '#/components/schemas/operations.ShownWorkItem' },
      example: {
        workItemId: 'payments:capture:01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61',
        context: 'payments',
        status: 'open',
        openedAt: '2026-11-22T10:00:00.000Z',
        closedAt: '2026-11-22T10:00:00.000Z',
        resolution: 'The capture has succeeded.',
        revision: 3,
        kind: 'capture_failed',
        orderId: '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61',
        about: { type: 'orders.OrderPlaced', id: '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61' },
        amount: { amount: 2500, currency: 'EUR' },
        reason: 'provider_busy',
        resolutions: [
          {
            request:
              'POST /v1/payments/01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61/captures/01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61/retry',
            effect: 'Repeats the capture.',
          },
        ],
        ageSeconds: 7200,
      },
    },
  },
  schemas: {
    'operations.Money': {
      description: 'An amount in integer minor units (cents, yen) of an ISO 4217 currency.',
      type: 'object',
      required: ['amount', 'currency'],
      properties: { amount: { type: 'number' }, currency: { type: 'string' } },
    },
    'operations.ShownWorkItem': {
      description: 'A work item as clients see it.',
      type: 'object',
      required: [
        'workItemId',
        'context',
        'status',
        'openedAt',
        'revision',
        'kind',
        'about',
        'reason',
        'resolutions',
        'ageSeconds',
      ],
      properties: {
        workItemId: {
          type: 'string',
          description: '`<context>:<what it is about>`, fit for a URL: `payments:capture:4a1f0f52`.',
        },
        context: { type: 'string', description: 'The context that waits.' },
        status: { type: 'string', enum: ['closed', 'open'] },
        openedAt: { type: 'string', description: 'When it was opened last.' },
        closedAt: { type: 'string' },
        resolution: { type: 'string', description: 'How it was resolved, in words.' },
        revision: { type: 'number', description: 'Of the last event in the stream of what waits.' },
        kind: {
          type: 'string',
          enum: [
            'cancellation_overdue',
            'cancelled_shipment_scanned',
            'capture_failed',
            'fulfilment_overdue',
            'hold_overdue',
            'label_failed',
            'outcome_unresolved',
            'refund_failed',
            'shipment_lost',
            'shipment_overdue',
            'shipment_presumed_lost',
            'shipment_returned',
            'stock_discrepancy',
            'stock_shortfall',
            'void_failed',
          ],
        },
        orderId: { type: 'string' },
        about: {
          type: 'object',
          required: ['type', 'id'],
          properties: { type: { type: 'string' }, id: { type: 'string' } },
          description: 'What it is about: `payment`, `shipment`, `stock`, … and its id.',
        },
        amount: { $ref: '#/components/schemas/operations.Money', description: 'The money that is at stake.' },
        reason: { type: 'string', description: 'In words, for the person who resolves it.' },
        resolutions: {
          type: 'array',
          items: {
            type: 'object',
            required: ['request', 'effect'],
            properties: { request: { type: 'string' }, effect: { type: 'string' } },
          },
          description: 'The requests that resolve it, for example `POST /v1/payments/…/captures/…/retry`.',
        },
        ageSeconds: {
          type: 'number',
          description: 'How long it has been waiting, or had waited when it was closed.',
        },
      },
    },
    'operations.WorkItemTotal': {
      description: 'The open work items of one kind whose amounts have the same currency, or that have none.',
      type: 'object',
      required: ['kind', 'meaning', 'count', 'oldestOpenedAt', 'oldestAgeSeconds'],
      properties: {
        kind: {
          type: 'string',
          enum: [
            'cancellation_overdue',
            'cancelled_shipment_scanned',
            'capture_failed',
            'fulfilment_overdue',
            'hold_overdue',
            'label_failed',
            'outcome_unresolved',
            'refund_failed',
            'shipment_lost',
            'shipment_overdue',
            'shipment_presumed_lost',
            'shipment_returned',
            'stock_discrepancy',
            'stock_shortfall',
            'void_failed',
          ],
        },
        meaning: { type: 'string', description: 'In words.' },
        count: { type: 'number' },
        amount: { $ref: '#/components/schemas/operations.Money' },
        oldestOpenedAt: { type: 'string', description: 'When the oldest was opened.' },
        oldestAgeSeconds: { type: 'number' },
      },
    },
  },
  refusals: {
    'approval-by-requester': {
      kind: 'conflict',
      reasons: ['Another actor than the one who requested it must approve it.'],
    },
    'subject-erased': {
      kind: 'conflict',
      reasons: ['The personal data of this person has been erased, and nothing more is recorded about them.'],
    },
    'subject-unknown': { kind: 'unknown', reasons: ['There is no personal data of this subject.'] },
    'work-item-unknown': { kind: 'unknown', reasons: ['There is no such work item.'] },
  },
};
