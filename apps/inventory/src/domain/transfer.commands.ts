import { IsInt, IsUUID, Matches, Max, Min } from 'class-validator';
import { CODE, CommandOf } from '@waybill/kernel';

export class RequestTransfer extends CommandOf<RequestTransfer> {
  /** Made by the client, so that a repeated request transfers nothing twice. Default: a new id. */
  @IsUUID() transferId: string;
  @Matches(CODE) sku: string;
  @Matches(CODE) from: string;
  @Matches(CODE) to: string;
  @IsInt() @Min(1) @Max(1_000_000_000) quantity: number;
}
