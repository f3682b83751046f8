import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { CODE, CommandOf } from '@waybill/kernel';

export class QuantityOfSku {
  @Matches(CODE) sku: string;
  @IsInt() @Min(1) @Max(100_000) quantity: number;
}

export class PackedBox {
  @IsInt() @Min(1) @Max(2_000_000) weightGrams: number;
  @IsOptional() @IsInt() @Min(1) @Max(50_000) lengthMm?: number;
  @IsOptional() @IsInt() @Min(1) @Max(50_000) widthMm?: number;
  @IsOptional() @IsInt() @Min(1) @Max(50_000) heightMm?: number;
}

export class PickItems extends CommandOf<PickItems> {
  @IsUUID() fulfilmentOrderId: string;
  /** Default: everything that is still to pick. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => QuantityOfSku)
  lines?: QuantityOfSku[];
}

export class ReportShortPick extends CommandOf<ReportShortPick> {
  @IsUUID() fulfilmentOrderId: string;
  /** What is not on the shelf. The rest goes on. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => QuantityOfSku)
  lines: QuantityOfSku[];
}

/** Makes a shipment of picked units. */
export class PackItems extends CommandOf<PackItems> {
  @IsUUID() fulfilmentOrderId: string;
  /** Made by the client, so that a repeated request packs nothing twice. Default: a new id. */
  @IsUUID() shipmentId: string;
  /** Default: everything that is picked. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => QuantityOfSku)
  lines?: QuantityOfSku[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => PackedBox)
  packages?: PackedBox[];
}

/** The warehouse's answer to a cancellation that came after picking. */
export class AnswerCancellation extends CommandOf<AnswerCancellation> {
  @IsUUID() fulfilmentOrderId: string;
  /** Whether everything that has not left is stopped. */
  @IsBoolean() accept: boolean;
}
