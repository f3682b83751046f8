import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { answerAgain, StoredAnswer } from '../requests/stored-answer.js';
import { answerProblem } from './answer-problem.js';

/** Answers every error of a controller with a problem document, and a stored answer as it is. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    if (error instanceof StoredAnswer) answerAgain(reply, error.content);
    else answerProblem(error, http.getRequest<FastifyRequest>(), reply, this.log);
  }
}
