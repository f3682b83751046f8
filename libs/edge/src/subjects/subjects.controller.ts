import { Controller, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { metaOf, type Receipt } from '@waybill/engine';
import { IsName } from '@waybill/validation';
import { MaxLength } from 'class-validator';

import { Roles } from '../callers/roles.js';
import { Command } from '../requests/command.js';
import { Erasure } from './erasure.js';

/** What a person who may handle personal data asks for when a data subject wants to be forgotten. */
export class EraseSubject {
  /** The id that events name as their data subject. */
  @IsName() @MaxLength(200) subjectId: string;
  /** Recorded with the erasure; without names or contacts, since it stays. */
  @IsName() @MaxLength(500) reason: string;

  constructor(fields: EraseSubject) {
    Object.assign(this, fields);
  }
}

@Controller('subjects')
export class SubjectsController {
  constructor(private readonly erasure: Erasure) {}

  @Post(':subjectId/erase')
  @Roles('personal-data')
  @ApiOperation({
    summary: 'Makes the personal data of a data subject unreadable.',
    description:
      'Destroys the key of the subject. This cannot be undone. The events stay, without the sealed fields.',
  })
  erase(@Command() command: EraseSubject): Promise<Receipt> {
    return this.erasure.erase(command.subjectId, command.reason, metaOf(command));
  }
}
