import 'reflect-metadata';

import { describe, expect, it } from '@jest/globals';
import {
  IsCalendarDate,
  IsCountry,
  IsCurrency,
  IsInstant,
  IsLocaleTag,
  IsName,
  IsPhone,
  IsReadableText,
} from '@waybill/validation';
import { Type } from 'class-transformer';
import * as v from 'class-validator';
import fc from 'fast-check';

import { compile } from './compile.js';
import { tampered, verdictsOn } from './compare-verdicts.js';
import type { RequestClass } from './request-class.js';

/** Composed of class-validator's own decorators, as a domain writes them. */
function IsSku(): PropertyDecorator {
  return (target, property) => {
    v.IsString()(target, property);
    v.Matches(/^[A-Z0-9][A-Z0-9-]*$/)(target, property);
    v.MaxLength(40)(target, property);
  };
}

enum Channel {
  web = 'web',
  shop = 'shop',
}

enum Size {
  small = 1,
  large = 2,
}

class Price {
  @v.IsInt()
  @v.Min(0)
  @v.Max(Number.MAX_SAFE_INTEGER)
  amount: number;

  @v.IsISO4217CurrencyCode()
  currency: string;
}

class Line {
  @IsSku()
  sku: string;

  @v.IsInt()
  @v.IsPositive()
  @v.Max(10_000)
  quantity: number;

  @v.ValidateNested()
  @Type(() => Price)
  unitPrice: Price;
}

class PlaceOrder {
  @v.IsUUID()
  orderId: string;

  @v.IsArray()
  @v.ArrayMinSize(1)
  @v.ArrayMaxSize(3)
  @v.ArrayUnique((line: Line) => line?.sku)
  @v.ValidateNested({ each: true })
  @Type(() => Line)
  lines: Line[];

  @v.IsEnum(Channel)
  channel: Channel;

  @v.IsOptional()
  @v.ValidateNested()
  @Type(() => Price)
  deposit?: Price;

  constructor(fields: Omit<PlaceOrder, never>) {
    Object.assign(this, fields);
  }
}

class Everything {
  @v.IsOptional()
  @v.IsBoolean()
  gift?: boolean;

  @v.IsEnum(Size)
  size: Size;

  @v.IsIn(['a', 1, true])
  mixed: unknown;

  @v.IsOptional()
  @v.IsIn(['x', 'y'])
  letter?: string;

  @v.IsNumber()
  @v.Min(-1.5)
  weight: number;

  @v.IsNumber({ maxDecimalPlaces: 2 })
  rate: number;

  @v.Length(2, 5)
  code: string;

  @v.MinLength(2)
  long: string;

  @v.IsNotEmpty()
  filled: unknown;

  @v.IsDefined()
  defined: unknown;

  @v.Allow()
  free?: unknown;

  @v.IsEmail()
  email: string;

  @v.IsISO8601({ strict: true })
  day: string;

  @v.IsISO31661Alpha2()
  country: string;

  @IsCurrency()
  currency: string;

  @v.IsOptional()
  @IsCalendarDate()
  born?: string;

  @IsInstant()
  at: string;

  @IsName()
  @v.MaxLength(20)
  name: string;

  @v.IsOptional()
  @IsReadableText()
  note?: string;

  @IsPhone()
  phone: string;

  @IsLocaleTag()
  locale: string;

  @IsCountry()
  origin: string;

  @v.IsArray()
  @v.IsString({ each: true })
  @v.MaxLength(3, { each: true })
  @v.ArrayUnique()
  tags: string[];

  @v.IsOptional()
  @v.IsArray()
  @v.IsInt({ each: true })
  numbers?: number[];

  @v.IsObject()
  @v.IsNotEmptyObject()
  extra: object;

  @v.IsDivisibleBy(5)
  fives: number;

  @v.Equals('yes')
  agreed: string;
}

const order = {
  orderId: '0193a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b',
  lines: [{ sku: 'TEA-1', quantity: 2, unitPrice: { amount: 350, currency: 'EUR' } }],
  channel: 'web',
  deposit: { amount: 100, currency: 'eur' },
};
const everything = {
  gift: true,
  size: 1,
  mixed: 'a',
  letter: 'x',
  weight: 0,
  rate: 1.25,
  code: 'abc',
  long: 'abc',
  filled: 'x',
  defined: 0,
  free: {},
  email: 'a@example.org',
  day: '2026-02-28',
  country: 'DE',
  tags: ['a', 'b'],
  numbers: [1],
  extra: { a: 1 },
  fives: 10,
  agreed: 'yes',
  currency: 'EUR',
  born: '2009-12-31',
  at: '2026-02-28T10:00:00Z',
  name: 'Ada',
  note: 'one\ntwo',
  phone: '+442079460958',
  locale: 'en-US',
  origin: 'GB',
};
const examples: readonly (readonly [RequestClass, Readonly<Record<string, unknown>>])[] = [
  [PlaceOrder, order],
  [Everything, everything],
];

