import type { CommandMeta, Receipt } from '@waybill/engine';

/** Makes the personal data of a data subject unreadable in every copy, for ever. Erasing again changes nothing. */
export abstract class Erasure {
  abstract erase(subjectId: string, reason: string, meta: CommandMeta): Promise<Receipt>;
}
