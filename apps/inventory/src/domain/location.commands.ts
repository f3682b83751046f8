import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { CODE, CommandOf } from '@waybill/kernel';
import { IsCountry } from '@waybill/validation';
import type { LocationType } from './location.events.js';

export const LOCATION_TYPES: readonly LocationType[] = [
  'warehouse',
  'store',
  'supplier',
  'quarantine',
  'transit',
];

export class AddressOfLocation {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(3)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(100, { each: true })
  lines: string[];
  @IsString() @MinLength(1) @MaxLength(100) city: string;
  @IsOptional() @IsString() @MinLength(1) @MaxLength(100) region?: string;
  @IsOptional() @IsString() @MinLength(1) @MaxLength(20) postalCode?: string;
  @IsCountry() country: string;
}

export class RegisterLocation extends CommandOf<RegisterLocation> {
  /** Its code: part of the URLs of its stock. Default: a new id. */
  @Matches(CODE) location: string;
  @IsIn(LOCATION_TYPES) type: LocationType;
  @IsString() @MinLength(1) @MaxLength(100) name: string;
  @IsOptional() @ValidateNested() @Type(() => AddressOfLocation) address?: AddressOfLocation;
  /** The lowest is asked for stock first. Default 100. */
  @IsOptional() @IsInt() @Min(0) @Max(1_000) priority?: number;
  /** Whether its stock may be sold. Default: true for a warehouse or a store; only these can be sold from. */
  @IsOptional() @IsBoolean() sellable?: boolean;
}

/** Changes what is given and keeps the rest. */
export class ChangeLocation extends CommandOf<ChangeLocation> {
  @Matches(CODE) location: string;
  @IsOptional() @IsString() @MinLength(1) @MaxLength(100) name?: string;
  @IsOptional() @ValidateNested() @Type(() => AddressOfLocation) address?: AddressOfLocation;
  @IsOptional() @IsInt() @Min(0) @Max(1_000) priority?: number;
  @IsOptional() @IsBoolean() sellable?: boolean;
}

/** Nothing is sold from it until it is activated again; what is claimed there moves elsewhere where that is possible. */
export class SuspendLocation extends CommandOf<SuspendLocation> {
  @Matches(CODE) location: string;
  @IsString() @MinLength(1) @MaxLength(200) reason: string;
}

export class ActivateLocation extends CommandOf<ActivateLocation> {
  @Matches(CODE) location: string;
}
