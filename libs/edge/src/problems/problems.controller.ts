import { Controller, Get, Header, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { acceptsHtml } from '../service/accepts-html.js';
import { Problem } from './problem.js';
import { htmlOf, problemPages } from './problem-page.js';

const page = {
  type: 'object',
  required: ['code', 'status', 'title', 'remedy'],
  properties: {
    code: { type: 'string' },
    status: { type: 'integer' },
    title: { type: 'string' },
    remedy: { type: 'string', description: 'What the sender can do.' },
    reasons: {
      type: 'array',
      items: { type: 'string' },
      description: 'The sentences that the detail of the problem can be.',
    },
    retryAfter: { type: 'integer', description: 'Seconds after which the same request may succeed.' },
  },
};
const example = {
  code: 'idempotency-key-reused',
  status: 422,
  title: 'The Idempotency-Key belongs to another request.',
  remedy: 'Use a new key for a new request. Repeat the first request only unchanged.',
};

/** The pages that explain problem codes: a problem's `type` is the path of one. */
@Controller('problems')
export class ProblemsController {
  @Get()
  @ApiOperation({ summary: 'Every problem code, with what it means and what to do.' })
  @ApiOkResponse({
    description: 'All codes.',
    content: {
      'application/json': {
        schema: {
          type: 'object',
          required: ['problems'],
          properties: { problems: { type: 'array', items: page } },
        },
        example: { problems: [example] },
      },
    },
  })
  all(): object {
    return { problems: [...problemPages().values()].toSorted((a, b) => (a.code < b.code ? -1 : 1)) };
  }

  @Get(':code')
  @Header('cache-control', 'public, max-age=3600')
  @Header('vary', 'Accept')
  @ApiOperation({ summary: 'What a problem code means, and what to do. A browser gets a page.' })
  @ApiOkResponse({
    description: 'The meaning of the code.',
    content: { 'application/json': { schema: page, example } },
  })
  one(@Param('code') code: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const found = problemPages().get(code);
    if (!found) throw new Problem('not-found', `No part of this service answers ${code}.`);
    if (acceptsHtml(request)) reply.type('text/html; charset=utf-8').send(htmlOf(found));
    else reply.send(found);
  }
}
