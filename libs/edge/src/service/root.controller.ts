import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

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
    if (acceptsHtml(request)) reply.redirect('/docs');
    else reply.send(LINKS);
  }
}

/** Whether a browser asks, which names HTML first of all. */
export function acceptsHtml({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return headers.accept?.includes('text/html') === true;
}