/** Names that class-validator takes for known because every object has them. */
const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));
const value = fc.oneof(
  fc.jsonValue({ depthSize: 'small' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('\uFE0F', '\uD83D', '\uDE00', 'a', 'b'), maxLength: 6 }),
  fc.constantFrom<unknown>(
    null,
    0,
    -0,
    1.5,
    2 ** 53,
    1e21,
    '',
    ' ',
    'EUR',
    'eur',
    '2026-02-30',
    'a\0',
    Infinity,
  ),
);

describe('a compiled validator says what class-validator says', () => {
  it.each(examples)('of %p with one thing changed', (type, example) => {
    expect(verdictsOn(type, example)).toEqual({ specified: true, compiled: true });
    const verdicts = [...tampered(example)].map((fields) => ({ fields, ...verdictsOn(type, fields) }));
    expect(verdicts.filter(({ specified, compiled }) => specified !== compiled)).toEqual([]);
    expect(verdicts.filter(({ compiled }) => !compiled).length).toBeGreaterThan(verdicts.length / 2);
  });

  it.each(examples)('of %p with anything changed', (type, example) => {
    const names = fc.constantFrom(...Object.keys(example));
    const changes = fc.array(fc.tuple(fc.oneof(names, names, fc.string()), value), { maxLength: 3 });
    fc.assert(
      fc.property(changes, (changed) => {
        fc.pre(changed.every(([name]) => !inherited.has(name)));
        const { specified, compiled } = verdictsOn(type, { ...example, ...Object.fromEntries(changed) });
        expect(compiled).toBe(specified);
      }),
      { numRuns: 300 },
    );
  });

  it.each(examples)('of %p instead of which anything comes', (type) => {
    fc.assert(
      fc.property(fc.jsonValue(), (fields) => {
        const { specified, compiled } = verdictsOn(type, fields);
        expect(compiled).toBe(specified);
      }),
    );
  });
});

describe('an instance', () => {
  it('is made by its constructor, or filled when it has none', () => {
    const placed = compile(PlaceOrder).create(structuredClone(order));
    expect(placed).toBeInstanceOf(PlaceOrder);
    expect(placed).toEqual(order);
    const filled = compile(Everything).create(structuredClone(everything));
    expect(filled).toBeInstanceOf(Everything);
    expect(filled).toEqual(everything);
  });

  it('has nothing where an optional field was null', () => {
    expect(compile(PlaceOrder).create({ ...order, deposit: null })).not.toHaveProperty('deposit');
  });
});

describe('the standard spelling', () => {
  const spelled = (type: RequestClass, fields: unknown) => {
    compile(type).spell(fields);
    return fields;
  };

  it('is given to every field that has one, and to no other', () => {
    const sent = { ...everything, name: ' Ada ', phone: '+44 20 7946 0958', locale: 'en-us', code: ' x ' };
    expect(spelled(Everything, sent)).toEqual({ ...everything, code: ' x ' });
    const placed = structuredClone({ ...order, orderId: order.orderId.toUpperCase() });
    expect(spelled(PlaceOrder, placed)).toEqual(order);
  });

  it.each([null, 'x', [], { name: 7, orderId: null, lines: 'x' }, { lines: [null, 7, {}] }])(
    'leaves to validation what has another type: %j',
    (fields) => {
      expect(spelled(PlaceOrder, structuredClone(fields))).toEqual(fields);
    },
  );
});

describe('what cannot be checked exactly is refused when the class is compiled', () => {
  class Unknown {
    @v.IsDate()
    when: Date;
  }
  class Conditional {
    @v.ValidateIf(() => true)
    @v.IsString()
    note: string;
  }
  class Grouped {
    @v.IsString({ groups: ['admin'] })
    note: string;
  }
  class Untyped {
    @v.ValidateNested()
    price: Price;
  }
  class Each {
    @v.IsString({ each: true })
    tags: string[];
  }
  class Contradicting {
    @v.IsString()
    @v.Min(1)
    amount: string;
  }
  class Recursive {
    @v.ValidateNested()
    @Type(() => Recursive)
    inner: unknown;
  }
  class Bare {
    note: string;
  }

  it.each<[RequestClass, RegExp]>([
    [Unknown, /Unknown\.when: @isDate/],
    [Conditional, /Conditional\.note: @conditionalValidation/],
    [Grouped, /Grouped\.note: groups/],
    [Untyped, /Untyped\.price: @ValidateNested\(\) needs @Type/],
    [Each, /Each\.tags: \{ each: true \} needs @IsArray/],
    [Contradicting, /Contradicting\.amount: its decorators ask for number and string/],
    [Recursive, /Recursive contains itself/],
    [Bare, /Bare has no class-validator decorators/],
  ])('%p', (type, message) => {
    expect(() => compile(type)).toThrow(message);
  });
});
