import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { acceptsHtml } from './accepts-html.js';

/** Where everything is, for who only knows the address. */
const LINKS = {
  docs: '/docs',
  openapi: '/openapi.json',
  api: '/v1',
  health: '/readyz',
  problems: '/problems',
};

/** Leads to the documentation: a browser by a redirect, anything else by links. */
@ApiExcludeController()
@Controller()
export class RootController {
  @Get()
  @Header('vary', 'Accept')
  root(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    if (acceptsHtml(request)) reply.redirect('/docs', 302);
    else reply.send(LINKS);
  }
}
