import { Module } from '@nestjs/common';
import { context } from '@waybill/engine';
import { WorkItemsController } from './api/work-items.controller.js';
import { Operations } from './operations.context.js';

@Module(context(Operations, { controllers: [WorkItemsController] }))
export class OperationsModule {}
