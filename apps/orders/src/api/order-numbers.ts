import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { withMeta, type CommandMeta, type Receipt } from '@waybill/engine';
import { newId } from '@waybill/kernel';
import { BLOCK_SIZE, firstOfBlock } from '../domain/number-block.js';
import { ClaimNumbers } from '../domain/number-block.saga-commands.js';

/** Numbers that this instance may give to orders. */
interface Block {
  next: number;
  readonly end: number;
}

/** Gives every order of a channel a number of its own, from blocks that this instance has claimed. */
@Injectable()
export class OrderNumbers {
  private readonly blocks = new Map<string, Promise<Block>>();

  constructor(private readonly commands: CommandBus) {}

  /** The next number. `cause`: the metadata of the command that needs it. */
  async next(channel: string, cause: CommandMeta): Promise<string> {
    for (;;) {
      const claimed = this.blocks.get(channel) ?? this.claim(channel, cause);
      const block = await claimed;
      if (block.next < block.end) return String(block.next++);
      // Requests that waited for the same block must not each claim another one.
      if (this.blocks.get(channel) === claimed) this.blocks.delete(channel);
    }
  }

  /** A claim that fails is forgotten, so that the next order tries again. */
  private claim(channel: string, { correlationId, causationId, actor }: CommandMeta): Promise<Block> {
    const meta = { commandId: newId(), correlationId, causationId, actor };
    const claimed = this.commands
      .execute<ClaimNumbers, Receipt>(withMeta(new ClaimNumbers({ channel }), meta))
      .then(({ revision }): Block => {
        const first = firstOfBlock(revision);
        return { next: first, end: first + BLOCK_SIZE };
      });
    this.blocks.set(channel, claimed);
    claimed.catch(() => this.blocks.delete(channel));
    return claimed;
  }
}
