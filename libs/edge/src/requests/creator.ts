import type { RequestClass } from './request-class.js';
import type { Shape } from './schema.js';

/** How instances of a class are made of fields that have no flaws. */
export function creatorOf(shape: Shape): (fields: object) => object {
  const constructor = shape.type;
  const dropNulls = nullDropper(shape);
  const make = takesFields(constructor, shape)
    ? (fields: object) => new constructor(fields)
    : (fields: object) => Object.assign(new constructor({}), fields);
  if (!dropNulls) return make;
  return (fields) => {
    dropNulls(fields);
    return make(fields);
  };
}

/** Whether the constructor puts the fields it is given in place itself. */
function takesFields(constructor: RequestClass, { fields: [first] }: Shape): boolean {
  const marker = {};
  return first !== undefined && Reflect.get(new constructor({ [first.name]: marker }), first.name) === marker;
}

type Drop = (fields: object) => void;

/** An optional field that is null is absent: no command ever carries a null that its type does not show. */
function nullDropper({ fields }: Shape): Drop | undefined {
  const drops = fields.flatMap((field): Drop[] => {
    const within = field.nested && nullDropper(field.nested);
    const { name, optional } = field;
    const drop: Drop[] = [];
    if (optional)
      drop.push((owner) => void (Reflect.get(owner, name) === null && Reflect.deleteProperty(owner, name)));
    if (within) drop.push((owner) => [Reflect.get(owner, name) ?? []].flat().forEach(within));
    return drop;
  });
  return drops.length === 0 ? undefined : (owner) => drops.forEach((drop) => drop(owner));
}
