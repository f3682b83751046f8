import {
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { CODE, CommandOf } from '@waybill/kernel';

const MOST = 1_000_000_000;

export class RequestTransfer extends CommandOf<RequestTransfer> {
  /** Made by the client, so that a repeated request transfers nothing twice. Default: a new id. */
  @IsUUID() transferId: string;
  @Matches(CODE) sku: string;
  @Matches(CODE) from: string;
  @Matches(CODE) to: string;
  @IsInt() @Min(1) @Max(MOST) quantity: number;
  /** Days that it may take once it is dispatched. Default 14. */
  @IsOptional() @IsInt() @Min(1) @Max(365) transitDays?: number;
}

/** The goods leave. They are taken out of the source's available stock. */
export class DispatchTransfer extends CommandOf<DispatchTransfer> {
  @IsUUID() transferId: string;
}

/** Some or all of the goods have arrived. */
export class ReceiveTransfer extends CommandOf<ReceiveTransfer> {
  @IsUUID() transferId: string;
  /** Made by the client, so that a repeated request receives nothing twice. Default: a new id. */
  @IsOptional() @IsUUID() receiptId?: string;
  /** More than is in transit is accepted: the source has sent more than it said. */
  @IsInt() @Min(1) @Max(MOST) quantity: number;
}

/** What has not arrived by now is lost. */
export class CloseTransferShort extends CommandOf<CloseTransferShort> {
  @IsUUID() transferId: string;
  @IsString() @MinLength(1) @MaxLength(200) reason: string;
}

export class CancelTransfer extends CommandOf<CancelTransfer> {
  @IsUUID() transferId: string;
  @IsString() @MinLength(1) @MaxLength(200) reason: string;
}
